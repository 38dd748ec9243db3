"""Messages name whom and what they are about, and offer to undo it: by the same rights, once, and not over a change."""

from datetime import timedelta

import pytest

from tests.factories import CURATED, GROUP, OPEN
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
    said, back = done(browser, f"{PEOPLE}/bans", person="member", until="", reason="Spam", rule="spam")
    assert said.startswith("Mika Member banned.")
    undo(browser, back)
    assert "Mika Member" not in browser.get(f"{PEOPLE}/bans").text.partition("<table")[2]
    clock.advance(seconds=5)
    done(browser, f"{PEOPLE}/bans", person="member", until="", reason="Spam", rule="spam")
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
    done(browser, f"{OPEN}/people/bans", person="outsider", until="", reason="Spam", rule="spam")
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
    done(browser, f"{PEOPLE}/bans", person="member", until="", reason="A long ban", rule="spam")
    clock.advance(seconds=15)
    _said, back = done(
        browser, f"{PEOPLE}/bans", person="member", until="2026-03-03", reason="A short ban", rule="spam"
    )
    undo(browser, back)
    (ban,) = api.facilitator.get(f"{GROUP}/@bans").json["items"]
    assert (ban["comment"], ban["until"]) == ("A long ban", None)


def test_joining_and_leaving_are_undone_where_the_door_is_open(site, make, api, clock):
    browser = site.client("outsider")
    said, back = done(browser, f"{OPEN}/join")
    assert said == "You are now a member of “Open community”. Welcome!"
    clock.advance(seconds=5)
    locations = [undo(browser, back).location for _ in range(2)]
    assert (
        locations[0] == locations[1]
        and browser.get(locations[0]).html.select_one(".m-said").text.split()[0] == "Undone."
    )
    assert member(api, "outsider", OPEN) is None
    done(browser, f"{OPEN}/join")
    clock.advance(seconds=5)
    said, back = done(browser, f"{OPEN}/leave")
    assert said == "You are no longer a member of “Open community”."
    undo(browser, back)
    assert member(api, "outsider", OPEN) == (["member"], None, None)


@pytest.mark.parametrize(
    ("space", "login", "way"),
    [
        (OPEN, "author", "You can join again."),
        (GROUP, "member", "You can request to join again."),
        (CURATED, "member", "To come back you need an invitation."),
    ],
)
def test_who_cannot_come_back_as_before_reads_how(site, make, api, space, login, way):
    if space == CURATED:
        api.owner.patch_json(CURATED, {"joining": "invitation"}, status=204)
    said, back = done(site.client(login), f"{space}/leave")
    assert said.endswith(way) and not back


def test_roles_given_by_others_do_not_come_back_by_undoing(site, api, clock):
    browser = site.client("author")
    done(browser, f"{OPEN}/leave")
    space = OPEN.rpartition("/")[2]
    left = site.read(lambda tree: list(tree.event_log.about(tree["workspaces"][space].uid))[-1].id)
    undo(browser, f"{OPEN}/undo-change/{left}", 409)
    assert member(api, "author", OPEN) is None


def test_nobody_joins_by_undoing_once_the_door_is_closed(site, api, clock):
    browser = site.client("member")
    _said, back = done(browser, f"{OPEN}/leave")
    api.owner.patch_json(OPEN, {"joining": "request"}, status=204)
    undo(browser, back, 409)
    assert member(api, "member", OPEN) is None


def test_a_request_to_join_is_withdrawn_and_a_declined_one_waits_again(site, api, clock):
    asking, answering = site.client("outsider"), site.client("facilitator")
    said, back = done(asking, f"{GROUP}/join", reason="I teach.")
    assert said == "Request to join “Members group” sent to the facilitators."
    assert back == f"{GROUP}/join"
    address = f"{PEOPLE}/requests/{site.id_of('outsider')}"
    said, back = done(answering, address, do="decline", reason="Who are you?")
    assert said.startswith("Request from Otto Outsider declined.")
    undo(site.client("owner"), back, 404)
    clock.advance(seconds=5)
    undo(answering, back)
    assert "I teach." in answering.get(f"{PEOPLE}/requests").text
    assert "has been waiting" in asking.get(f"{GROUP}/join").text
    done(answering, address, do="accept")
    assert member(api, "outsider") == (["member"], None, None)


def test_an_invitation_is_named_and_withdrawn_unless_it_was_sent_before(site, clock):
    browser = site.client("facilitator")
    people = f"{PEOPLE}/invitations"
    said, back = done(browser, people, addresses="new@example.org, other@example.org", roles="member")
    assert said == "Invitation sent to new@example.org, other@example.org."
    page = browser.post(back, {"csrf_token": token_of(browser), "do": "withdraw"}, status=303).follow()
    assert "No open invitations" in page.text
    said, back = done(browser, people, addresses="new@example.org", roles="member")
    clock.advance(minutes=5)
    said, again = done(browser, back, do="again")
    assert said == "Invitation sent to new@example.org." and not again


def test_requests_for_access_and_their_answers_are_named_and_undone(site, make, api):
    folder = make.folder(CURATED + "/documents", "Plans", by="facilitator")
    asking, answering = site.client("member"), site.client("facilitator")
    said, back = done(asking, f"{folder}/ask-for-access", role="author", message="For the plans.")
    assert "“Plans”" in said and back.endswith("/withdraw")
    answer = {"person": site.id_of("member"), "role": "author", "until": ""}
    said, back = done(answering, f"{folder}/sharing/answer", do="grant", **answer)
    assert said == "Mika Member now has access to “Plans”."
    undo(answering, back)
    api.member.post_json(str(folder), {"@type": "document", "title": "x"}, status=403)
    # The request waits again.
    said, back = done(answering, f"{folder}/sharing/answer", do="decline", reason="Not now.", **answer)
    assert "Mika Member" in said and "“Plans”" in said
    assert "request-reopened" in undo(answering, back).location
    assert "For the plans." in answering.get(f"{folder}/sharing/answer?person={answer['person']}").text


def decide(browser, queue, key, do, reason=""):
    """Decide in the queue; return (the message, the address behind its button to undo)."""
    page = browser.get(f"{queue}?item={key}")
    version = page.html.select_one("[name=version]")["value"]
    return done(browser, queue, item=key, do=do, reason=reason, version=version)


def waiting(api, kind):
    return [
        one["@id"].rpartition("/")[2] for one in api.facilitator.get("/@queue").json["items"] if one["kind"] == kind
    ]


@pytest.mark.parametrize(("do", "reason"), [("accept", ""), ("decline", "The space is full.")])
def test_an_answer_to_a_request_to_join_is_undone_in_decisions(site, api, clock, do, reason):
    api.outsider.post_json(f"{CURATED}/@join", {"message": "I teach robotics."})
    browser, (key,) = site.client("facilitator"), waiting(api, "join")
    said, back = decide(browser, "/queue", key, do, reason)
    assert "Otto Outsider" in said and waiting(api, "join") == []
    for _ in range(2):
        assert "queue-undone" in undo(browser, back).location
    assert waiting(api, "join") == [key] and member(api, "outsider", CURATED) is None
    assert "I teach robotics." in browser.get("/queue").text
    undo(site.client("owner"), back, 404)


def test_who_was_banned_meanwhile_does_not_wait_for_an_answer_again(site, api, clock):
    api.outsider.post_json(f"{CURATED}/@join", {"message": "I teach robotics."})
    browser, (key,) = site.client("facilitator"), waiting(api, "join")
    _said, back = decide(browser, "/queue", key, "accept")
    api.owner.post_json(f"{CURATED}/@bans", {"person": "outsider", "rule": "law", "comment": "Spam."})
    undo(browser, back)
    assert member(api, "outsider", CURATED) is None and waiting(api, "join") == []


@pytest.mark.parametrize(("do", "reason"), [("grant", ""), ("decline", "Not now.")])
def test_an_answer_to_a_request_for_access_is_undone_in_decisions(site, make, api, clock, do, reason):
    folder = make.folder(CURATED + "/documents", "Plans", by="facilitator")
    done(site.client("member"), f"{folder}/ask-for-access", role="author", message="For the plans.")
    browser, (key,) = site.client("facilitator"), waiting(api, "access")
    said, back = decide(browser, "/queue", key, do, reason)
    assert "Mika Member" in said and waiting(api, "access") == []
    undo(browser, back)
    assert waiting(api, "access") == [key]
    api.member.post_json(str(folder), {"@type": "document", "title": "x"}, status=403)


def test_several_answers_are_undone_together(site, api, clock):
    for login in ("outsider", "reviewer"):
        api(login).post_json(f"{CURATED}/@join", {"message": "Hello."})
    browser, keys = site.client("facilitator"), waiting(api, "join")
    shown = browser.get("/queue/several").html
    items = [one["value"] for one in shown.select("[name=item]") if one["value"].partition(":")[0] in keys]
    sent = {"csrf_token": token_of(browser), "item": items, "do": "accept", "reason": "", "sure": "yes"}
    page = browser.post("/queue/several", sent, status=200)
    assert waiting(api, "join") == []
    assert page.html.select("form [name=undo]")
    browser.post("/queue/several", {"csrf_token": token_of(browser), "undo": "yes", "item": items}, status=303)
    assert sorted(waiting(api, "join")) == sorted(keys)


def test_groups_accounts_and_plans_are_undone(site, make, api):
    api.admin.post_json("/@groups", {"groupname": "crew", "title": "Crew"})
    admin, member_id = site.client("admin"), site.id_of("member")
    crew, person = "/admin/group/crew", f"/admin/person/{member_id}"
    plan = make.document(CURATED + "/documents", "Plan", by="author")
    sent = {"step": "archive", "day": "2026-05-01", "time": "09:00", "zone": "UTC", "reason": ""}
    for address, fields, names, after in (
        (crew, {"do": "add", "person": "member"}, "Mika Member", lambda: "Mika" not in groups(admin, crew)),
        (person, {"do": "disable"}, "", lambda: "Disabled" not in admin.get(person).text),
        (f"{plan}/schedule", sent, "", lambda: "Nothing scheduled" in admin.get(f"{plan}/schedule").text),
    ):
        page = admin.post(address, {"csrf_token": token_of(admin), **fields}, status=303).follow()
        said = page.html.select_one(".m-said")
        assert names in said.p.text
        button = said.select_one("[formaction]")
        pressed = {"csrf_token": token_of(admin), button["name"]: button["value"]}
        admin.post(button["formaction"], pressed, status=303)
        assert after(), address


def groups(admin, crew):
    return admin.get(crew).html.select_one("main").text


def save_settings(browser, space, **chosen):
    basis = browser.get(f"{space}/settings").html.select_one("[name=form_basis]")["value"]
    return done(browser, f"{space}/settings", form_basis=basis, preset="custom", **chosen)


def settings_of(api, space):
    found = api.owner.get(space).json
    return found["visibility"], found["joining"], found["post_moderation"]


def test_settings_of_a_space_are_undone_as_they_were_saved(site, api, clock):
    browser, before = site.client("facilitator"), settings_of(api, OPEN)
    said, _back = save_settings(browser, OPEN)
    assert (said, _back) == ("Nothing was changed.", "")
    said, back = save_settings(browser, OPEN, visibility="private", joining="invitation")
    assert said.startswith("Settings of “Open community” saved.")
    api.guest.get(OPEN, status=404)
    undo(browser, back)
    undo(browser, back)
    assert settings_of(api, OPEN) == before
    clock.advance(seconds=5)
    _said, first = save_settings(browser, OPEN, visibility="private", joining="invitation")
    clock.advance(seconds=5)
    save_settings(browser, OPEN, joining="request")
    undo(browser, first, 409)
    assert settings_of(api, OPEN)[:2] == ("private", "request")
    _said, last = save_settings(browser, OPEN, post_moderation="all")
    api.owner.post_json(f"{OPEN}/@members", {"person": "facilitator", "roles": ["reader"]})
    assert undo(browser, last, "4*").status_int in (403, 404, 409)
    assert settings_of(api, OPEN)[2] == "all"


def test_site_roles_and_groups_of_a_person_are_undone_as_they_were_saved(site, api, clock):
    browser, page = site.client("admin"), f"/admin/person/{site.id_of('outsider')}"
    for group in ("Librarians", "Trainers"):
        done(browser, "/admin/groups", title=group)

    def save(do, **chosen):
        form = next(one for one in browser.get(page).html.select("form") if one.select_one(f"[name=do][value={do}]"))
        return done(browser, page, do=do, form_basis=form.select_one("[name=form_basis]")["value"], **chosen)

    def stored():
        found = browser.get(page).html
        return {one["value"] for one in found.select("[name=role][checked], [name=group][checked]")}

    save("groups", group=["trainers"])
    clock.advance(seconds=5)
    for do, chosen in (("roles", {"role": ["reviewer", "site_moderator"]}), ("groups", {"group": ["librarians"]})):
        before = stored()
        said, back = save(do, **chosen)
        assert "Otto Outsider" in said and stored() != before
        undo(site.client("sitemoderator"), back, 404)
        for _ in range(2):
            assert "account-undone" in undo(browser, back).location
        assert stored() == before
        clock.advance(seconds=5)
    _said, back = save("groups", group=["librarians"])
    done(browser, "/admin/delete-group/trainers")
    undo(browser, back, 409)
    assert stored() == {"librarians"}


def test_a_list_of_members_is_undone_as_a_whole(site, api, clock):
    browser = site.client("facilitator")
    lines = "outsider;reader\nmember;author\nnew@example.org;member"
    said, back = done(browser, f"{PEOPLE}/bulk", list=lines, do="save")
    assert said in ("List applied: Otto Outsider, Mika Member", "List applied: Mika Member, Otto Outsider")
    assert member(api, "member")[0] == ["author"]
    for _ in range(2):
        assert "memberships-undone" in undo(browser, back).location
    assert member(api, "outsider") is None and member(api, "member")[0] == ["member"]
    assert "new@example.org" not in browser.get(f"{PEOPLE}/invitations").text
    clock.advance(seconds=5)
    assert done(browser, f"{PEOPLE}/bulk", list="member;member", do="save") == ("Nothing was changed.", "")
    _said, back = done(browser, f"{PEOPLE}/bulk", list=lines, do="save")
    clock.advance(seconds=5)
    done(browser, f"{PEOPLE}/{site.id_of('outsider')}", roles="author", until="", sponsor="")
    undo(browser, back, 409)
    assert member(api, "member")[0] == ["author"]


def test_a_review_of_guests_is_undone_as_a_whole(site, api, clock):
    browser, outsider, member_id = site.client("owner"), site.id_of("outsider"), site.id_of("member")
    end = (clock.now.date() + timedelta(days=10)).isoformat()
    for person in ("outsider", "member"):
        api.owner.post_json(f"{GROUP}/@members", {"person": person, "roles": ["member"], "until": end})
    before = [member(api, "outsider"), member(api, "member")]
    clock.advance(seconds=5)
    chosen = {
        f"do-{outsider}": "lapse",
        f"do-{member_id}": "renew",
        "all": "2030-01-01",
    }
    said, back = done(browser, f"{PEOPLE}/review", person=[outsider, member_id], **chosen)
    assert "Otto Outsider" in said and "Mika Member" in said
    assert member(api, "member")[1].startswith("2030")
    assert "Not renewed" in browser.get(f"{PEOPLE}/review").text
    undo(browser, back)
    assert [member(api, "outsider"), member(api, "member")] == before
    assert "Not renewed" not in browser.get(f"{PEOPLE}/review").text
    waiting = {one["kind"] for one in api.owner.get(f"{GROUP}/@queue").json["items"]}
    assert "lapsing" in waiting


def test_a_move_is_named_and_undone_by_the_rights_of_now(site, make, api, clock):
    plan = make.document(OPEN + "/documents", "Plan", by="author")
    there = f"{GROUP}/documents/plan"
    browser = site.client("facilitator")
    said, back = done(browser, f"{plan}/move", to=f"{GROUP}/documents")
    assert said.startswith("“Plan” moved.")
    undo(site.client("owner"), back, 404)
    assert "moved-back" in undo(browser, back).location
    # The address of the button has moved too.
    assert "moved-back" in undo(browser, back.replace(there, str(plan))).location
    api.guest.get(str(plan), status=200)
    clock.advance(seconds=5)
    _said, first = done(browser, f"{plan}/move", to=f"{GROUP}/documents")
    clock.advance(seconds=5)
    _said, second = done(browser, f"{there}/move", to=f"{CURATED}/documents")
    api.owner.post_json(f"{GROUP}/@members", {"person": "facilitator", "roles": []})
    undo(browser, second, 403)
    # The item is found at its new place, from which it has been moved again.
    undo(browser, first, 409)
    api.guest.get(f"{CURATED}/documents/plan", status=200)


@pytest.mark.parametrize(
    ("query", "there", "undone"),
    [
        ("kind=dial&visibility=private&joining=invitation", "visibility", "settings-undone"),
        ("kind=member&person=outsider&roles=author", "", "membership-undone"),
    ],
)
def test_a_change_is_undone_after_its_effect_was_shown(site, api, query, there, undone):
    before = settings_of(api, OPEN), member(api, "outsider", OPEN)
    browser = site.client("facilitator")
    page = browser.get(f"{OPEN}/affected?{query}")
    form = next(one for one in page.forms.values() if one.action.endswith("/affected"))
    page = form.submit(status=303).follow()
    said = page.html.select_one(".m-said")
    assert said.p.text == "Done. The change of “Open community” is in effect."
    assert (settings_of(api, OPEN), member(api, "outsider", OPEN)) != before
    assert undone in undo(browser, said.select_one("[formaction]")["formaction"]).location
    assert (settings_of(api, OPEN), member(api, "outsider", OPEN)) == before


def test_messages_about_files_groups_and_accounts_name_them(site):
    browser = site.client("facilitator")
    files = [("upload", f"{name}.txt", name.encode()) for name in ("one", "two", "three", "four", "five")]
    page = browser.post(f"{OPEN}/documents/upload", {"csrf_token": token_of(browser)}, upload_files=files, status=303)
    said = page.follow().html.select_one(".m-said").p.text
    assert said.startswith("Files added: one") and said.endswith("three.txt and 2 other files")
    admin = site.client("admin")
    assert done(admin, "/admin/groups", title="Crew")[0].startswith("Group “Crew” added.")
    assert "“Team”" in done(admin, "/admin/group/crew", do="rename", title="Team")[0]
    assert done(admin, "/admin/delete-group/crew")[0] == "Group “Team” deleted."
    person = site.id_of("member")
    said, back = done(admin, f"/admin/person/{person}", do="disable")
    assert said.startswith("Account of Mika Member disabled.") and back


def test_discarding_an_unpublished_version_is_not_called_a_deletion(site, make, api):
    plan = make.document(CURATED + "/documents", "Plan", by="member", state="published")
    api.member.patch_json(str(plan), {"text": "<p>two words</p>"}, status=204)
    said, _back = done(site.client("member"), f"{plan}/workflow/delete")
    assert said == "The unpublished version of “Plan” was discarded."
    api.guest.get(str(plan), status=200)


def test_fetching_back_is_named_and_undone(site, make, api, clock):
    plan = make.document(OPEN + "/documents", "Plan", by="author")
    browser = site.client("facilitator")
    done(browser, f"{plan}/move", to=f"{GROUP}/documents")
    clock.advance(seconds=5)
    uid = api.owner.get(f"{GROUP}/documents/plan").json["UID"]
    said, back = done(browser, f"{OPEN}/departed", uid=uid)
    assert said == "“Plan” fetched back. It is here as it left."
    api.guest.get(str(plan), status=200)
    undo(browser, back)
    api.member.get(f"{GROUP}/documents/plan", status=200)
    api.guest.get(f"{GROUP}/documents/plan", status="4*")
