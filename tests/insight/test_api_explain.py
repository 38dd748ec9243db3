"""``@explain``, as programs use it: the answer, and the fixes that are offered with it."""

import pytest

from moothall.space.bans import ban
from tests.factories import CURATED, GROUP, OPEN, PRIVATE
from tests.insight.asking import pairs, rehearsed, told

KINDS = {"state", "matrix", "role", "membership", "creator", "dial", "grant", "break", "ban", "mask", "site"}


def test_one_hears_why_for_oneself(api, document):
    answer = told(api.member, document, "?permission=edit")
    assert answer["allowed"] is False
    assert {reason["kind"] for reason in answer["because"]} <= KINDS
    said = " ".join(reason["text"] for reason in answer["because"])
    assert "In that state, this is allowed for: its creator; facilitators." in said
    assert "Given by Olga Owner" in said


def test_the_first_fix_turns_the_answer_round(api, document):
    fix = told(api.admin, document, "?person=member&permission=edit")["fixes"][0]
    assert api.member.get(f"{document}/@permissions").json["items"][1] | {"title": ""} == {
        "id": "edit", "allowed": False, "title": ""}  # fmt: skip
    api.admin.post_json(fix["@id"].removeprefix("http://localhost") + "/@change", {"change": fix["change"]})
    assert told(api.member, document, "?permission=edit")["allowed"] is True


def test_each_fix_can_be_rehearsed(api, document):
    fixes = told(api.admin, document, "?person=member&permission=edit")["fixes"]
    assert {"grant", "member"} <= {fix["change"]["kind"] for fix in fixes}
    for fix in fixes:
        path = fix["@id"].removeprefix("http://localhost")
        gains = pairs(rehearsed(api.admin, path, **fix["change"])["gains"])
        assert ("member", "edit", document) in gains


def test_an_administrator_rehearses_also_what_only_the_creator_can_do(api, as_admin, make):
    item = make.document(CURATED + "/documents", by="member", state="draft").path
    shared = {"kind": "grant", "principal": "outsider", "role": "author"}
    api.member.post_json(f"{item}/@change", {"change": shared})
    api.member.post_json(f"{item}/@workflow/submit", {})
    fixes = told(api.admin, item, "?person=outsider&permission=edit")["fixes"]
    (fix,) = (fix for fix in fixes if not fix["own"])
    assert fix["change"] == {"kind": "transition", "name": "withdraw"}
    answer = rehearsed(api.admin, item, **fix["change"])
    assert ("outsider", "edit", item) in pairs(answer["gains"])
    assert "outsider,edit" in api.admin.get(answer["csv"]).text
    for program in (api.facilitator, api.outsider):
        rehearsed(program, item, status=403 if program is api.facilitator else 404, **fix["change"])
    api.admin.post_json(f"{item}/@change", {"change": fix["change"]}, status=403)
    page = as_admin.get(f"{item}/access?person=outsider&permission=edit").click(href="name=withdraw")
    assert "You cannot do this yourself" in page.text and "Make this change" not in page.text
    api.member.post_json(f"{item}/@change", {"change": fix["change"]})
    assert told(api.admin, item, "?person=outsider&permission=edit", status=404)


def test_others_are_the_affair_of_those_who_manage(api, document):
    assert told(api.facilitator, document, "?person=reader&permission=view")["allowed"] is True
    told(api.member, document, "?person=reader&permission=view", status=403)
    told(api.guest, document, "?person=reader&permission=view", status=401)
    assert told(api.member, document, "?person=member&permission=view")["allowed"] is True


def test_a_guest_is_everyone(api, document):
    answer = told(api.admin, document, "?person=everyone&permission=view")
    assert answer["allowed"] is True
    assert told(api.guest, document, "?permission=edit")["fixes"] == []


def test_a_disabled_account_gets_as_far_as_a_guest(api, make, document):
    """The answer is the live one: nobody can log in with it, whatever roles are kept for it."""
    hidden = make.document(PRIVATE + "/documents", by="author", state="published").path
    api.admin.patch_json("/@users/reader", {"enabled": False})
    api.reader.get(hidden, status=404)
    answer = told(api.admin, hidden, "?person=reader&permission=view")
    assert answer["allowed"] is False
    assert answer["text"].startswith("Rosa Reader cannot")
    assert answer["because"][0]["kind"] == "site" and "is disabled" in answer["because"][0]["text"]
    assert told(api.admin, document, "?person=reader&permission=view")["allowed"] is True


@pytest.mark.parametrize("query", ["", "?permission=fly", "?person=nobody-here&permission=view", "?step=fly"])
def test_a_question_that_is_none_is_refused(api, document, query):
    assert told(api.admin, document, query, status=400)["message"]


def test_what_is_hidden_is_not_explained(api, make):
    draft = make.document(PRIVATE + "/documents", by="author", state="draft").path
    for login in ("guest", "outsider", "member", "admin"):
        told(api(login), draft, "?permission=view", status=404)


def test_places_that_are_hidden_are_not_named(api, make, site):
    shared = make.document(PRIVATE + "/documents", by="author", state="published").path
    api.facilitator.post_json(f"{shared}/@sharing", {"entries": [
        {"id": "outsider", "type": "user", "roles": {"reader": True}}]})  # fmt: skip
    for permission in ("view", "edit", "share"):
        answer = api.outsider.get(f"{shared}/@explain?permission={permission}")
        assert "Confidential" not in answer.text
        assert "You are not a member of the space it is in." in answer.text
        assert all(
            reason["@id"].removeprefix("http://localhost") in (shared, "/workflows/content")
            for reason in answer.json["because"]
        )
        assert all(fix["@id"].endswith(shared) for fix in answer.json["fixes"])


def test_what_is_offered_names_no_hidden_space(api, make):
    hidden = make.workspace("Hidden club", preset="confidential", roster={"outsider": ("member",)}, by="facilitator")
    made = make.document(in_=PRIVATE + "/documents", by="author", state="published")
    given = {"id": f"space:{hidden}", "type": "space", "roles": {"reader": True}}
    api.admin.post_json(f"{made}/@sharing", {"entries": [given]}, status=204)
    assert "hidden" not in str(told(api.owner, made, "?person=outsider&permission=view")).lower()
    assert "hidden-club" in str(told(api.admin, made, "?person=outsider&permission=view"))


def test_a_draft_behind_what_is_published_is_not_told(api, make, document):
    made = make.document(CURATED + "/documents", "Plan", by="author", state="published")
    make.working_edition(made, by="author", title="Secret plan")
    answer = api.facilitator.get(f"{made.path}/@explain?person=author&permission=edit")
    assert answer.json["allowed"] is True
    assert "Draft" not in answer.text and "Secret" not in answer.text


def test_a_step_is_explained_too(api, document):
    answer = told(api.member, document, "?step=archive")
    assert answer["allowed"] is False
    assert any("This action is for: facilitators." in reason["text"] for reason in answer["because"])


def test_masks_and_bans_are_told(api, make, site, document):
    act, member = site.act("facilitator", "Too loud."), site.id_of("member")
    site.on(CURATED, lambda space: ban(act, space, member, None) and None)
    reasons = told(api.admin, document, "?person=member&permission=edit")["because"]
    assert [reason["kind"] for reason in reasons].count("ban") == 1
    make.step(CURATED, "suspend", by="sitemoderator")
    answer = told(api.facilitator, document, "?permission=edit")
    (mask,) = (reason for reason in answer["because"] if reason["kind"] == "mask")
    assert "is paused" in mask["text"] and "by Sami Sitemoderator." in mask["text"]
    assert {"kind": "transition", "name": "resume"} in [fix["change"] for fix in answer["fixes"]]


def test_what_waits_for_its_first_post_is_opened_by_its_approval(api, make):
    talk = make.discussion(title="Newcomers", by="author", first="pending").path
    told(api.member, talk, "?permission=reply", status=404)
    (fix,) = told(api.moderator, talk, "?permission=reply")["fixes"]
    assert fix["change"] == {"kind": "transition", "name": "approve"}
    first = fix["@id"].removeprefix("http://localhost")
    assert first.startswith(f"{talk}/")
    gains = pairs(rehearsed(api.moderator, first, **fix["change"])["gains"])
    assert {("moderator", "reply", talk), ("member", "reply", talk)} <= gains
    api.moderator.post_json(f"{first}/@change", {"change": fix["change"]})
    assert told(api.moderator, talk, "?permission=reply")["allowed"] is True
    assert told(api.member, talk, "?permission=reply")["allowed"] is True


def test_an_error_says_where_it_is_explained(api, document):
    refused = api.member.patch_json(document, {"title": "Mine"}, status=403).json
    answer = api.member.get(refused["explain"]).json
    assert answer["allowed"] is False
    refused = api.member.post_json(f"{document}/@workflow/archive", {}, status=403).json
    assert api.member.get(refused["explain"]).json["allowed"] is False
    for service, body in (
        ("@change", {"change": {"kind": "transition", "name": "archive"}}),
        ("@rehearse", {"change": {"kind": "transition", "name": "archive"}}),
        ("@schedule", {"transition": "archive", "at": "2090-01-01"}),
    ):
        refused = api.member.post_json(f"{document}/{service}", body, status=403).json
        answer = api.member.get(refused["explain"]).json
        assert answer["allowed"] is False and "Archive" in answer["text"]
    refused = api.owner.post_json(f"{document}/@change", {"change": {"kind": "transition", "name": "approve"}},
                                  status=409).json  # fmt: skip
    assert api.owner.get(refused["explain"]).json["allowed"] is False
    assert "explain" not in api.guest.patch_json(document, {"title": "Mine"}, status=401).json
    assert "explain" not in api.outsider.patch_json(PRIVATE, {"title": "Mine"}, status=404).json


def offered(program, path, query):
    """Return the fixes of a question: (place, kind, what changes, whether the asker can do it)."""
    found = []
    for fix in told(program, path, query)["fixes"]:
        change = dict(fix["change"])
        place = fix["@id"].removeprefix("http://localhost").removeprefix(path.split("/documents/")[0] + "/documents")
        kind = change.pop("kind")
        what = [change] if kind == "dial" else [change[key] for key in sorted(change)]
        found.append((place, kind, *what, fix["own"]))
    return found


def test_what_is_missing_is_given_on_as_little_as_possible_to_one_person_before_all(api, make):
    folder = make.folder(GROUP + "/documents", "Plans", by="author").path
    plan = make.document(folder, "Plan", by="author", state="published").path
    api.facilitator.post_json(f"{folder}/@sharing", {"inherit": False, "entries": [
        {"id": "outsider", "roles": {"author": True}}, {"id": "reader", "roles": {"reader": True}}]})  # fmt: skip
    assert offered(api.facilitator, plan, "?person=member&permission=view") == [
        ("/plans/plan", "grant", "member", "reader", True),
        ("/plans", "grant", "member", "reader", True),
        (GROUP, "member", "member", ["facilitator"], True),
        ("/plans", "inherit", True, True),
    ]
    # Who has a role there gets a higher one.
    assert offered(api.facilitator, plan, "?person=outsider&permission=edit") == [
        ("/plans", "grant", "outsider", "facilitator", True),
        (GROUP, "member", "outsider", ["facilitator"], True),
    ]
    # Who has it by a role in the folder loses that first.
    for login in ("outsider", "reader"):
        assert offered(api.facilitator, plan, f"?person={login}&permission=view") == [
            ("/plans", "grant", login, None, True),
            ("/plans/plan", "transition", "delete", True),
            ("/plans/plan", "inherit", False, True),
        ]
    # Whoever cannot change it hears what others can do.
    assert offered(api.reader, plan, "?permission=edit") == [
        ("/plans", "grant", "reader", "facilitator", False),
        (GROUP, "member", "reader", ["facilitator"], False),
    ]


def test_what_is_too_much_is_taken_away_from_everybody_by_the_narrowest_rule(api, document):
    assert offered(api.facilitator, document, "?person=everyone&permission=view") == [
        (document.removeprefix(CURATED + "/documents"), "transition", "delete", True),
        (document.removeprefix(CURATED + "/documents"), "inherit", False, True),
        ("", "inherit", False, True),
        (CURATED, "dial", {"visibility": "signed-in"}, True),
    ]


def test_what_somebody_has_through_others_is_taken_from_these_or_ends_their_membership(api, make, site):
    site.people(lambda store: store.add_group(None, "trainers", "Trainers") and None)
    site.people(lambda store: store.set_groups(None, store.by_login("reviewer"), ("trainers",)) and None)
    make.member(OPEN, "outsider", "reader")
    plan = make.document(PRIVATE + "/documents", "Plan", by="author", state="published").path
    others = make.workspace("Others", preset="confidential", roster={"facilitator": ("facilitator",)})
    given = [(f"space:{OPEN}", "space"), ("trainers", "group"), (f"space:{others}", "space")]
    entries = [{"id": name, "type": kind, "roles": {"reader": True}} for name, kind in given]
    api.facilitator.post_json(f"{plan}/@sharing", {"entries": entries}, status=204)
    deleting = ("/plan", "transition", "delete", True)
    assert offered(api.facilitator, plan, "?person=outsider&permission=view") == [
        ("/plan", "grant", f"space:{OPEN}", None, True),
        (OPEN, "member", "outsider", [], True),
        deleting,
    ]
    assert offered(api.admin, plan, "?person=reviewer&permission=view") == [
        ("/plan", "grant", "trainers", None, True),
        deleting,
    ]
    # Who is in a group is told to nobody who cannot list it.
    assert offered(api.facilitator, plan, "?person=reviewer&permission=view") == []


def test_roles_that_somebody_has_stay_when_others_are_given_or_taken(api):
    def memberships(login):
        found = offered(api.facilitator, f"{CURATED}/documents", f"?person={login}&permission=add")
        return [fix for fix in found if fix[1] == "member"]

    assert memberships("moderator") == [(CURATED, "member", "moderator", ["moderator", "author"], True)]
    assert memberships("member") == [(CURATED, "member", "member", ["author"], True)]
    assert memberships("outsider") == [(CURATED, "member", "outsider", ["author"], True)]
    assert memberships("author") == [(CURATED, "member", "author", ["member"], True)]


def test_policies_are_offered_last_and_as_narrow_as_will_do(api, make):
    def policies(path, query):
        fixes = offered(api.facilitator, path, query)
        assert "dial" not in [fix[1] for fix in fixes[:-1]]
        return fixes[-1][2] if fixes and fixes[-1][1] == "dial" else None

    documents = {space: make.document(f"{space}/documents", "Plan", by="author") for space in (OPEN, CURATED, PRIVATE)}
    for space, login, expected in (
        (PRIVATE, "outsider", {"visibility": "signed-in"}),
        (PRIVATE, "everyone", {"visibility": "public"}),
        (CURATED, "outsider", {"visibility": "private"}),
        # A private space cannot be open to join.
        (OPEN, "outsider", None),
        (OPEN, "everyone", {"visibility": "signed-in"}),
    ):
        assert policies(documents[space].path, f"?person={login}&permission=view") == expected, (space, login)
    assert policies(f"{CURATED}/documents", "?person=outsider&permission=add") == {"creation": "signed-in"}
    assert policies(f"{CURATED}/documents", "?person=member&permission=add") == {"creation": "members"}


def test_five_changes_are_offered_at_most(api, make):
    folder = f"{PRIVATE}/documents"
    for _level in range(5):
        folder = make.folder(folder, "Deep").path
    assert offered(api.facilitator, folder, "?person=outsider&permission=view") == [
        ("/deep" * level, "grant", "outsider", "reader", True) for level in range(5, 0, -1)
    ]


def test_what_was_given_to_a_group_or_to_one_of_it_can_be_raised(api, make, site):
    site.people(lambda store: store.add_group(None, "trainers", "Trainers") and None)
    site.people(lambda store: store.set_groups(None, store.by_login("reviewer"), ("trainers",)) and None)
    folder = make.folder(PRIVATE + "/documents", "Plans").path
    plan = make.document(folder, "Plan", by="author", state="published").path
    entries = [{"id": "trainers", "type": "group", "roles": {"reader": True}}]
    api.facilitator.post_json(f"{folder}/@sharing", {"entries": entries}, status=204)
    expected = [
        ("/plans", "grant", "reviewer", "facilitator", True),
        ("/plans", "grant", "trainers", "facilitator", True),
        ("", "grant", "reviewer", "facilitator", True),
    ]
    assert offered(api.admin, plan, "?person=reviewer&permission=edit")[:3] == expected
    del expected[1]
    assert offered(api.facilitator, plan, "?person=reviewer&permission=edit")[:2] == expected


def test_nobody_is_offered_to_give_themselves_what_does_not_count(api, make):
    own = make.document(GROUP + "/documents", "Sketch", by="member", state="published").path
    offers = offered(api.member, own, "?step=request_changes")
    assert offers and not any(fix[-1] for fix in offers)


def test_a_hidden_draft_changes_nothing_that_is_offered(api, make):
    for name in ("Plan", "Draft"):
        made = make.document(CURATED + "/documents", name, by="author", state="published")
    make.working_edition(made, by="author", title="Secret")
    for query in ("?person=everyone&permission=view", "?person=reader&permission=view", "?permission=view"):
        plan, draft = (
            str(offered(api.facilitator, f"{CURATED}/documents/{name}", query)) for name in ("plan", "draft")
        )
        assert plan.replace("/plan", "/draft") == draft
