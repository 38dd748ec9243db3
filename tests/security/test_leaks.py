"""What somebody may not see leaves no trace on what they may."""

import re

import pytest

from moothall.core.authorization import sharing
from moothall.space import bans
from tests.factories import CURATED, OPEN, PRIVATE

#: The title of the private space, which whoever was let into one thing in it does not learn.
HIDDEN = "Confidential"


@pytest.fixture
def shared(site, make):
    """Things in a private space that the outsider was given access to, by what they are."""
    made = {
        "document": make.document(in_=f"{PRIVATE}/documents", title="Shared document"),
        "discussion": make.discussion(in_=f"{PRIVATE}/discussions", title="Shared discussion"),
        "folder": make.folder(in_=f"{PRIVATE}/documents", title="Shared folder"),
    }
    for kind, role in (("document", "author"), ("discussion", "reader"), ("folder", "facilitator")):
        outsider, act = site.id_of("outsider"), site.act("facilitator")
        site.on(
            made[kind].path, lambda item, who=outsider, role=role, act=act: sharing.set_roles(act, item, who, [role])
        )
    make.document(in_=made["folder"].path, title="Own draft", by="outsider", state="draft")
    make.document(in_=made["folder"].path, title="To be decided", by="author", state="proposed")
    site.reindex()
    return made


def test_who_was_let_into_something_learns_nothing_of_the_space_around(site, shared):
    browser = site.client("outsider")
    pages = ["/", "/queue", "/search", f"/people/{site.id_of('author')}", f"/people/{site.id_of('member')}"]
    pages += [made.path for made in shared.values()]
    pages += [shared["document"] / "history", shared["folder"] / "add/document", shared["folder"] / "own-draft"]
    assert [page for page in pages if HIDDEN in browser.get(page).text] == []
    assert "Own draft" in browser.get("/").text
    assert "To be decided" in browser.get("/queue").text


def ban(site, path, login):
    site.on(path, lambda space: bans.ban(site.act("owner", "Rude."), space, site.id_of(login), None))


def test_somebody_banned_from_a_private_space_does_not_find_it_on_the_front_page(site):
    assert HIDDEN in site.client("member").get("/").text
    ban(site, PRIVATE, "member")
    assert HIDDEN not in site.client("member").get("/").text


def test_somebody_banned_counts_as_a_guest_who_sees_no_roster_and_proposes_nothing(site, make):
    make.coalition("Malta", name="mt", preset="open-community")
    for space in (OPEN, "/coalitions/mt"):
        ban(site, space, "member")
    browser, program = site.client("member"), site.program("member")
    for page in (OPEN, f"{OPEN}/people"):
        assert "Finn Facilitator" not in browser.get(page).text
    program.get(f"{OPEN}/@members", status=403)
    program.post_json("/coalitions/mt", {"@type": "workspace", "title": "Mine"}, status=403)
    browser.get("/coalitions/mt/add/workspace", status=403)


def test_reasons_are_between_those_concerned_and_those_who_decide(site, make):
    """Pages and programs hear the same of what has happened to a document."""
    kept = make.document(in_=f"{CURATED}/documents", title="Kept", by="member", state="deletion_requested")
    make.step(kept, "refuse_deletion")
    back = make.document(in_=f"{CURATED}/documents", title="Back", by="member", state="deleted")
    make.step(back, "restore")
    for login, told in ((None, 0), ("reader", 0), ("member", 2), ("facilitator", 2)):
        page = site.client(login).get(kept / "history").text
        assert page.count("Because.") >= told if told else "Because." not in page
    for login in (None, "reader"):
        assert "Deleted" not in site.client(login).get(back / "history").text


def test_that_something_is_being_worked_on_is_no_affair_of_readers(site, make):
    """Lists tell readers when what they see last changed, and who works on it hears of that."""
    made = make.document(in_=f"{CURATED}/documents", title="Worked on", by="member", state="published")
    make.document(in_=f"{CURATED}/documents", title="Later", by="author", state="published")
    site.reindex()
    pages = (
        f"{CURATED}/documents?sort=changed&order=descending",
        "/search?SearchableText=worked",
        "/search",
        f"{CURATED}",
        f"/people/{site.id_of('member')}",
    )

    def times(login):
        return [re.findall(r'datetime="([^"]+)"', site.client(login).get(page).text) for page in pages]

    before = times("reader")
    make.working_edition(made, by="member", title="Half done")
    site.reindex()
    assert times("reader") == before
    assert times("member") != before
