"""Mails: who is told what, in which words, and who is not."""

import email
import email.policy
from pathlib import Path

import pytest
from pyramid.traversal import find_resource

from moothall.core.base.settings import settings_of
from moothall.core.work.delivery import deliver
from moothall.notification.emails import DECIDED
from moothall.notification.subscribers import TOLD
from tests.factories import CURATED, GROUP, PRIVATE

REASON = "Who pays for the room?\nPlease say so."


class Mails:
    """What has been sent: ``to("member")`` is the mails of one person, as (subject, text)."""

    def __init__(self, registry):
        self._registry = registry
        self._folder = Path(settings_of(registry).mail_path)
        for path in self._folder.glob("*"):
            path.unlink()

    def send(self):
        return deliver(self._registry)

    def all(self):
        self.send()
        found = [
            email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            for path in sorted(self._folder.glob("*.eml"))
        ]
        return [(mail["To"], mail["Subject"], mail.get_body().get_content()) for mail in found]

    def to(self, login):
        return [(subject, text) for to, subject, text in self.all() if to == f"{login}@example.org"]

    def receivers(self):
        return sorted(to.partition("@")[0] for to, _subject, _text in self.all())


@pytest.fixture
def mails(site):
    return Mails(site.registry)


def step(api, login, item, name, reason=""):
    return getattr(api, login).post_json(f"{item}/@workflow/{name}", {"comment": reason})


@pytest.fixture
def proposed(make):
    return make.document(CURATED + "/documents", "Teacher training plan", state="proposed", by="member")


def test_a_step_tells_whom_its_workflow_names(make, api, mails):
    make.table("content", lambda table: table["transitions"]["approve"].update(tells=["creator", "owner", "reader"]))
    document = make.document(CURATED + "/documents", "Teacher training plan", state="proposed", by="member")
    mails.all()
    step(api, "facilitator", document, "approve", REASON)
    assert {"reader", "moderator", "author", "owner", "member"} <= set(mails.receivers())
    ((subject, text),) = mails.to("reader")
    assert subject == "Publish: Teacher training plan" and "carried out “Publish” on “Teacher training plan”" in text
    assert REASON.splitlines()[0] not in text
    assert REASON.splitlines()[0] in mails.to("owner")[0][1]
    # Its creator hears of it once, in the words made for that.
    ((subject, _text),) = mails.to("member")
    assert subject == "Published: Teacher training plan"


def test_the_author_is_told_of_the_changes_asked_for_with_the_reason(proposed, api, mails):
    step(api, "facilitator", proposed, "request_changes", REASON)
    ((subject, text),) = mails.to("member")
    assert subject == "Changes requested: Teacher training plan"
    assert text.startswith("Finn Facilitator has requested changes to “Teacher training plan”, which you added.")
    assert "> Who pays for the room?\n> Please say so.\n" in text
    assert f"View it here: http://localhost{proposed}" in text
    assert text.count("http") == 1


def test_the_author_is_told_of_the_approval(proposed, api, mails):
    step(api, "facilitator", proposed, "approve")
    assert [subject for subject, _text in mails.to("member")] == ["Published: Teacher training plan"]
    assert mails.receivers() == ["member"]


def test_nobody_is_told_of_their_own_deeds(make, api, mails):
    document = make.document(CURATED + "/documents", state="proposed", by="facilitator")
    step(api, "facilitator", document, "approve")
    assert mails.all() == []


@pytest.mark.parametrize("name", ["refuse", "hide"])
def test_the_writer_of_a_post_is_told_why_it_is_not_there(make, api, mails, name):
    discussion = make.discussion(title="Rooms", by="owner")
    post = make.post(discussion, by="member", state="pending" if name == "refuse" else "published")
    step(api, "moderator", post, name, REASON)
    ((subject, text),) = mails.to("member")
    assert "Rooms" in subject and "> Who pays for the room?" in text


def test_who_began_a_discussion_is_told_of_a_reply(make, api, mails):
    discussion = make.discussion(GROUP + "/discussions", "Rooms", by="owner")
    make.post(discussion, by="author")
    api.member.post_json(str(discussion), {"@type": "post", "text": "<p>I agree.</p>"}, status=201)
    assert mails.receivers() == ["owner"]
    ((subject, text),) = mails.to("owner")
    assert subject == "Reply: Rooms"
    assert text.startswith("Mika Member replied in “Rooms”, which you started.\n\n> I agree.\n")


def test_who_was_answered_is_told(make, as_member, mails):
    discussion = make.discussion(GROUP + "/discussions", "Rooms", by="owner")
    post = make.post(discussion, by="author")
    name = post.path.rsplit("/", 1)[1]
    page = as_member.get(str(discussion), {"reply_to": name})
    form = next(form for form in page.forms.values() if "text" in form.fields and form.action.endswith("/replies"))
    form["text"] = "I agree."
    form.submit(status=303)
    ((_subject, text),) = mails.to("author")
    assert text.startswith("Mika Member replied to you in “Rooms”.")
    assert mails.receivers() == ["author", "owner"]


def test_a_reply_that_waited_is_told_when_it_is_published(make, api, mails):
    discussion = make.discussion(title="Rooms", by="owner")
    post = make.post(discussion, "<p>I agree.</p>", by="author", state="pending")
    step(api, "moderator", post, "approve")
    ((_subject, text),) = mails.to("owner")
    assert text.startswith("Anna Author replied in “Rooms”")


def test_a_step_of_any_name_that_publishes_a_reply_tells_of_it(make, api, mails):
    def rename(table):
        table["transitions"]["let_in"] = table["transitions"].pop("approve")

    make.table("post", rename)
    post = make.post(make.discussion(title="Rooms", by="owner"), "<p>I agree.</p>", by="author", state="pending")
    step(api, "moderator", post, "let_in")
    ((_subject, text),) = mails.to("owner")
    assert text.startswith("Anna Author replied in “Rooms”")


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
    step(api, "facilitator", document, "approve", REASON)
    ((subject, text),) = mails.to("member")
    assert subject == "Pass it on: Training plan"
    assert "published" not in text and REASON.splitlines()[0] in text


def test_a_new_member_is_told(api, mails):
    api.facilitator.post_json(GROUP + "/@members", {"person": "outsider", "roles": ["author"]})
    ((subject, text),) = mails.to("outsider")
    assert subject == "You are now a member of Members group"
    assert text.startswith("Finn Facilitator has added you to “Members group” as: Author.")


def test_a_former_member_hears_the_name_it_had_then(api, mails, site):
    api.facilitator.delete(PRIVATE + "/@members/member")
    site.on(PRIVATE, lambda space: space.save(site.act("owner"), {"title": "A new secret"}))
    ((subject, text),) = mails.to("member")
    assert "Confidential" in subject and "A new secret" not in text
    assert text.count("http://localhost/") == 1 and PRIVATE not in text


def test_who_may_no_longer_read_it_gets_no_mail(make, api, mails):
    discussion = make.discussion(PRIVATE + "/discussions", "Secret", by="member")
    api.owner.post_json(str(discussion), {"@type": "post", "text": "Hello."}, status=201)
    make.member(PRIVATE, "member")
    assert mails.all() == []


def test_a_disabled_account_gets_no_mail(site, proposed, api, mails):
    step(api, "facilitator", proposed, "approve")
    site.people(lambda store: store.disable(site.act("admin"), store.by_login("member")))
    assert mails.all() == []


def test_line_breaks_in_a_title_stay_out_of_the_subject(make, api, mails):
    document = make.document(CURATED + "/documents", "Plan\r\nBcc: all@example.org", state="proposed", by="member")
    step(api, "facilitator", document, "approve")
    ((subject, _text),) = mails.to("member")
    assert subject == "Published: Plan Bcc: all@example.org"


def test_a_message_is_the_same_however_often_it_is_left(site, proposed):
    def put(tree):
        for _again in range(2):
            tree.outbox.put("decided", site.id_of("member"), proposed.uid, site.clock.now, step="approve", reason="")
        return len(tree.outbox)

    assert site.write(put) == 1


def test_sending_again_after_a_crash_replaces_the_mail(proposed, api, mails, site):
    step(api, "facilitator", proposed, "approve")
    before = site.read(lambda tree: [(one.kind, one.to, one.about, one.at, one.data) for one in tree.outbox])
    assert mails.send() == 1
    kind, to, about, at, data = before[0]
    site.write(lambda tree: tree.outbox.put(kind, to, about, at, **data) and None)
    assert len(mails.all()) == 1


def test_a_refused_step_tells_nobody(proposed, api, mails):
    api.member.post_json(f"{proposed}/@workflow/approve", {}, status=403)
    assert mails.all() == []


def test_who_proposed_a_space_is_told_that_it_is_open(make, api, mails):
    space = make.workspace("Robots", state="draft", roster=(), by="outsider")
    step(api, "outsider", space, "submit")
    step(api, "sitemoderator", space, "activate")
    assert [subject for subject, _text in mails.to("outsider")] == ["Open: Robots"]


def test_every_step_that_is_told_has_words():
    for workflow, names in TOLD.items():
        family = "content" if workflow == "curated" else workflow
        assert all((family, name) in DECIDED for name in names)


def test_a_mail_is_in_the_language_of_its_receiver(site, proposed, api, mails):
    languages = site.registry.interface_languages
    if "de" not in languages:
        pytest.skip("there is no German catalog")
    site.people(lambda store: store.update_profile(site.act("member"), store.by_login("member"), language="de"))
    step(api, "facilitator", proposed, "approve")
    ((subject, _text),) = mails.to("member")
    assert not subject.startswith("Published")


def test_nothing_speaks_of_what_is_gone(site, make, api, mails):
    document = make.document(CURATED + "/documents", state="proposed", by="member")
    step(api, "facilitator", document, "approve")
    site.write(lambda tree: find_resource(tree, str(document)).delete_permanently(site.act("admin")))
    assert mails.all() == []
