"""``@rehearse`` and ``@change``, as programs use them."""

import csv
import hashlib
import io

import pytest
from pyramid.traversal import find_resource

from tests.factories import CURATED, GROUP, OPEN, PRIVATE
from tests.insight.asking import pairs, rehearsed, told
from tests.whole_site import Base, WholeSite
from tests.workflow_kinds import shipped


def test_a_policy(api, document):
    answer = rehearsed(api.owner, CURATED, kind="dial", visibility="signed-in")
    assert ("everyone", "view", document) in pairs(answer["losses"])
    assert {row["person"] for row in answer["losses"]} == {"everyone"}
    assert answer["gains"] == [] and answer["people"] == 1 and answer["truncated"] is False
    api.guest.get(document, status=200)
    api.owner.post_json(f"{CURATED}/@change", {"change": {"kind": "dial", "visibility": "signed-in"}})
    api.guest.get(document, status=404)


def test_a_membership(api, document):
    change = {"kind": "member", "person": "outsider", "roles": ["facilitator"]}
    answer = rehearsed(api.owner, CURATED, **change)
    assert ("outsider", "edit", document) in pairs(answer["gains"])
    assert answer["people"] == 1 and answer["losses"] == []
    api.owner.post_json(f"{CURATED}/@change", {"change": change})
    members = api.owner.get(f"{CURATED}/@members").json["items"]
    assert ["facilitator"] in [row["roles"] for row in members if row["person"] == "outsider"]


def test_a_grant_and_its_end(api, make):
    document = make.document(GROUP + "/documents", by="author", state="draft").path
    change = {"kind": "grant", "principal": "outsider", "role": "author"}
    answer = rehearsed(api.author, document, **change)
    assert pairs(answer["gains"]) == {("outsider", "view", document), ("outsider", "edit", document)}
    api.author.post_json(f"{document}/@change", {"change": change})
    api.outsider.patch_json(document, {"title": "Ours"}, status=204)
    back = {"kind": "grant", "principal": "outsider", "role": None}
    assert pairs(rehearsed(api.author, document, **back)["losses"]) == pairs(answer["gains"])


def test_whoever_vouches_goes_on_doing_so(api, make):
    made = make.folder(GROUP + "/documents", "Plans", by="author")
    given = {"id": "outsider", "roles": {"reader": True}, "sponsor": "owner"}
    api.owner.post_json(f"{made}/@sharing", {"entries": [given]}, status=204)
    change = {"kind": "grant", "principal": "outsider", "role": "member"}
    api.owner.post_json(f"{made}/@change", {"change": change})
    (shown,) = api.owner.get(f"{made}/@sharing").json["entries"]
    assert shown["sponsor"] == "owner"


def test_a_change_names_a_sponsor_and_says_why(api, make, site):
    made = make.folder(GROUP + "/documents", "Plans", by="author")
    terms = {"until": "2026-06-30", "sponsor": "owner", "comment": "For the plan."}
    changes = ((GROUP, {"kind": "member", "person": "outsider", "roles": ["reader"], **terms}),
               (made, {"kind": "grant", "principal": "reviewer", "role": "reader", **terms}))  # fmt: skip
    for place, change in changes:
        answer = api.owner.post_json(f"{place}/@change", {"change": change}).json
        assert answer["change"] == {**change, "until": "2026-06-30T23:59:59+00:00"}
        api.owner.post_json(f"{place}/@change", {"change": {**change, "sponsor": None}}, status=200)
    reasons = site.read(
        lambda tree: [
            list(tree.event_log.about(find_resource(tree, str(place)).uid, ("membership", "grant")))[-1].reason
            for place, _change in changes
        ]
    )
    assert reasons == ["For the plan."] * 2
    wrong = {"kind": "member", "person": "outsider", "roles": ["reader"], "sponsor": "reviewer"}
    for service in ("@rehearse", "@change"):
        assert "A sponsor must be a member here." in api.owner.post_json(
            f"{GROUP}/{service}", {"change": wrong}, status=400).json["message"]  # fmt: skip


def test_breaking_off_and_taking_over_again(api, make):
    made = make.folder(GROUP + "/documents", "Plans", by="author")
    change = {"kind": "inherit", "inherit": False}
    answer = rehearsed(api.owner, made, **change)
    assert {("member", "view", made.path), ("author", "edit", made.path)} <= pairs(answer["losses"])
    assert not any(row["person"] == "owner" for row in answer["losses"])
    api.member.post_json(f"{made}/@change", {"change": change}, status=403)
    api.owner.post_json(f"{made}/@change", {"change": change})
    api.member.get(made, status=404)
    assert pairs(rehearsed(api.owner, made, kind="inherit", inherit=True)["gains"]) == pairs(answer["losses"])
    api.owner.post_json(f"{GROUP}/@rehearse", {"change": change}, status=409)
    api.owner.post_json(f"{made}/@rehearse", {"change": {"kind": "inherit", "inherit": "no"}}, status=400)


def test_a_step(api, make):
    document = make.document(CURATED + "/documents", by="author", state="proposed").path
    answer = rehearsed(api.facilitator, document, kind="transition", name="approve")
    assert ("everyone", "view", document) in pairs(answer["gains"])
    api.facilitator.post_json(f"{document}/@change", {"change": {"kind": "transition", "name": "approve"}})
    api.guest.get(document, status=200)


def test_a_step_that_asks_for_a_reason_is_made_with_one(api, document):
    change = {"kind": "transition", "name": "request_changes"}
    rehearsed(api.facilitator, document, **change)
    api.facilitator.post_json(f"{document}/@change", {"change": change}, status=400)
    api.facilitator.post_json(f"{document}/@change", {"change": {**change, "comment": "Too short."}}, status=200)


def test_a_move(api, make):
    document = make.document(OPEN + "/documents", by="author", state="published").path
    change = {"kind": "move", "target": PRIVATE + "/documents"}
    answer = rehearsed(api.facilitator, document, **change)
    assert ("everyone", "view", document) in pairs(answer["losses"])
    api.facilitator.post_json(f"{document}/@change", {"change": change})
    api.guest.get(document, status=404)


def test_a_table(api, document):
    table = shipped("content")
    table["matrix"]["published"]["view"] = ["facilitator"]
    answer = rehearsed(api.admin, "/workflows/content", kind="workflow", definition=table)
    assert ("everyone", "view", document) in pairs(answer["losses"])
    assert rehearsed(api.admin, "/workflows/content", kind="workflow", definition="content")["people"] == 0


def test_rehearsing_asks_what_the_service_asks(api, document):
    policy = {"kind": "dial", "visibility": "signed-in"}
    rehearsed(api.guest, CURATED, status=401, **policy)
    rehearsed(api.member, CURATED, status=403, **policy)
    rehearsed(api.outsider, PRIVATE, status=404, **policy)
    for change in (
        {"kind": "dial", "visibility": "nobody"},
        {"kind": "dial"},
        {"kind": "fly"},
        {},
        {"kind": "member", "person": "nobody", "roles": []},
        {"kind": "dial", "visibility": ["a"]},
    ):
        assert rehearsed(api.owner, CURATED, status=400, **change)["message"]
    api.owner.post_json(f"{CURATED}/@rehearse", {"change": []}, status=400)
    last = {"kind": "member", "person": "owner", "roles": ["member"]}
    rehearsed(api.owner, CURATED, status=409, **last)
    more = {"kind": "member", "person": "outsider", "roles": ["owner"]}
    rehearsed(api.facilitator, CURATED, status=403, **more)


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("role", {"kind": "grant", "principal": "outsider"}),
        ("role", {"kind": "grant", "principal": "outsider", "role": []}),
        ("sponsor", {"kind": "grant", "principal": "outsider", "role": "reader", "sponsor": []}),
        ("comment", {"kind": "grant", "principal": "outsider", "role": "reader", "comment": {}}),
        ("inherit", {"kind": "inherit"}),
    ],
)
def test_what_is_left_out_or_empty_takes_nothing_away_from_an_item(api, document, field, change):
    """A program that forgets a field hears which one, instead of taking everything back."""
    for service in ("@rehearse", "@change"):
        answer = api.owner.post_json(f"{document}/{service}", {"change": change}, status=400).json
        assert field in answer["message"]


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("roles", {"kind": "member", "person": "member"}),
        ("roles", {"kind": "member", "person": "member", "roles": None}),
        ("sponsor", {"kind": "member", "person": "member", "roles": ["author"], "sponsor": 0}),
        ("preset", {"kind": "dial", "preset": "confidental", "visibility": "signed-in"}),
        ("visibility", {"kind": "dial", "visibility": None}),
        ("states", {"kind": "workflow", "definition": "content", "states": []}),
        ("definition", {"kind": "workflow"}),
        ("definition", {"kind": "workflow", "definition": []}),
    ],
)
def test_what_is_left_out_or_empty_changes_nothing_in_a_space(api, field, change):
    before = api.owner.get(f"{CURATED}/@members").json["items"]
    for service in ("@rehearse", "@change"):
        answer = api.owner.post_json(f"{CURATED}/{service}", {"change": change}, status=400).json
        assert field in answer["message"]
    assert api.owner.get(f"{CURATED}/@members").json["items"] == before


def test_nobody_hears_of_a_hidden_draft(api, make):
    draft = make.document(OPEN + "/documents", "Hidden plan", by="outsider", state="draft").path
    rehearsed(api.owner, OPEN, kind="transition", name="request_archival")
    for program in (api.owner, api.admin):
        asked = rehearsed(program, OPEN, kind="dial", visibility="private", joining="request")
        told = str(asked) + program.get(asked["csv"]).text
        assert draft not in told and "Hidden plan" not in told


def test_the_file_is_complete_and_holds_no_formula(api, make):
    make.document(OPEN + "/documents", "=1+1", by="author", state="published")
    answer = rehearsed(api.owner, OPEN, kind="dial", visibility="signed-in")
    rows = list(csv.DictReader(io.StringIO(api.owner.get(answer["csv"]).text)))
    assert len(rows) == len(answer["losses"])
    assert "'=1+1" in [row["title"] for row in rows]


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "inherit", "inherit": False},
        {"kind": "inherit", "inherit": True},
        {"kind": "grant", "principal": "outsider", "role": None},
        {"kind": "grant", "principal": "outsider", "role": "reader"},
    ],
)
def test_the_file_holds_what_the_answer_holds_for_every_kind(api, make, change):
    folder = make.folder(PRIVATE + "/documents", "Papers").path
    if change["kind"] == "grant" and change["role"] is None:
        api.owner.post_json(f"{folder}/@change", {"change": {**change, "role": "reader"}})
    answer = rehearsed(api.owner, folder, **change)
    rows = list(csv.DictReader(io.StringIO(api.owner.get(answer["csv"]).text)))
    assert len(rows) == len(answer["gains"]) + len(answer["losses"])
    assert bool(rows) == (change.get("inherit") is not True)


def test_the_file_of_a_membership_that_ends(api):
    answer = rehearsed(api.owner, PRIVATE, kind="member", person="reader", roles=[])
    rows = list(csv.DictReader(io.StringIO(api.owner.get(answer["csv"]).text)))
    assert rows and len(rows) == len(answer["losses"])


def test_after_a_rehearsal_the_databases_are_the_same_bytes(tmp_path):
    base = Base(tmp_path)
    with WholeSite(base, layered=False) as site:
        owner = site.program("owner")

        def state():
            files = (tmp_path / "content.fs", tmp_path / "people" / "people.fs")
            return [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]

        before = state()
        for change in (
            {"kind": "dial", "visibility": "signed-in"},
            {"kind": "transition", "name": "request_archival"},
            {"kind": "member", "person": "outsider", "roles": ["member"]},
        ):
            answer = rehearsed(owner, OPEN, **change)
            owner.get(answer["csv"])
            owner.get(f"{OPEN}/@explain?permission=edit&person=member")
        assert state() == before
        owner.post_json(f"{OPEN}/@change", {"change": {"kind": "dial", "visibility": "signed-in"}})
        assert state() != before
    base.close()


def test_a_draft_behind_what_is_published_counts_for_those_who_see_it(api, make):
    made = make.document(PRIVATE + "/documents", "Plan", by="author", state="published")
    make.working_edition(made, by="author", title="Next plan")
    change = {"kind": "grant", "principal": "outsider", "role": "author"}
    assert pairs(rehearsed(api.author, made.path, **change)["gains"]) >= {
        ("outsider", "view", made.path), ("outsider", "edit", made.path)}  # fmt: skip
    for program in (api.owner, api.admin):
        assert pairs(rehearsed(program, made.path, **change)["gains"]) == {("outsider", "view", made.path)}


def test_who_closes_a_folder_keeps_what_they_had(api, make):
    outer = make.folder(OPEN + "/documents", "Outer", by="owner")
    inner = make.folder(str(outer), "Inner", by="owner")
    entry = {"id": "outsider", "type": "user", "roles": {"facilitator": True}}
    api.owner.post_json(f"{outer}/@sharing", {"entries": [entry]})
    change = {"change": {"kind": "inherit", "inherit": False}}
    told = api.outsider.post_json(f"{inner}/@rehearse", change).json
    assert "outsider" not in {row["person"] for row in told["losses"]}
    api.outsider.post_json(f"{inner}/@change", change)
    api.outsider.patch_json(str(inner), {"title": "Still mine"})


def test_a_ban_and_its_end(api, make, document):
    make.member(CURATED, "outsider", "facilitator")
    change = {"kind": "ban", "person": "outsider"}
    losses = pairs(rehearsed(api.owner, CURATED, **change)["losses"])
    assert ("outsider", "edit", document) in losses and ("outsider", "view", document) not in losses
    api.owner.post_json(f"{CURATED}/@change", {"change": change}, status=400)
    api.owner.post_json(f"{CURATED}/@change", {"change": {**change, "comment": "Too loud.", "rule": "respect"}})
    answer = told(api.owner, document, "?person=outsider&permission=edit")
    assert "ban" in {reason["kind"] for reason in answer["because"]}
    (lift,) = (fix for fix in answer["fixes"] if fix["change"]["kind"] == "ban")
    assert lift["change"] == {"kind": "ban", "person": "outsider", "banned": False}
    assert pairs(rehearsed(api.owner, CURATED, **lift["change"])["gains"]) == losses
    api.owner.post_json(f"{CURATED}/@change", {"change": lift["change"]})
    assert told(api.owner, document, "?person=outsider&permission=edit")["allowed"] is True
    api.owner.post_json(f"{CURATED}/@change", {"change": lift["change"]}, status=409)


@pytest.mark.parametrize(
    ("login", "status"), [("guest", 401), ("member", 403), ("facilitator", 403), ("outsider", 403)]
)
def test_who_may_not_ban_may_not_rehearse_it(api, login, status):
    rehearsed(api(login), CURATED, status=status, kind="ban", person="owner")


def test_a_fix_that_needs_a_reason_can_be_sent_as_it_is(api, make):
    post = make.post(make.discussion(), by="member").path
    offered = told(api.admin, post, "?person=everyone&permission=view")["fixes"]
    (hide,) = (fix for fix in offered if fix["change"].get("name") == "hide")
    assert hide["change"]["comment"].startswith("Someone without an account can do this with")
    api.admin.post_json(f"{post}/@change", {"change": hide["change"]})
    assert told(api.admin, post, "?person=everyone&permission=view")["allowed"] is False


def test_a_comment_may_stand_beside_the_change(api, make):
    post = make.post(make.discussion(), by="member").path
    hide = {"kind": "transition", "name": "hide"}
    api.moderator.post_json(f"{post}/@change", {"change": hide}, status=400)
    api.moderator.post_json(f"{post}/@change", {"change": hide, "comment": "Too loud.", "rule": "respect"})
    last = api.moderator.get(f"{post}/@workflow").json["history"][-1]
    assert (last["comments"], last["action"], last["title"]) == ("Too loud.", "hide", "Remove")


def test_a_break_is_offered_to_be_taken_back(api, make):
    made = make.document(GROUP + "/documents", by="author").path
    api.owner.post_json(f"{made}/@change", {"change": {"kind": "inherit", "inherit": False}})
    fixes = told(api.owner, made, "?person=everyone&permission=view")["fixes"]
    assert {"kind": "inherit", "inherit": True} not in [fix["change"] for fix in fixes]
    fixes = told(api.owner, made, "?person=reader&permission=view")["fixes"]
    assert {"kind": "inherit", "inherit": True} in [fix["change"] for fix in fixes]
