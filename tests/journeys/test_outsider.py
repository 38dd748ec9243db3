"""An outsider: what is private is not there, in no list, count, search or sentence."""

import pytest

from tests.factories import PRIVATE

SECRET = "Zebrafinch"


@pytest.fixture
def secrets(make, site):
    """One thing of each kind, in a space that only its members know of."""
    made = [
        make.document(PRIVATE + "/documents", f"{SECRET} plan", subjects=("zebra",)),
        make.file(PRIVATE + "/documents", f"{SECRET} picture"),
        make.link(PRIVATE + "/documents", f"{SECRET} link"),
        make.folder(PRIVATE + "/documents", f"{SECRET} folder"),
    ]
    discussion = make.discussion(PRIVATE + "/discussions", f"{SECRET} talk", text=f"<p>About the {SECRET}.</p>")
    made += [discussion, make.post(discussion, f"<p>{SECRET} again.</p>")]
    site.reindex()
    return made


PAGES = ("", "/edit", "/delete", "/history", "/workflow/submit", "/workflow/no-such-step", "/download", "/no-such-page")
#: Where a trace could be.
ELSEWHERE = (
    "/",
    "/workspaces",
    "/workspaces?page=2",
    "/coalitions",
    "/search",
    f"/search?SearchableText={SECRET}",
    "/search?SearchableText=zebra&Subject=zebra",
    "/search?portal_type=document",
    "/repository",
    "/people",
    "/queue",
)


def words_of(visitor, address):
    try:
        return visitor.open(address).words
    except AssertionError:
        return visitor.words


@pytest.mark.parametrize("login", ["outsider", "guest", "reviewer"])
def test_every_private_address_answers_as_if_nothing_were_there(secrets, visit, login):
    visitor = visit(login)
    absent = visitor.open("/workspaces/no-such-space", status=404)
    words, heading = absent.words, absent.heading
    for path in (
        PRIVATE,
        PRIVATE + "/people",
        PRIVATE + "/about",
        PRIVATE + "/documents",
        *(made / page.lstrip("/") for made in secrets for page in PAGES),
    ):
        visitor.open(path, status=404)
        assert (visitor.heading, visitor.words) == (heading, words), path


@pytest.mark.parametrize("login", ["outsider", "guest", "reviewer"])
def test_no_trace_is_anywhere_else(secrets, visit, login):
    visitor = visit(login)
    for address in ELSEWHERE:
        words = words_of(visitor, address)
        # The search repeats what was asked; that is no trace.
        assert SECRET not in words.replace(f"“{SECRET}”", "") and "Confidential" not in words, address


def test_a_member_finds_it_all(secrets, visit):
    member = visit("member").open(f"/search?SearchableText={SECRET}")
    assert {f"{SECRET} plan", f"{SECRET} picture", f"{SECRET} talk"} <= set(member.links)


def test_counts_are_those_of_ones_own_view(secrets, make, site, visit):
    make.document(title="Public plan", subjects=("zebra",))
    site.reindex()
    member, outsider = visit("member"), visit("outsider")
    member.open("/search?SearchableText=plan&portal_type=document")
    outsider.open("/search?SearchableText=plan&portal_type=document")
    assert member.sees("2 results")
    assert outsider.sees("1 result") and not outsider.sees("2 results")


def test_a_taken_name_is_no_hint(secrets, visit):
    outsider = visit("outsider").open("/workspaces").follow("Propose a workspace")
    outsider.fill(Title="Confidential").press("Save the workspace")
    assert outsider.heading == "Confidential" and outsider.sees("Draft")


def test_writing_to_what_one_may_not_see_is_writing_to_nothing(secrets, visit):
    outsider = visit("outsider").open("/")
    token = outsider.page.html.select_one("#act [name=csrf_token]")["value"]
    for made in secrets:
        answer = outsider.client.post(made / "delete", {"csrf_token": token}, status="*")
        assert answer.status_int == 404 and SECRET not in answer.text


def test_what_was_public_yesterday_is_gone_today(make, site, visit):
    space = make.workspace("Open house", preset="open-community")
    make.document(space / "documents", "Open letter")
    site.reindex()
    outsider = visit("outsider").open("/search?SearchableText=letter")
    assert "Open letter" in outsider.links
    visit("owner").open(space / "settings").choose("Confidential").press("Save the settings")
    assert "Open letter" not in outsider.open("/search?SearchableText=letter").links
    assert "Open house" not in outsider.open("/workspaces").links
