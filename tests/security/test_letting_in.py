"""Nobody lets themselves in: what people give groups and spaces, what others keep of it, and who takes it back."""

from datetime import timedelta

import pytest

from tests.factories import CURATED, GROUP, OPEN, PRIVATE
from tests.security.access import Access


@pytest.fixture
def access(api, actors):
    return Access(api, actors)


@pytest.fixture
def circle(api):
    """A group with the facilitator, the member and the outsider in it."""
    users = ["facilitator", "member", "outsider"]
    api.admin.post_json("/@groups", {"groupname": "circle", "title": "Circle", "users": users}, status=201)
    return "circle"


@pytest.fixture
def club(make):
    """An active space of the facilitator, with the reviewer in it; the owner of the others can see it."""
    roster = {"reviewer": ("reader",), "owner": ("reader",)}
    return make.workspace("Club", name="club", preset="confidential", by="facilitator", roster=roster)


def give(access, login, item, principal, kind, **roles):
    name = f"space:{principal}" if kind == "space" else principal
    return access.share(login, item, name, kind, **roles)


def test_a_group_or_a_space_gives_nobody_what_they_gave_it(access, api, make, circle, club):
    folder = make.folder(PRIVATE + "/documents", "Plans", by="facilitator")
    document = make.document(str(folder), by="owner")
    for principal, kind in ((circle, "group"), (club, "space")):
        assert give(access, "facilitator", PRIVATE, principal, kind, facilitator=True) == 204
    assert access.share("facilitator", folder, "moderator", author=True) == 204
    for login in ("outsider", "reviewer"):
        assert access.sees(login, document) and access.edit(login, document) == 204

    told = api.owner.get(f"{PRIVATE}/@members/facilitator").json
    assert sorted((one["type"], one["id"]) for one in told["given"]) == [
        ("group", "circle"), ("space", "space:/workspaces/club"), ("user", "moderator")]  # fmt: skip
    assert told["still_in_through"] == []
    api.owner.delete(f"{PRIVATE}/@members/facilitator", status=204)
    make.member(PRIVATE, "moderator")
    assert not access.sees("facilitator", document) and not access.sees("facilitator", folder)
    api.facilitator.post_json(f"{PRIVATE}/@members", {"person": "facilitator", "roles": ["member"]}, status=404)
    # Others keep what they got.
    for login in ("outsider", "reviewer", "moderator"):
        assert access.sees(login, document)
    # Who manages the place sees all of it, and takes it back, or gives it anew.
    listed = api.owner.get(f"{PRIVATE}/@sharing").json["entries"]
    assert {"circle", "space:/workspaces/club"} <= {one["id"] for one in listed}
    assert give(access, "owner", PRIVATE, circle, "group", facilitator=True) == 204
    assert access.sees("facilitator", document)
    assert give(access, "owner", PRIVATE, circle, "group", facilitator=False) == 204
    assert not access.sees("facilitator", document) and not access.sees("outsider", document)


def test_a_member_who_is_removed_has_nothing_through_a_space_of_their_own(access, api, make):
    document = make.document(PRIVATE + "/documents", by="member")
    assert api.member.post_json("/workspaces", {"@type": "workspace", "title": "Mine"}, status=201)
    own = make.workspace("Own", name="own", by="member", roster={})
    assert give(access, "member", document, "/workspaces/mine", "space", author=True) == 400
    assert give(access, "member", document, own, "space", author=True) == 204
    api.owner.delete(f"{PRIVATE}/@members/member", status=204)
    assert not access.sees("member", document)
    assert access.edit("member", document) == 404


def test_a_role_through_a_group_makes_nobody_a_member_by_themselves(access, api, make, circle):
    space = make.workspace("A space", name="a-space", preset="curated-space", roster={"owner": ("owner",)})
    assert give(access, "owner", space, circle, "group", facilitator=True) == 204
    api.outsider.post_json(f"{space}/@members", {"person": "outsider", "roles": ["member"]}, status=403)
    api.outsider.post_json(f"{space}/@join", {}, status=200)
    api.outsider.post_json(f"{space}/@join/outsider", {"accept": True}, status=403)
    api.outsider.post_json(f"{space}/@members", {"person": "reader", "roles": ["facilitator"]}, status=200)
    api.admin.post_json(f"{space}/@members", {"person": "admin", "roles": ["facilitator"]}, status=200)
    api.admin.patch_json("/@groups/circle", {"users": {"outsider": False}}, status=204)
    api.outsider.post_json(f"{space}/@members", {"person": "member", "roles": ["member"]}, status=403)
    assert api.reader.get(f"{space}/@members/reader").json["roles"] == ["facilitator"]


def test_who_is_in_a_group_is_in_and_out_with_it(access, api, make, circle, as_facilitator):
    document = make.document(PRIVATE + "/documents", by="owner")
    assert give(access, "owner", PRIVATE, circle, "group", reader=True) == 204
    for users, seen in (({"author": True}, True), ({"outsider": False}, False)):
        assert access.sees("outsider", document)
        api.admin.patch_json("/@groups/circle", {"users": users}, status=204)
        assert access.sees("outsider", document) is seen
        api.admin.patch_json("/@groups/circle", {"users": {"outsider": True}}, status=204)
    page = as_facilitator.get(f"{PRIVATE}/people/{access.id_of('member')}/remove")
    assert "Still in through “Circle”." in page.html.main.text
    told = api.facilitator.get(f"{PRIVATE}/@members/member").json["still_in_through"]
    assert [(one["id"], one["type"], one["roles"]) for one in told] == [("circle", "group", ["reader"])]
    next(form for form in page.forms.values() if form.action.endswith("/remove")).submit(status=303)
    assert access.sees("member", document)
    # A direct membership stays when the group goes.
    api.admin.patch_json("/@groups/circle", {"users": {"facilitator": False}}, status=204)
    assert access.sees("facilitator", document)


def test_the_page_that_ends_a_membership_takes_back_what_was_given(access, api, make, circle, as_owner, as_member):
    folder = make.folder(PRIVATE + "/documents", "Plans", by="facilitator")
    for login in ("reviewer", "outsider"):
        assert access.share("facilitator", folder, login, reader=True) == 204
    page = as_owner.get(f"{PRIVATE}/people/{access.id_of('facilitator')}/remove")
    form = next(form for form in page.forms.values() if form.action.endswith("/remove"))
    labels = [label.text for label in page.html.main.select("label.form-check-label")]
    assert sorted(labels) == ["“Plans” for Otto Outsider: Reader", "“Plans” for Rita Reviewer: Reader"]
    chosen = next(n for n, label in enumerate(labels) if "Otto" in label)
    form.set("revoke", True, index=chosen)
    form.submit(status=303)
    assert access.sees("reviewer", folder) and not access.sees("outsider", folder)
    # Who leaves sees the same.
    mine = make.document(PRIVATE + "/documents", "Notes", by="member", state="draft")
    assert access.share("member", mine, "reviewer", reader=True) == 204
    page = as_member.get(f"{PRIVATE}/leave")
    form = next(form for form in page.forms.values() if form.action.endswith("/leave"))
    form["revoke"] = True
    form.submit(status=303)
    assert not access.sees("reviewer", mine)


def test_a_space_counts_while_it_and_its_coalition_are_active(access, make, club):
    document = make.document(PRIVATE + "/documents", by="owner")
    coalition = make.coalition("Around", name="around")
    nested = make.workspace("Nested", in_=str(coalition), name="nested", by="outsider", roster={})
    for space in (club, nested):
        assert give(access, "owner", PRIVATE, space, "space", reader=True) == 204
    assert access.sees("reviewer", document) and access.sees("outsider", document)
    make.step(club, "suspend", by="admin")
    make.step(coalition, "suspend", by="admin")
    assert not access.sees("reviewer", document) and not access.sees("outsider", document)
    make.step(club, "resume", by="admin")
    make.step(coalition, "resume", by="admin")
    assert access.sees("reviewer", document) and access.sees("outsider", document)
    for state in ("draft", "proposed", "suspended", "archived"):
        made = make.workspace(f"In state {state}", name=f"in-{state}", state=state, roster={"owner": ("owner",)})
        for place in (document, PRIVATE):
            assert give(access, "owner", place, made, "space", reader=True) == 400, state
        assert access.api.owner.post_json(
            f"{PRIVATE}/@rehearse",
            {"change": {"kind": "grant", "principal": f"space:{made}", "role": "reader"}},
            status=400,
        )


def test_what_ends_ends_for_everybody_in_the_same_second(access, api, make, clock, club):
    friday, thursday = clock.now + timedelta(days=4), clock.now + timedelta(days=3)
    make.member(PRIVATE, "member", "member", until=friday)
    own = make.document(PRIVATE + "/documents", by="member", state="draft")
    entry = {"id": "outsider", "type": "user", "roles": {"reader": True}}
    for until, status in ((None, 403), (friday + timedelta(days=1), 403), (friday, 204)):
        until = until.isoformat() if until is not None else None
        body = {"entries": [{**entry, "until": until}]}
        api.member.post_json(f"{own}/@sharing", body, status=status)
    document = make.document(PRIVATE + "/documents", by="owner")
    make.member(club, "reviewer", "reader", until=thursday)
    assert give(access, "owner", PRIVATE, club, "space", reader=True) == 204
    clock.now = thursday - timedelta(seconds=1)
    assert access.sees("reviewer", document)
    clock.now = thursday
    assert not access.sees("reviewer", document)


def test_an_author_on_one_draft_writes_in_it_and_nothing_else(access, api, make, circle):
    space = make.workspace("Approved", name="approved", policies={"moderation": "pre", "creation": "members"})
    draft, proposal = (make.document(f"{space}/documents", by="member", state=s) for s in ("draft", "proposed"))
    assert give(access, "member", draft, circle, "group", author=True) == 204
    assert give(access, "facilitator", proposal, circle, "group", author=True) == 204
    assert access.edit("outsider", draft) == 204
    for login in ("member", "outsider"):
        assert access.step(login, draft, "publish") == 403
    assert access.step("outsider", draft, "submit") == 403
    assert access.step("member", draft, "submit") == 200
    assert access.step("member", proposal, "withdraw") == 200
    assert access.edit("outsider", proposal) == 204
    assert access.step("member", proposal, "publish") == 403
    # Restricted access takes nothing from an author of the space on their own draft.
    broken = make.document(CURATED + "/documents", by="author", state="draft")
    api.author.post_json(f"{broken}/@sharing", {"inherit": False}, status=204)
    assert access.edit("author", broken) == 204
    assert access.step("author", broken, "publish") == 200


def test_a_ban_ends_what_came_through_groups_and_spaces(access, api, make, circle, club):
    document = make.document(OPEN + "/documents", by="owner", state="draft")
    hidden = make.folder(OPEN + "/documents", by="owner")
    assert give(access, "owner", document, circle, "group", author=True) == 204
    assert give(access, "owner", hidden, club, "space", reader=True) == 204
    api.owner.post_json(f"{hidden}/@sharing", {"inherit": False}, status=204)
    for login, item in (("outsider", document), ("reviewer", hidden)):
        assert access.sees(login, item)
        api.owner.post_json(f"{OPEN}/@bans", {"person": login, "rule": "law", "comment": "So."})
        assert not access.sees(login, item)


def test_an_id_is_looked_up_as_an_id_only(api, actors, make, site):
    """A username that equals the id of somebody, and the other way round, is refused wherever names are given."""
    victim = site.id_of("reader")
    api.admin.post_json(
        "/@users", {"username": victim, "fullname": "Eve", "email": "eve@example.org"}, status=(400, 409)
    )
    api.admin.post_json("/@groups", {"groupname": victim, "title": "Eve"}, status=(400, 409))
    said = actors.admin.get("/admin/people").html.main.text
    assert "Eve" not in said
    made = site.person("reader")
    assert made.id == victim


def test_pages_name_principals_with_their_kind(actors, make, site, api):
    document = make.document(GROUP + "/documents", by="member", state="draft")
    page = actors.member.get(f"{document}/sharing?find=Otto").click("Give access", index=0)
    assert page.html.select_one("[name=principal]")["value"] == f"person:{site.id_of('outsider')}"
    actors.member.get(f"{document}/sharing?principal={site.id_of('outsider')}", status=400)
    api.member.post_json(
        f"{document}/@sharing", {"entries": [{"id": site.id_of("outsider"), "roles": {"reader": True}}]}, status=400
    )
