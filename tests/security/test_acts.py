"""Acts that would take away what belongs to others, or what everything stands on."""

import pytest

from tests.factories import OPEN, PRIVATE


@pytest.mark.parametrize("room", ["discussions", "documents"])
@pytest.mark.parametrize("login", ["owner", "admin"])
def test_a_space_keeps_its_rooms(site, room, login):
    """Without them its own page could not be shown any more."""
    site.program(login).delete(f"{OPEN}/{room}", status=409)
    site.client(login).get(f"{OPEN}/{room}", status=200)
    site.client(login).get(OPEN, status=200)


def test_who_was_removed_is_out_at_the_next_request(site, make):
    draft = make.document(in_=f"{PRIVATE}/documents", by="member", state="draft", title="Own draft")
    discussion = make.discussion(in_=f"{PRIVATE}/discussions", by="member")
    program = site.program("member")
    program.get(draft.path, status=200)
    site.program("facilitator").delete(f"{PRIVATE}/@members/member", status=204)
    for path in (PRIVATE, draft.path, discussion.path, draft / "@history", draft / "download"):
        program.get(path, status=404)
    program.post_json(draft / "@workflow/publish", {}, status=404)
    program.patch_json(draft.path, {"title": "Still mine"}, status=404)
    program.post_json(f"{PRIVATE}/@join", {}, status=404)
    assert program.get("/@search?Creator=member").json["items_total"] == 0


def test_nobody_takes_more_than_they_hold(site):
    facilitator, owner = site.program("facilitator"), site.program("owner")
    for roles in (["owner"], ["facilitator", "owner"]):
        facilitator.post_json(f"{OPEN}/@members", {"person": "facilitator", "roles": roles}, status=403)
        facilitator.post_json(f"{OPEN}/@members", {"person": "outsider", "roles": roles}, status=403)
    facilitator.delete(f"{OPEN}/@members/owner", status=403)
    facilitator.post_json(f"{OPEN}/@members", {"person": "owner", "roles": ["member"]}, status=403)
    owner.delete(f"{OPEN}/@members/owner", status=409)
    owner.post_json(f"{OPEN}/@members", {"person": "owner", "roles": ["owner"], "until": "2030-01-01"}, status=409)
    for login in ("moderator", "author", "member", "reader"):
        site.program(login).post_json(f"{OPEN}/@members", {"person": "outsider", "roles": ["reader"]}, status=403)
        site.program(login).patch_json(OPEN, {"visibility": "private"}, status=403)


def test_an_answer_that_is_repeated_belongs_to_who_got_it(site):
    headers = {"Idempotency-Key": "the-same"}
    first = site.program("member").post_json(
        f"{OPEN}/documents", {"@type": "document", "title": "One"}, headers=headers
    )
    other = site.program("author").post_json(
        f"{OPEN}/documents", {"@type": "document", "title": "One"}, headers=headers
    )
    assert first.json["UID"] != other.json["UID"]
    assert "Idempotency-Replayed" not in other.headers
