"""Steps at a date: planned by those who can use them, looked at again when they are taken."""

from datetime import timedelta

import pytest

from moothall.scheduling.execution import run_due
from tests.factories import CURATED, GROUP, PRIVATE

LIBRARY = CURATED + "/documents"


@pytest.fixture
def plan(clock):
    """Plan a step as a client in some hours; returns the response."""

    def plan(client, path, step, hours=2, **kw):
        at = (clock.now + timedelta(hours=hours)).isoformat()
        return client.post_json(
            f"{path}/@schedule", {"transition": step, "at": at, "comment": "Because.", "rule": "law"}, **kw
        )

    return plan


def form_of(page):
    """The form in which a step is planned."""
    return next(form for form in page.forms.values() if "day" in form.fields)


def state(client, path):
    return client.get(str(path)).json["review_state"]


def test_a_step_is_taken_when_its_time_has_come(site, make, api, clock, plan):
    document = make.document(GROUP + "/documents", state="draft", by="member")
    plan(api.member, document, "publish", status=201)
    assert run_due(site.registry) == 0 and state(api.member, document) == "draft"
    clock.advance(hours=3)
    assert run_due(site.registry) == 1
    assert state(api.reader, document) == "published"
    assert run_due(site.registry) == 0
    assert api.member.get(f"{document}/@schedule").json["items"] == []
    history = api.member.get(f"{document}/@workflow").json["history"]
    assert [one["actor"] for one in history if one["review_state"] == "published"] == ["member"]


def test_everybody_who_sees_the_item_sees_what_is_planned(make, api, plan, as_author, as_reader):
    document = make.document(LIBRARY, state="published", by="author")
    plan(api.facilitator, document, "archive", status=201)
    (told,) = api.reader.get(f"{document}/@schedule").json["items"]
    assert told["transition"] == "archive" and told["person"] == "facilitator"
    assert api.guest.get(f"{document}/@schedule").json["items"][0]["person"] is None
    for client in (as_author, as_reader):
        said = client.get(str(document)).html.select_one("main").text
        assert "“Archive” is scheduled for 2 March 2026, 11:00 UTC by Finn Facilitator." in said


def test_readers_hear_nothing_of_a_plan_for_a_draft(make, api, plan):
    document = make.document(GROUP + "/documents", state="published", by="member")
    make.working_edition(document, by="member")
    plan(api.member, document, "publish", status=201)
    assert api.reader.get(f"{document}/@schedule").json["items"] == []
    assert len(api.member.get(f"{document}/@schedule").json["items"]) == 1


def test_only_who_may_take_a_step_may_plan_it(make, plan, api):
    document = make.document(LIBRARY, state="published", by="author")
    for client, status in ((api.author, 403), (api.guest, 401), (api.facilitator, 201)):
        plan(client, document, "archive", status=status)
    plan(api.facilitator, document, "approve", status=409)
    plan(api.facilitator, document, "no-step", status=400)
    plan(api.facilitator, document, "archive", hours=-1, status=400)
    plan(api.facilitator, document, "archive", hours=24 * 900, status=400)
    hidden = make.document(PRIVATE + "/documents", state="published", by="author")
    plan(api.outsider, hidden, "archive", status=404)


def test_a_right_that_is_gone_by_then_takes_nothing_and_is_told(site, make, api, clock, plan, mails):
    document = make.document(LIBRARY, state="published", by="author")
    plan(api.facilitator, document, "archive")
    make.member(CURATED, "facilitator", "reader")
    clock.advance(hours=3)
    assert run_due(site.registry) == 1
    assert state(api.author, document) == "published"
    ((subject, text),) = mails.to("facilitator")
    assert subject.startswith("Scheduled action failed: Archive") and "You cannot use this action." in text
    assert api.author.get(f"{document}/@schedule").json["items"] == []


def test_a_condition_is_looked_at_when_it_is_taken(site, make, api, clock, plan, mails):
    day = (clock.now.date() + timedelta(days=1)).isoformat()
    make.table(
        "content", lambda table: table["transitions"]["publish"].update(guards=[{"kind": "not_before", "date": day}])
    )
    early, late = (make.document(GROUP + "/documents", state="draft", by="member") for _ in range(2))
    plan(api.member, early, "publish", hours=2, status=201)
    plan(api.member, late, "publish", hours=26, status=201)
    clock.advance(hours=3)
    run_due(site.registry)
    clock.advance(hours=24)
    run_due(site.registry)
    assert state(api.member, early) == "draft" and state(api.member, late) == "published"
    assert len(mails.to("member")) == 1


def test_a_plan_can_be_taken_back(site, make, api, clock, plan):
    document = make.document(LIBRARY, state="published", by="author")
    planned = plan(api.facilitator, document, "archive").json
    api.author.delete(planned["@id"], status=403)
    api.owner.delete(planned["@id"], status=204)
    api.owner.delete(planned["@id"], status=404)
    clock.advance(hours=3)
    assert run_due(site.registry) == 0
    assert state(api.author, document) == "published"


def test_plans_and_their_end_are_facts(site, make, api, plan):
    document = make.document(LIBRARY, state="published", by="author")
    planned = plan(api.facilitator, document, "archive").json
    api.facilitator.delete(planned["@id"])
    facts = site.read(
        lambda tree: [(event.key, event.before, event.after) for event in tree.event_log.about(document.uid, {"plan"})]
    )
    assert facts == [("archive", None, planned["id"]), ("archive", planned["id"], None)]


def test_a_plan_for_what_is_gone_for_good_is_dropped(site, make, api, clock, plan):
    discussion = make.discussion(GROUP + "/discussions", by="owner")
    plan(api.owner, discussion, "close", status=201)
    site.on(str(discussion), lambda item: item.__parent__.delete_item(site.act("owner"), item))
    clock.advance(hours=3)
    assert run_due(site.registry) == 1
    assert site.read(lambda tree: len(tree.schedule)) == 0


def test_the_page_plans_and_takes_back(make, as_facilitator, as_reader, clock):
    document = make.document(LIBRARY, state="published", by="author")
    page = as_facilitator.get(str(document)).click("Schedule")
    form = form_of(page)
    form["step"], form["day"], form["time"] = "archive", "2026-03-01", "10:00"
    page = form.submit(status=422)
    assert "in the future" in page.text
    form = form_of(page)
    assert form["day"].value == "2026-03-01"
    form["day"] = "2026-04-01"
    page = form.submit(status=303).follow()
    said = page.html.select_one("main").text
    assert "“Archive” is scheduled for 1 April 2026, 10:00 UTC by Finn Facilitator." in said
    # The time is an element in the sentence, and text in the label.
    label = page.html.select_one("button[name=back][aria-label]")["aria-label"]
    assert "is scheduled for 1 April 2026, 10:00 UTC by Finn Facilitator." in label
    back = next(form for form in page.forms.values() if "back" in form.fields)
    page = back.submit("back").follow()
    assert "Nothing scheduled." in page.text
    as_reader.get(f"{document}/schedule", status=404)
