"""Messages name whom and what they are about, and offer to undo it: by the same rights, once, and not over a change."""

import pytest

from tests.factories import GROUP, OPEN
from tests.people.test_own_data import erase

PEOPLE = GROUP + "/people"


def token_of(browser):
    return browser.get("/").forms["act"]["csrf_token"].value


def done(browser, address, **sent):
    """Send a form; return (the message, the address behind its button to undo)."""
    page = browser.post(address, {"csrf_token": token_of(browser), **sent}, status=303)
    while page.status_int == 303:
        page = page.follow()
    said = page.html.select_one(".m-said")
    button = said.select_one("[formaction]")
    return said.p.text, button["formaction"] if button is not None else ""


def undo(browser, address, status=303):
    return browser.post(address, {"csrf_token": token_of(browser)}, status=status)


def member(api, login, space=GROUP):
    found = api.owner.get(f"{space}/@members").json["items"]
    return next(((one["roles"], one["until"], one["sponsor"]) for one in found if one["person"] == login), None)


def test_adding_changing_and_removing_a_member_is_undone_with_roles_end_and_sponsor(site, api, clock):
    browser = site.client("facilitator")
    person = site.id_of("outsider")
    said, back = done(browser, PEOPLE, person="outsider", roles="reader", until="2027-03-03", sponsor="member")
    assert "Otto Outsider" in said and "2027" in said
    first = member(api, "outsider")
    clock.advance(seconds=5)
    said, changed = done(browser, f"{PEOPLE}/{person}", roles="author", until="", sponsor="")
    assert "Otto Outsider" in said
    assert member(api, "outsider") == (["author"], None, None)
    undo(browser, back, 409)
    locations = [undo(browser, changed).location for _ in range(2)]
    assert locations[0] == locations[1] and "membership-undone" in locations[0]
    assert member(api, "outsider") == first
    clock.advance(seconds=5)
    said, removed = done(browser, f"{PEOPLE}/{person}/remove")
    assert said == "Otto Outsider is no longer a member."
    assert member(api, "outsider") is None
    undo(site.client("owner"), removed, 404)
    undo(site.client("reader"), removed, 404)
    undo(browser, removed)
    assert member(api, "outsider") == first


def test_rights_are_judged_anew(site, api, clock):
    browser = site.client("facilitator")
    _said, back = done(browser, PEOPLE, person="outsider", roles="member", until="", sponsor="")
    api.owner.post_json(f"{GROUP}/@members", {"person": "facilitator", "roles": ["reader"]})
    assert undo(browser, back, "4*").status_int in (403, 409)
    assert member(api, "outsider") is not None


def test_a_change_is_undone_for_an_hour(site, api, clock):
    browser = site.client("facilitator")
    _said, back = done(browser, PEOPLE, person="outsider", roles="member", until="", sponsor="")
    clock.advance(hours=2)
    refused = undo(browser, back, 409)
    assert "can no longer be undone" in refused.text


def test_a_ban_and_its_end_are_undone(site, api, clock):
    browser = site.client("facilitator")
    said, back = done(browser, f"{PEOPLE}/bans", person="member", until="", reason="Spam")
    assert said.startswith("Mika Member banned.")
    undo(browser, back)
    assert "Mika Member" not in browser.get(f"{PEOPLE}/bans").text.partition("<table")[2]
    clock.advance(seconds=5)
    done(browser, f"{PEOPLE}/bans", person="member", until="", reason="Spam")
    clock.advance(seconds=5)
    said, back = done(browser, f"{PEOPLE}/bans/{site.id_of('member')}")
    assert "Mika Member" in said
    undo(browser, back)
    assert "Spam" in browser.get(f"{PEOPLE}/bans").text


def test_access_given_and_restricted_is_undone(site, make, api):
    folder = make.folder(OPEN + "/documents", "Plans", by="facilitator")
    browser = site.client("facilitator")
    given = {"principal": "person:" + site.id_of("outsider"), "role": "author", "until": "", "sponsor": ""}
    said, back = done(browser, f"{folder}/sharing/give", **given)
    assert said == "Otto Outsider now has access to “Plans”."
    undo(browser, back)
    assert "Otto Outsider" not in browser.get(f"{folder}/sharing").text.partition('class="m-said"')[0]
    said, back = done(browser, f"{folder}/sharing/close")
    assert "“Plans”" in said
    api.guest.get(str(folder), status=404)
    undo(browser, back)
    api.guest.get(str(folder), status=200)


def test_a_pin_is_undone_and_what_is_deleted_is_named(site, make, api):
    discussion = make.discussion(GROUP + "/discussions", "Which room?", by="owner")
    browser = site.client("moderator")
    said, back = done(browser, f"{discussion}/pin")
    assert said == "“Which room?” pinned." and back.endswith("/unpin")
    undo(browser, back)
    assert api.reader.get(str(discussion)).json["pinned"] is False
    said, back = done(site.client("owner"), f"{discussion}/delete")
    assert said == "“Which room?” deleted permanently." and not back


@pytest.mark.parametrize("query", ["said=deleted&title=Send+us+your+password", "said=member-removed&who={member}"])
def test_an_address_made_by_others_names_nothing(site, query):
    page = site.client().get("/", query.format(member=site.id_of("member")))
    assert "password" not in page.text.partition("m-said")[2][:300]
    assert "Mika Member" not in page.text


def record_names(site, principal):
    return site.read(lambda tree: [one.uid for one in tree.access.values() if principal in {**one.grants, **one.bans}])


def test_nothing_is_given_back_to_a_deleted_person(site, make, clock):
    browser, person = site.client("facilitator"), site.id_of("outsider")
    folder = make.folder(OPEN + "/documents", "Plans", by="facilitator")
    done(browser, PEOPLE, person="outsider", roles="member", until="", sponsor="")
    done(browser, f"{OPEN}/people/bans", person="outsider", until="", reason="Spam")
    given = {"principal": f"person:{person}", "role": "author", "until": "", "sponsor": ""}
    done(browser, f"{folder}/sharing/give", **given)
    clock.advance(seconds=5)
    undone = [
        done(browser, f"{PEOPLE}/{person}/remove")[1],
        done(browser, f"{OPEN}/people/bans/{person}")[1],
        done(browser, f"{folder}/sharing/remove", principal=f"person:{person}")[1],
    ]
    erase(site.client("outsider"))
    assert [undo(browser, address, "*").status_int for address in undone] == [409] * 3
    assert record_names(site, person) == []


@pytest.mark.parametrize("meanwhile", ["the group is deleted", "the space is paused"])
def test_access_of_a_group_is_not_given_back(site, make, api, clock, meanwhile):
    api.admin.post_json("/@groups", {"groupname": "crew", "title": "Crew"})
    browser = site.client("facilitator")
    done(browser, f"{GROUP}/sharing/give", principal="group:crew", role="author", until="", sponsor="")
    clock.advance(seconds=5)
    _said, back = done(browser, f"{GROUP}/sharing/remove", principal="group:crew")
    if meanwhile == "the group is deleted":
        api.admin.delete("/@groups/crew")
    else:
        make.step(GROUP, "suspend", by="admin")
    undo(browser, back, 409)
    assert record_names(site, "group:crew") == []


def test_undoing_a_changed_ban_leaves_the_ban_before(site, api, clock):
    browser = site.client("facilitator")
    done(browser, f"{PEOPLE}/bans", person="member", until="", reason="A long ban")
    clock.advance(seconds=15)
    _said, back = done(browser, f"{PEOPLE}/bans", person="member", until="2026-03-03", reason="A short ban")
    undo(browser, back)
    (ban,) = api.facilitator.get(f"{GROUP}/@bans").json["items"]
    assert (ban["comment"], ban["until"]) == ("A long ban", None)
