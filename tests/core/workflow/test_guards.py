"""What a step asks for beside the right to take it."""

import pytest

from moothall.core.base.errors import BadInput
from moothall.core.content import translations
from moothall.core.workflow import guards
from tests.factories import CURATED, GROUP

LIBRARY = CURATED + "/documents"


@pytest.fixture
def guarded(make):
    """Call it with a step of the content workflow and its guards: from then on they hold on the whole site."""
    return lambda step, *data: make.table("content", lambda table: table["transitions"][step].update(guards=list(data)))


def steps_of(client, path):
    """(ids of the steps that are possible, {id: what is missing} of the others)."""
    told = client.get(f"{path}/@workflow").json
    return (
        [one["id"] for one in told["transitions"]],
        {one["id"]: " ".join(one["reasons"]) for one in told["hindered"]},
    )


def take(client, path, step, **kw):
    return client.post_json(f"{path}/@workflow/{step}", {"comment": "Because.", "rule": "law"}, **kw)


# -- somebody else


def test_nobody_approves_their_own(guarded, make, api):
    guarded("approve", {"kind": "not_creator"})
    document = make.document(LIBRARY, state="proposed", by="facilitator")
    possible, missing = steps_of(api.facilitator, document)
    assert "approve" not in possible and "yourself" in missing["approve"]
    assert "yourself" in take(api.facilitator, document, "approve", status=403).json["message"]
    assert take(api.owner, document, "approve").json["review_state"] == "published"


def test_saving_does_not_get_around_a_guard(guarded, make, api):
    for step in ("approve", "publish"):
        guarded(step, {"kind": "not_creator"})
    document = make.document(LIBRARY, state="published", by="facilitator")
    api.facilitator.patch_json(str(document), {"title": "Changed by its creator"}, status=204)
    shown = api.facilitator.get(str(document)).json
    assert shown["review_state"] == "draft" and shown["live"] is True
    assert api.guest.get(str(document)).json["title"] != "Changed by its creator"


def test_deleting_does_not_get_around_a_guard_and_says_what_is_missing(guarded, make, api):
    guarded("delete", {"kind": "not_creator"})
    document = make.document(LIBRARY, state="published", by="facilitator")
    refused = api.facilitator.delete(str(document), status=403).json
    assert "yourself" in refused["message"]
    assert refused["explain"] == f"http://localhost{document}/@explain?step=delete"


# -- several people


@pytest.fixture
def proposed(guarded, make):
    guarded("approve", {"kind": "approvers", "count": 2, "fields": ["title", "text"]})
    return make.document(LIBRARY, state="proposed", by="author")


def test_two_have_to_approve(proposed, api):
    assert take(api.facilitator, proposed, "approve").json["review_state"] == "proposed"
    assert "approve" not in steps_of(api.facilitator, proposed)[0]
    take(api.facilitator, proposed, "approve", status=403)
    assert take(api.owner, proposed, "approve").json["review_state"] == "published"
    api.guest.get(str(proposed), status=200)


def test_the_page_says_who_has_approved(proposed, api, as_owner, as_author):
    take(api.facilitator, proposed, "approve")
    for client in (as_owner, as_author):
        assert "needs 2 people to approve. So far: Finn Facilitator" in client.get(str(proposed)).text


def test_a_change_of_what_was_approved_voids_the_approval(proposed, api):
    take(api.facilitator, proposed, "approve")
    api.author.patch_json(str(proposed), {"text": "<p>Something else altogether.</p>"}, status=204)
    assert take(api.owner, proposed, "approve").json["review_state"] == "proposed"
    assert take(api.facilitator, proposed, "approve").json["review_state"] == "published"


def test_a_change_of_anything_else_does_not(proposed, api):
    take(api.facilitator, proposed, "approve")
    api.author.patch_json(str(proposed), {"description": "In one sentence."}, status=204)
    assert take(api.owner, proposed, "approve").json["review_state"] == "published"


def test_a_change_taken_back_brings_the_approval_back(proposed, api):
    before = api.author.get(str(proposed)).json["title"]
    take(api.facilitator, proposed, "approve")
    for title in ("Another title", before):
        api.author.patch_json(str(proposed), {"title": title}, status=204)
    assert take(api.owner, proposed, "approve").json["review_state"] == "published"


def test_what_was_sent_back_needs_all_approvals_anew(proposed, api):
    take(api.facilitator, proposed, "approve")
    take(api.owner, proposed, "request_changes")
    take(api.author, proposed, "resubmit")
    assert take(api.owner, proposed, "approve").json["review_state"] == "proposed"


def test_an_approval_is_a_fact(guarded, proposed, site, api):
    guarded("approve", {"kind": "approvers", "count": 3, "fields": ["title", "text"]})
    take(api.facilitator, proposed, "approve")
    (event,) = site.read(
        lambda tree: [(event.key, event.actor) for event in tree.event_log.about(proposed.uid, {"approval"})]
    )
    assert event == ("approve", site.id_of("facilitator"))
    api.author.patch_json(str(proposed), {"text": "<p>Something else.</p>"}, status=204)
    for client in (api.owner, api.admin):
        take(client, proposed, "approve")
    # Auditors compare what was approved.
    first, second, third = site.read(
        lambda tree: [event.after for event in tree.event_log.about(proposed.uid, {"approval"})]
    )
    assert first and first != second == third


# -- conditions of the item


def test_fields_have_to_be_filled(guarded, make, api):
    guarded("submit", {"kind": "required_fields", "fields": ["description", "subjects"]})
    document = make.document(LIBRARY, state="draft", by="author")
    assert "Summary, Tags" in steps_of(api.author, document)[1]["submit"]
    assert "Summary" in take(api.author, document, "submit", status=409).json["message"]
    api.author.patch_json(str(document), {"description": "Short.", "subjects": ["skills"]}, status=204)
    assert take(api.author, document, "submit").json["review_state"] == "proposed"


def test_fields_are_those_of_what_the_step_is_about(guarded, make, api):
    filled = {"description": "Short.", "subjects": ["skills"]}
    lacking = make.document(LIBRARY, "Lacking", state="published", by="author")
    ready = make.document(LIBRARY, "Ready", state="published", by="author", **filled)
    make.working_edition(lacking, by="author", **filled)
    make.working_edition(ready, by="author", description="", subjects=())
    guarded("submit", {"kind": "required_fields", "fields": ["description", "subjects"]})
    assert take(api.author, lacking, "submit").json["review_state"] == "proposed"
    assert "Summary, Tags" in take(api.author, ready, "submit", status=409).json["message"]


def test_a_translation_that_nobody_reads_does_not_count(guarded, make, site, api):
    guarded("approve", {"kind": "translations", "languages": ["en", "de", "fr"]})
    document = make.document(LIBRARY, state="proposed", by="author", language="en")
    others = [
        make.document(LIBRARY, f"In {language}", state=state, by="author", language=language)
        for language, state in (("de", "draft"), ("fr", "published"))
    ]

    def link(tree):
        for other in others:
            translations.link(tree.uids.get(other.uid), tree.uids.get(document.uid))

    site.write(link)
    assert "published in: Deutsch." in take(api.facilitator, document, "approve", status=409).json["message"]
    make.step(others[1], "delete")
    message = take(api.facilitator, document, "approve", status=409).json["message"]
    assert "Deutsch" in message and "français" in message


@pytest.mark.parametrize("fields", [["title"], []])
def test_two_have_to_approve_what_has_no_editions_too(make, api, fields):
    guards = [{"kind": "approvers", "count": 2, "fields": fields}]
    make.table("discussion", lambda table: [table["transitions"][step].update(guards=guards) for step in STEPS])
    talk = make.discussion(GROUP + "/discussions", "Talk", by="member")
    assert take(api.moderator, talk, "close").json["review_state"] == "open"
    take(api.moderator, talk, "close", status=403)
    api.member.patch_json(str(talk), {"title": "Another talk"}, status=204)
    assert take(api.facilitator, talk, "close").json["review_state"] == "open"
    assert take(api.moderator, talk, "close").json["review_state"] == "closed"
    # What is approved of one step says nothing of another.
    assert take(api.facilitator, talk, "reopen").json["review_state"] == "closed"
    assert take(api.facilitator, talk, "archive").json["review_state"] == "closed"
    assert take(api.owner, talk, "reopen").json["review_state"] == "open"


STEPS = ("close", "reopen", "archive")


@pytest.mark.parametrize("disabled", [False, True])
def test_three_have_to_approve_and_remain_who_may(guarded, make, api, disabled):
    guarded("approve", {"kind": "approvers", "count": 3})
    document = make.document(LIBRARY, state="proposed", by="author")
    for client in (api.facilitator, api.owner):
        assert take(client, document, "approve").json["review_state"] == "proposed"
    if disabled:
        api.admin.patch_json("/@users/facilitator", {"enabled": False}, status=204)
    else:
        make.member(CURATED, "facilitator", "author")
    assert take(api.admin, document, "approve").json["review_state"] == "proposed"
    make.member(CURATED, "outsider", "facilitator")
    assert take(api.outsider, document, "approve").json["review_state"] == "published"


def test_a_change_in_a_list_voids_the_approval(guarded, make, api):
    guarded("approve", {"kind": "approvers", "count": 2, "fields": ["subjects"]})
    document = make.document(LIBRARY, state="proposed", by="author", subjects=["skills"])
    take(api.facilitator, document, "approve")
    api.author.patch_json(str(document), {"subjects": ["cities"]}, status=204)
    assert take(api.owner, document, "approve").json["review_state"] == "proposed"


def test_translations_have_to_be_there(guarded, make, site, api):
    guarded("approve", {"kind": "translations", "languages": ["en", "de"]})
    document = make.document(LIBRARY, state="proposed", by="author", language="en")
    assert "Deutsch" in take(api.facilitator, document, "approve", status=409).json["message"]
    translation = make.document(LIBRARY, "Auf Deutsch", state="published", by="author", language="de")

    def link(tree):
        translations.link(tree.uids.get(translation.uid), tree.uids.get(document.uid))

    site.write(link)
    assert take(api.facilitator, document, "approve").json["review_state"] == "published"


def test_not_before_its_day(guarded, make, clock, api):
    guarded("publish", {"kind": "not_before", "date": str(clock.now.date().replace(day=12))})
    document = make.document(GROUP + "/documents", state="draft", by="member")
    assert "12 March 2026" in take(api.member, document, "publish", status=409).json["message"]
    clock.advance(days=10)
    assert take(api.member, document, "publish").json["review_state"] == "published"


# -- tables


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "not_creator"},
        [{"kind": "nobody"}],
        ["not_creator"],
        [{}],
        [{"kind": "not_creator", "count": 2}],
        [{"kind": "approvers", "count": 0}],
        [{"kind": "approvers", "count": "2"}],
        [{"kind": "approvers", "count": True}],
        [{"kind": "required_fields"}],
        [{"kind": "required_fields", "fields": "title"}],
        [{"kind": "translations", "languages": ["xx"]}],
        [{"kind": "translations"}],
        [{"kind": "not_before"}],
        [{"kind": "not_before", "date": "tomorrow"}],
        [{"kind": "not_creator"}, {"kind": "not_creator"}],
    ],
)
def test_what_is_no_guard_is_refused_with_a_sentence(data):
    with pytest.raises(BadInput):
        guards.compiled(data)
