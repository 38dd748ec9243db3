"""A long text is made safe before its writer's turn has come."""

import pytest

from moothall.core.richtext import sources
from tests.factories import GROUP

LONG = "**Many** words about skills. " * 200
LIBRARY = f"{GROUP}/documents"


@pytest.fixture
def worked_on(site, monkeypatch):
    """For each text made safe, whether the turn to write was held meanwhile."""
    held = []

    def watch(make):
        def watched(text):
            held.append(site.registry.moothall_write_lock.is_mine)
            return make(text)

        return watched

    for kind, make in list(sources.SOURCES.items()):
        monkeypatch.setitem(sources.SOURCES, kind, watch(make))
    return held


def test_a_reply_is_made_safe_before_its_turn(as_member, make, worked_on):
    made = make.discussion(in_=f"{GROUP}/discussions")
    form = as_member.get(str(made)).forms["reply"]
    form["text"] = LONG
    page = form.submit().maybe_follow()
    assert worked_on == [False]
    assert "<strong>Many</strong>" in page.text


@pytest.mark.parametrize(("kind", "word"), [("text/html", "**Many**"), ("text/markdown", "<strong>Many</strong>")])
def test_what_a_program_sends_is_made_safe_before_its_turn(api, worked_on, kind, word):
    sent = {"@type": "document", "title": "Long", "text": {"data": LONG, "content-type": kind}}
    assert word in api.member.post_json(LIBRARY, sent, status=201).json["text"]["data"]
    assert worked_on == [False]


def test_a_form_is_made_safe_before_its_turn(as_member, worked_on):
    form = as_member.get(f"{LIBRARY}/add/document").forms["deform"]
    form["title"], form["text"] = "Long", LONG
    assert "<strong>Many</strong>" in form.submit("send").maybe_follow().text
    assert worked_on == [False]


@pytest.mark.parametrize(
    "text", ["<ul><li>" * 2000, {"data": LONG, "content-type": "image/png"}, {"data": LONG, "content-type": []}]
)
def test_a_text_that_is_refused_is_refused_as_before(api, worked_on, text):
    api.member.post_json(LIBRARY, {"@type": "document", "title": "Long", "text": text}, status=400)


def test_nobody_makes_the_site_work_without_a_log_in(api, as_guest, make, worked_on):
    api.guest.post_json(LIBRARY, {"@type": "document", "title": "Long", "text": LONG}, status=404)
    as_guest.set_cookie("moothall", f"s.{'x' * 43}")
    as_guest.post(f"{LIBRARY}/add/document", {"text": LONG, "text_format": "markdown"}, status="*")
    assert worked_on == []
