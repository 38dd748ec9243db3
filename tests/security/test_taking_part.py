"""What creators can still do where they no longer take part: left, removed, demoted, banned, or never members."""

import pytest

from tests.factories import GROUP, OPEN, PRIVATE
from tests.security.access import Access

WORDS = {"text": "<p>Others say so too.</p>"}


@pytest.fixture
def access(api, actors):
    return Access(api, actors)


@pytest.fixture(params=["post", "pre"])
def space(request, make):
    """A public space in which members add documents, under either moderation."""
    return make.workspace("Open to all", name="all", policies={"moderation": request.param, "creation": "members"})


def test_who_leaves_a_public_space_reads_and_takes_back_what_is_their_own(access, api, make, space):
    library, forum = f"{space}/documents", f"{space}/discussions"
    draft, spare, proposal, live = (
        make.document(library, title, by="member", state=state)
        for title, state in (("Draft", "draft"), ("Spare", "draft"), ("Proposal", "proposed"), ("Live", "published"))
    )
    folder = make.folder(library, "Mine", by="member")
    talk = make.discussion(forum, "Talk", by="member")
    post = make.post(talk, by="member")
    waiting = make.post(talk, by="member", state="pending")
    assert access.step("member", draft, "submit") == access.step("member", draft, "withdraw") == 200
    api.member.delete(f"{space}/@members/member", status=204)

    for mine in (draft, proposal, live):
        assert access.sees("member", mine)
        assert access.edit("member", mine) == access.share("member", mine) == 403
        assert access.move("member", mine, OPEN + "/documents") == 403
    for name in ("submit", "publish"):
        assert access.step("member", draft, name) == access.plan("member", draft, name) == 403
    assert not access.sees("guest", draft) and not access.sees("facilitator", draft)
    assert access.edit("member", folder) == access.delete("member", folder) == 403
    assert access.edit("member", talk) == access.reply("member", talk) == 403
    assert access.edit("member", post, WORDS) == access.delete("member", post) == 403
    assert access.edit("member", waiting, WORDS) == 403
    assert access.delete("member", waiting) == 204

    assert access.delete("member", draft) == 204
    assert access.step("member", draft, "restore") == 200
    assert access.step("member", proposal, "withdraw") == 200
    assert access.delete("member", proposal) == 204
    assert access.delete("member", live) in (403, 409)
    assert access.step("member", live, "request_deletion") == 200
    assert access.step("facilitator", live, "refuse_deletion") == 200
    assert access.delete("member", spare) == 204
    page = access.page("member", live)
    assert "Request deletion" in page.text and "Edit" not in {link.text for link in page.html.main.select("a")}


def test_what_one_wrote_in_a_private_space_goes_with_the_membership(access, api, make):
    draft, live = (make.document(PRIVATE + "/documents", by="member", state=state) for state in ("draft", "published"))
    assert access.share("member", draft, "outsider", author=True) == 204
    api.facilitator.delete(f"{PRIVATE}/@members/member", status=204)
    assert not access.sees("member", draft) and not access.sees("member", live)
    assert api.member.get("/@search?Creator=member").json["items_total"] == 0
    assert access.step("member", live, "request_deletion") == 404
    assert access.edit("outsider", draft) == 204
    assert not access.sees("facilitator", draft)
    assert draft.path not in str(api.member.get("/@search").json)


@pytest.mark.parametrize(
    "before, after, creation",
    [("author", "member", "authors"), ("member", "reader", "members"), ("member", "reader", "signed-in")],
)
def test_a_lower_role_leaves_a_creator_what_it_lets_add(access, make, before, after, creation):
    space = make.workspace("A space", name="a-space", policies={"creation": creation})
    make.member(space, "member", before)
    draft, live, other = (
        make.document(f"{space}/documents", by="member", state=state) for state in ("draft", "published", "published")
    )
    make.member(space, "member", after)
    if creation == "signed-in":
        assert access.edit("member", live) == 204
        assert access.page("guest", live).html.h1.text.strip() == "Mine"
        assert access.step("member", draft, "publish") == 200
        assert access.delete("member", other) == 204
        return
    assert access.step("member", draft, "publish") == 403
    assert access.delete("member", live) in (403, 409)
    assert access.move("member", live, OPEN + "/documents") == 403
    takes_part = after == "member"
    assert access.edit("member", live) == (204 if takes_part else 403)
    # What a member changes here waits for somebody who may publish it.
    assert access.page("guest", live).html.h1.text.strip() == "A document"
    assert access.step("member", draft, "submit") == (200 if takes_part else 403)
    assert access.step("member", live, "submit") == (200 if takes_part else 403)
    assert access.step("facilitator", draft, "approve") == (200 if takes_part else 404)


def test_a_rehearsal_counts_the_documents_their_creators_no_longer_delete(api, make):
    space = make.workspace("A space", name="a-space")
    for by in ("member", "member", "author"):
        make.document(f"{space}/documents", by=by)
    change = {"kind": "dial", "creation": "authors"}
    found = api.owner.post_json(f"{space}/@rehearse", {"change": change}).json
    rows = [row for row in found["losses"] if row["permission"] == "delete"]
    assert {row["person"] for row in rows} == {"member"} and len({row["@id"] for row in rows}) == 2


def test_in_an_archived_or_paused_space_people_leave_and_access_is_taken_away(access, api, actors, make):
    for state in ("archived", "suspended"):
        space = make.workspace(state.title(), name=state, roster=("reader", "member", "author", "facilitator"))
        live = make.document(f"{space}/documents", by="author")
        folder = make.folder(f"{space}/documents", by="author")
        for principal in ("outsider", "reviewer"):
            assert access.share("facilitator", folder, principal, reader=True) == 204
        for step in {"archived": ("request_archival", "archive"), "suspended": ("suspend",)}[state]:
            make.step(space, step, by="admin")
        for login in ("author", "facilitator", "owner", "admin"):
            assert access.edit(login, live) == access.delete(login, live) == 409
            assert access.share(login, folder, "member", reader=True) == 409 or login == "author"
        assert api.facilitator.post_json(f"{space}/@members", {"person": "outsider", "roles": ["member"]}, status=409)
        assert access.share("facilitator", folder, "outsider", reader=False) == 204
        assert access.share("admin", folder, "reviewer", reader=False) == 204
        # In the browser too.
        page = actors.facilitator.get(f"{space}/people")
        assert "Remove" in page.html.main.text and "Add a member" not in page.text
        page.click("Remove", href="/remove", index=0, verbose=False)
        api.member.delete(f"{space}/@members/member", status=204)
        api.facilitator.delete(f"{space}/@members/reader", status=204)
        api.facilitator.post_json(f"{space}/@bans", {"person": "author", "rule": "law", "comment": "So."}, status=200)
        api.outsider.post_json(f"{space}/@join", {}, status=409)


def test_who_is_no_member_has_of_their_own_what_a_grant_says(access, api, make):
    live, next_one = (make.document(PRIVATE + "/documents", by="member", state=s) for s in ("published", "proposed"))
    make.member(PRIVATE, "member")
    assert access.share("facilitator", live, "member", reader=True) == 204
    assert access.share("facilitator", next_one, "member", author=True) == 204
    for mine in (live, next_one):
        assert access.sees("member", mine)
        assert access.share("member", mine) == 403
    assert access.edit("member", live) == access.edit("member", next_one) == 403
    assert access.delete("member", live) in (403, 409)
    assert access.step("member", next_one, "withdraw") == 200
    assert access.edit("member", next_one) == 204
    for name in ("publish", "submit"):
        assert access.step("member", next_one, name) == 403
    assert access.share("facilitator", live, "member", author=True) == 204
    assert access.edit("member", live) == 403
    # It makes them no member elsewhere either.
    assert api.member.get(PRIVATE, status=404)


def test_who_starts_a_discussion_where_everybody_may_goes_on_while_they_may(access, api, make):
    space = make.workspace("A space", name="a-space", policies={"creation": "signed-in", "post_moderation": "none"})
    body = {"@type": "discussion", "title": "Who comes?", "text": "<p>I do.</p>"}
    talk = api.outsider.post_json(f"{space}/discussions", body, status=201).json["@id"]
    assert access.edit("outsider", talk, {"title": "Who came?"}) == 204
    assert access.reply("outsider", talk) == 201
    api.owner.patch_json(str(space), {"creation": "members"}, status=204)
    assert access.edit("outsider", talk, {"title": "Who?"}) == 403
    assert access.reply("outsider", talk) == 403
    assert api.outsider.get(talk, status=200)


def test_a_ban_leaves_a_creator_the_request_to_delete(access, api, make):
    draft, live = (make.document(OPEN + "/documents", by="author", state=state) for state in ("draft", "published"))
    folder = make.folder(OPEN + "/documents", by="author")
    api.facilitator.post_json(f"{OPEN}/@bans", {"person": "author", "rule": "law", "comment": "So."})
    assert not access.sees("author", draft)
    assert access.sees("author", live)
    for status in (
        access.edit("author", live),
        access.share("author", live),
        access.delete("author", live),
        access.edit("author", folder),
    ):
        assert status == 403
    offered = api.author.get(f"{live}/@workflow").json["transitions"]
    assert [one["id"] for one in offered] == ["request_deletion"]
    assert access.step("author", live, "request_deletion") == 200
    # A site moderator loses nothing by a ban.
    other = make.document(OPEN + "/documents", by="sitemoderator")
    api.facilitator.post_json(f"{OPEN}/@bans", {"person": "sitemoderator", "rule": "law", "comment": "So."})
    assert access.edit("sitemoderator", other) == 204


def test_the_site_repository_is_for_its_creators_and_reviewers(access, make):
    draft, live = (make.resource(by="outsider", state=state) for state in ("draft", "published"))
    assert access.edit("outsider", draft) == access.edit("outsider", live) == 204
    assert access.step("outsider", draft, "publish") == 403
    assert access.share("outsider", draft, "member", author=True) == 204
    assert access.edit("member", draft) == 204
    for name in ("publish", "submit"):
        assert access.step("member", draft, name) == 403
    assert access.step("outsider", draft, "submit") == 200
    assert access.edit("member", draft) in (403, 404)
    assert access.step("reviewer", draft, "approve") == 200


def test_what_was_deleted_is_seen_by_who_deleted_their_own_and_by_who_saw_it_before(access, make):
    library = GROUP + "/documents"
    own, others, live = (make.document(library, by="member", state=s) for s in ("draft", "published", "published"))
    assert access.delete("member", own) == 204
    assert access.sees("member", own, listed=False) and not access.sees("facilitator", own)
    assert not access.sees("admin", own)
    assert access.step("facilitator", own, "restore") == 404
    assert access.step("member", own, "restore") == 200

    assert access.delete("facilitator", others) == 204
    make.member(GROUP, "facilitator", "member")
    assert not access.sees("facilitator", others)
    assert access.step("facilitator", others, "restore") == 404
    assert access.step("owner", others, "restore") == 200

    assert access.delete("owner", live) == 204
    assert not access.sees("member", live)
    assert access.step("member", live, "restore") == 404
    assert access.step("owner", live, "restore") == 200


def test_rooms_have_no_creator_and_folders_do(access, api, make):
    space = make.workspace("A space", name="a-space", by="member", roster={"owner": ("owner",)})
    folder = make.folder(f"{space}/documents", by="member")
    make.member(space, "member", "member")
    assert access.edit("member", f"{space}/documents") == 403
    assert access.edit("member", folder) == 204
    api.member.delete(f"{space}/@members/member", status=204)
    assert access.edit("member", f"{space}/documents") == access.edit("member", folder) == 403
