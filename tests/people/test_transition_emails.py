"""Emails about transitions: who is told what, in which words, and who is not."""

import pytest
from pyramid.traversal import find_resource

from moothall.core.base.registry import registered
from moothall.core.workflow.kinds import workflow_kinds
from moothall.people.transition_emails import TRANSITION_EMAIL
from tests.emails import Emails, take_step
from tests.factories import CURATED

REASON = "Who pays for the room?\nPlease say so."


@pytest.fixture
def mails(site):
    return Emails(site.registry)


@pytest.fixture
def proposed(make):
    return make.document(CURATED + "/documents", "Teacher training plan", state="proposed", by="member")


def test_a_step_tells_whom_its_workflow_names(make, api, mails):
    make.table("content", lambda table: table["transitions"]["approve"].update(tells=["creator", "owner", "reader"]))
    document = make.document(CURATED + "/documents", "Teacher training plan", state="proposed", by="member")
    mails.all()
    take_step(api, "facilitator", document, "approve", REASON)
    assert {"reader", "moderator", "author", "owner", "member"} <= set(mails.receivers())
    ((subject, text),) = mails.to("reader")
    assert subject == "Publish: Teacher training plan" and "carried out “Publish” on “Teacher training plan”" in text
    assert REASON.splitlines()[0] not in text
    assert REASON.splitlines()[0] in mails.to("owner")[0][1]
    # Its creator hears of it once, in the words made for that.
    ((subject, _text),) = mails.to("member")
    assert subject == "Published: Teacher training plan"


def test_the_author_is_told_of_the_changes_asked_for_with_the_reason(proposed, api, mails):
    take_step(api, "facilitator", proposed, "request_changes", REASON)
    ((subject, text),) = mails.to("member")
    assert subject == "Changes requested: Teacher training plan"
    assert text.startswith("Finn Facilitator has requested changes to “Teacher training plan”, which you added.")
    assert "> Who pays for the room?\n> Please say so.\n" in text
    assert f"View it here: http://localhost{proposed}" in text
    assert text.count("http") == 1


def test_the_author_is_told_of_the_approval(proposed, api, mails):
    take_step(api, "facilitator", proposed, "approve")
    assert [subject for subject, _text in mails.to("member")] == ["Published: Teacher training plan"]
    assert mails.receivers() == ["member"]


def test_nobody_is_told_of_their_own_deeds(make, api, mails):
    document = make.document(CURATED + "/documents", state="proposed", by="facilitator")
    take_step(api, "facilitator", document, "approve")
    assert mails.all() == []


def test_nothing_is_called_published_that_is_not(make, api, mails):
    def second_look(table):
        table["states"]["second_look"] = {"title": "Second look", "hue": "waiting"}
        table["matrix"]["second_look"] = dict(table["matrix"]["proposed"])
        table["transitions"]["approve"].update(to="second_look", title="Pass it on")
        table["transitions"]["finish"] = {
            "title": "Publish",
            "from": ["second_look"],
            "to": "published",
            "who": ["facilitator"],
        }

    make.table("content", second_look)
    document = make.document(CURATED + "/documents", "Training plan", by="member", state="draft")
    make.step(document, "submit", by="member")
    take_step(api, "facilitator", document, "approve", REASON)
    ((subject, text),) = mails.to("member")
    assert subject == "Pass it on: Training plan"
    assert "published" not in text and REASON.splitlines()[0] in text


def test_a_disabled_account_gets_no_mail(site, proposed, api, mails):
    take_step(api, "facilitator", proposed, "approve")
    site.people(lambda store: store.disable(site.act("admin"), store.by_login("member")))
    assert mails.all() == []


def test_line_breaks_in_a_title_stay_out_of_the_subject(make, api, mails):
    document = make.document(CURATED + "/documents", "Plan\r\nBcc: all@example.org", state="proposed", by="member")
    take_step(api, "facilitator", document, "approve")
    ((subject, _text),) = mails.to("member")
    assert subject == "Published: Plan Bcc: all@example.org"


def test_a_message_is_the_same_however_often_it_is_left(site, proposed):
    def put(tree):
        for _again in range(2):
            tree.outbox.put("decided", site.id_of("member"), proposed.uid, site.clock.now, step="approve", reason="")
        return len(tree.outbox)

    assert site.write(put) == 1


def test_sending_again_after_a_crash_replaces_the_mail(proposed, api, mails, site):
    take_step(api, "facilitator", proposed, "approve")
    before = site.read(lambda tree: [(one.kind, one.to, one.about, one.at, one.data) for one in tree.outbox])
    assert mails.send() == 1
    kind, to, about, at, data = before[0]
    site.write(lambda tree: tree.outbox.put(kind, to, about, at, **data) and None)
    assert len(mails.all()) == 1


def test_a_refused_step_tells_nobody(proposed, api, mails):
    api.member.post_json(f"{proposed}/@workflow/approve", {}, status=403)
    assert mails.all() == []


def test_a_mail_is_in_the_language_of_its_receiver(site, proposed, api, mails):
    languages = site.registry.interface_languages
    if "de" not in languages:
        pytest.skip("there is no German catalog")
    site.people(lambda store: store.update_profile(site.act("member"), store.by_login("member"), language="de"))
    take_step(api, "facilitator", proposed, "approve")
    ((subject, _text),) = mails.to("member")
    assert not subject.startswith("Published")


def test_nothing_speaks_of_what_is_gone(site, make, api, mails):
    document = make.document(CURATED + "/documents", state="proposed", by="member")
    take_step(api, "facilitator", document, "approve")
    site.write(lambda tree: find_resource(tree, str(document)).delete_permanently(site.act("admin")))
    assert mails.all() == []


def test_every_email_about_a_transition_is_about_a_shipped_one(site):
    emails = registered(site.registry, TRANSITION_EMAIL)
    assert len(emails) > 15
    for name, email in emails.items():
        workflow, transition = name.split()
        table = workflow_kinds(site.registry)[workflow].shipped()
        assert table["transitions"][transition]["to"] == email.target


def test_the_texts_of_a_removed_feature_are_missed_by_nobody(site, proposed, mails):
    member = site.id_of("member")
    site.write(
        lambda tree: (
            tree.outbox.put("decided", member, proposed.uid, site.clock.now, by=None, step="gone", reason="") and None
        )
    )
    assert mails.all() == []
    assert site.read(lambda tree: len(tree.outbox)) == 0
