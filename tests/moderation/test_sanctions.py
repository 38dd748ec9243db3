"""Warnings and silences: what they do, who gives them, what the person reads, and how they end."""

from datetime import timedelta

import pytest

from tests.emails import Emails
from tests.factories import GROUP, OPEN

FORUM = GROUP + "/discussions"
GROUND = {"comment": "Third time this week.", "rule": "spam"}


def sanction(api, kind, person="member", login="moderator", status=201, **more):
    sent = {"person": person, **GROUND, **more}
    return api(login).post_json(f"{GROUP}/{kind}", sent, status=status).json


@pytest.fixture
def thread(make):
    return make.discussion(FORUM, "Which room?", by="author")


def test_the_silenced_read_but_do_not_write(api, actors, make, thread):
    own = make.post(thread, "<p>Mine.</p>", by="member")
    sanction(api, "@silences", until="2030-01-01")
    assert "Which room?" in api.member.get(str(thread)).text
    reply = {"@type": "post", "text": "<p>Again.</p>"}
    api.member.post_json(str(thread), reply, status=403)
    api.member.post_json(FORUM, {"@type": "discussion", "title": "New", "text": "<p>x</p>"}, status=403)
    api.member.post_json(f"{GROUP}/documents", {"@type": "document", "title": "New"}, status=403)
    api.member.patch_json(str(own), {"text": "<p>Changed.</p>"}, status=403)
    other = make.post(thread, "<p>Hm.</p>", by="author")
    api.member.post_json(f"{other}/@reactions", {"reaction": "like"}, status=403)
    # The rest of the site, reports and deleting stay.
    api.member.post_json(f"{other}/@reports", {"rule": "spam", "text": ""}, status=201)
    api.member.delete(str(own), status=204)
    page = actors.member.get(str(thread))
    assert "You can read here but not write until 1 January 2030" in page.text
    assert "Reasons and appeal" in page.text and "You cannot write in this space" in page.text
    said = api.member.get(f"{thread}/@explain?permission=reply").json
    assert said["allowed"] is False and any("Third time" in one["text"] for one in said["because"])


def test_a_silence_ends_by_itself_or_is_lifted(api, thread, clock, site):
    reply = {"@type": "post", "text": "<p>Again.</p>"}
    until = (clock.now + timedelta(days=1)).date().isoformat()
    sanction(api, "@silences", until=until)
    api.member.post_json(str(thread), reply, status=403)
    clock.advance(days=2)
    api.member.post_json(str(thread), reply, status=201)
    sanction(api, "@silences")
    api.member.post_json(str(thread), reply, status=403)
    assert [one["person"] for one in api.moderator.get(f"{GROUP}/@silences").json["items"]] == ["member"]
    api.moderator.delete(f"{GROUP}/@silences/member", status=204)
    api.moderator.delete(f"{GROUP}/@silences/member", status=404)
    api.member.post_json(str(thread), reply, status=201)
    subjects = [subject for subject, _text in Emails(site.registry).to("member")]
    assert any(subject.startswith("You can write again") for subject in subjects)


@pytest.mark.parametrize("kind", ["@silences", "@warnings"])
def test_a_sanction_needs_a_rule_and_a_reason(api, kind):
    for wrong in ({"rule": ""}, {"comment": " "}, {"rule": "none"}):
        sanction(api, kind, status=400, **wrong)
    sanction(api, kind, person="nobody", status=400)
    sanction(api, "@silences", until="2001-01-01", status=400)


@pytest.mark.parametrize("kind", ["@silences", "@warnings"])
@pytest.mark.parametrize(
    ("login", "person", "status"),
    [
        ("guest", "member", 404),
        ("outsider", "member", 403),
        ("reader", "member", 403),
        ("member", "reader", 403),
        ("moderator", "moderator", 403),
        ("moderator", "facilitator", 403),
        ("moderator", "member", 201),
        ("facilitator", "moderator", 201),
        ("facilitator", "owner", 403),
    ],
)
def test_who_sanctions_whom(api, kind, login, person, status):
    sanction(api, kind, person, login, status=status)
    api(login).get(f"{GROUP}/{kind}", status="*")
    if status in (403, 404) and login in ("guest", "outsider", "reader", "member"):
        api(login).get(f"{GROUP}/{kind}", status=status)


@pytest.mark.parametrize(("kind", "restriction"), [("@silences", "silence"), ("@warnings", "warning")])
def test_the_person_reads_the_statement_and_appeals(api, site, kind, restriction):
    emails = Emails(site.registry)
    made = sanction(api, kind)
    assert made["rule"]["title"] == "No advertising"
    found = api.member.get(f"{GROUP}/@statement").json
    assert (found["restriction"], found["rule"]["id"]) == (restriction, "spam")
    ((_subject, text),) = emails.to("member")
    assert "> Third time this week." in text and "No advertising" in text and "Moderator" not in text
    api.member.post_json(f"{GROUP}/@appeal", {"text": "It was not me."}, status=201)
    waiting = [one for one in api.facilitator.get("/@queue").json["items"] if one["kind"] == "appeal"]
    assert not [one for one in api.moderator.get("/@queue").json["items"] if one["kind"] == "appeal"]
    sent = {"step": "grant", "comment": "Indeed.", "version": waiting[0]["version"]}
    api.facilitator.post_json(f"/@queue/{waiting[0]['id']}/decide", sent)
    api.member.get(f"{GROUP}/@statement", status=404)
    assert api.moderator.get(f"{GROUP}/{kind}").json["items"] == []


def test_warnings_are_listed_and_withdrawn(api):
    first = sanction(api, "@warnings")
    sanction(api, "@warnings", person="reader")
    assert len(api.moderator.get(f"{GROUP}/@warnings").json["items"]) == 2
    api.moderator.delete(f"{GROUP}/@warnings/{first['id']}", status=204)
    assert [one["person"] for one in api.moderator.get(f"{GROUP}/@warnings").json["items"]] == ["reader"]
    api.moderator.delete(f"{GROUP}/@warnings/{first['id']}", status=409)
    api.moderator.delete(f"{GROUP}/@warnings/aaaaaaaaaaaaa", status=404)


def test_moderators_do_it_on_the_page(actors, api):
    page = actors.moderator.get(f"{GROUP}/sanctions")
    form = next(one for one in page.forms.values() if "person" in one.fields)
    form["person"], form["kind"], form["rule"], form["reason"] = "member", "silence", "spam", "Enough."
    found = form.submit().follow()
    assert "Enough." in found.text and "3. No advertising" in found.text
    lift = next(one for one in found.forms.values() if "who" in one.fields)
    assert "No one is silenced" in lift.submit("do", value="lift").follow().text
    actors.member.get(f"{GROUP}/sanctions", status=403)


def test_the_history_of_the_author_is_at_hand(api, make, thread):
    hidden = make.post(thread, "<p>Old.</p>", by="member")
    api.moderator.post_json(f"{hidden}/@workflow/hide", GROUND)
    sanction(api, "@warnings")
    make.post(thread, "<p>New.</p>", by="member", state="pending")
    (one,) = [one for one in api.moderator.get("/@queue").json["items"] if one["kind"] == "posts"] or api.moderator.get(
        "/@queue"
    ).json["items"]
    facts = {fact["title"]: fact["text"] for fact in api.moderator.get(f"/@queue/{one['id']}").json["facts"]}
    assert facts["Removed posts here"] == "1" and "Third time" in facts["Warning"]


def test_a_silence_holds_in_one_space_only(api, make):
    sanction(api, "@silences")
    thread = make.discussion(OPEN + "/discussions", "Elsewhere", by="owner")
    assert api.member.get(f"{thread}/@permissions").json is not None
    api.member.post_json(str(thread), {"@type": "post", "text": "<p>Hello.</p>"}, status=201)
