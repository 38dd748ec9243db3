"""Deciding many at once: what would become of each is said first, each is checked again, and it is said afterwards."""

import pytest

from tests.factories import CURATED, GROUP, OPEN

LIBRARY = CURATED + "/documents"


@pytest.fixture
def plans(make):
    return [make.document(LIBRARY, f"Plan {number}", state="proposed", by="member") for number in range(3)]


def choose(page, titles, do, reason=""):
    form = next(form for form in page.forms.values() if "do" in form.fields and "item" in form.fields)
    labels = [label.select_one(".m-queue-title").text for label in page.html.select(".m-queue-pick label")]
    for number, title in enumerate(labels):
        form.fields["item"][number].checked = title in titles
    form["do"], form["reason"] = do, reason
    return form


def look(client, titles, do, reason="", status=200, path="/queue/several"):
    return choose(client.get(path), titles, do, reason).submit(status=status)


def sure(page):
    return next(form for form in page.forms.values() if "sure" in form.fields).submit(status=200)


def verdicts(page):
    return {line.b.text: line.p.text.strip().replace("\n", " ") for line in page.html.select(".m-verdict")}


def state(api, item):
    return api.facilitator.get(str(item)).json["review_state"]


def test_many_are_published_after_a_look(plans, api, as_facilitator):
    page = look(as_facilitator, ["Plan 0", "Plan 2"], "approve")
    assert verdicts(page) == {"Plan 0": "New state: Published", "Plan 2": "New state: Published"}
    assert [state(api, one) for one in plans] == ["proposed"] * 3
    page = sure(page)
    assert "2 decisions made." in page
    assert [state(api, one) for one in plans] == ["published", "proposed", "published"]


def test_each_is_checked_again(site, plans, make, api, as_facilitator):
    page = look(as_facilitator, ["Plan 0", "Plan 1", "Plan 2"], "approve")
    make.step(plans[0], "approve", by="owner")
    site.on(str(plans[1]), lambda item: item.save(site.act("member"), {"title": "Plan B"}))
    found = verdicts(sure(page))
    assert found["Plan 0"] == "Not possible: Someone else has already decided this."
    assert found["Plan B"] == "Not possible: It has changed since you opened it."
    assert found["Plan 2"] == "Published"
    assert state(api, plans[1]) == "proposed"


def test_what_a_step_does_not_fit_is_said(plans, api, as_facilitator):
    api.outsider.post_json(GROUP + "/@join", {"message": "I teach."})
    page = look(as_facilitator, ["Plan 0", "Otto Outsider"], "approve")
    assert verdicts(page)["Otto Outsider"] == "Not possible: You cannot make this decision here."
    sure(page)
    assert api.facilitator.get("/@queue?kind=join").json["items_total"] == 1


def test_what_somebody_has_in_hand_is_left_alone(plans, api, as_facilitator):
    (found,) = [one for one in api.owner.get("/@queue").json["items"] if one["title"] == "Plan 1"]
    api.owner.post_json(found["@id"] + "/claim", {})
    page = sure(look(as_facilitator, ["Plan 0", "Plan 1"], "approve"))
    assert verdicts(page)["Plan 1"].startswith("Not possible: This is assigned to Olga Owner.")
    assert state(api, plans[1]) == "proposed"


def test_a_reason_is_asked_for_and_what_was_chosen_is_kept(plans, api, as_facilitator):
    page = look(as_facilitator, ["Plan 1"], "request_changes", status=422)
    assert "Enter a reason" in page
    boxes = {box["id"]: box.has_attr("checked") for box in page.html.select("input[name=item]")}
    assert sorted(boxes.values()) == [False, False, True]
    assert page.html.select_one("#do-request_changes").has_attr("checked")
    sure(look(as_facilitator, ["Plan 1"], "request_changes", "Who pays?"))
    assert [state(api, one) for one in plans] == ["proposed", "needs_changes", "proposed"]


def test_nothing_chosen_is_said(plans, as_facilitator):
    assert "Select the items to decide on, and choose a decision." in look(as_facilitator, [], "approve", status=422)


def test_what_has_an_opposite_can_be_taken_back(plans, api, as_facilitator):
    page = sure(look(as_facilitator, ["Plan 0", "Plan 1"], "request_changes", "Who pays?"))
    form = next(form for form in page.forms.values() if "undo" in form.fields)
    assert "Undone." in form.submit("undo", status=303).follow()
    assert [state(api, one) for one in plans] == ["proposed"] * 3
    assert "Some could not" not in page


def test_what_has_none_cannot(plans, as_facilitator):
    page = sure(look(as_facilitator, ["Plan 0"], "approve"))
    assert page.html.select_one("button[name=undo]") is None


def test_a_single_decision_can_be_taken_back_as_well(make, api, as_facilitator):
    document = make.document(LIBRARY, "A plan", state="deletion_requested", by="member")
    form = next(form for form in as_facilitator.get("/queue").forms.values() if "version" in form.fields)
    answer = form.submit("do", value="delete", status=303).follow()
    assert state(api, document) == "deleted"
    button = answer.html.select_one(".m-said button")
    token = answer.html.select_one("#act input[name=csrf_token]")["value"]
    as_facilitator.post(button["formaction"], {"csrf_token": token}, status=303)
    assert state(api, document) == "deletion_requested"


def test_only_ones_own_decision_can_be_taken_back(make, api, as_facilitator, as_owner):
    make.document(LIBRARY, "A plan", state="proposed", by="member")
    form = next(form for form in as_facilitator.get("/queue").forms.values() if "version" in form.fields)
    form["reason"] = "Who pays?"
    address = form.submit("do", value="request_changes", status=303).location
    assert as_facilitator.get(address).html.select_one(".m-said button") is not None
    assert as_owner.get(address).html.select_one(".m-said button") is None
    key = address.split("undo=")[1].partition("&")[0]
    token = as_owner.get("/").html.select_one("#act input[name=csrf_token]")["value"]
    as_owner.post(f"/queue/{key}/undo", {"csrf_token": token}, status=409)
    assert state(api, LIBRARY + "/a-plan") == "needs_changes"


# -- over the API


def ids(api, login="facilitator"):
    return [{"id": one["id"], "version": one["version"]} for one in getattr(api, login).get("/@queue").json["items"]]


def test_programs_look_first_as_well(plans, api):
    sent = {"items": ids(api), "step": "approve"}
    answer = api.facilitator.post_json("/@queue/decide", {**sent, "dry_run": True}).json
    assert [one["possible"] for one in answer["items"]] == [True] * 3 and answer["done"] == 0
    assert [state(api, one) for one in plans] == ["proposed"] * 3
    answer = api.facilitator.post_json("/@queue/decide", sent).json
    assert answer["done"] == 3 and {one["message"] for one in answer["items"]} == {"Published"}
    answer = api.facilitator.post_json("/@queue/decide", sent).json
    assert answer["done"] == 0
    assert {one["message"] for one in answer["items"]} == {"Someone else has already decided this."}


def test_the_same_twice_in_a_list_is_decided_once(plans, api):
    first = ids(api)[0]
    answer = api.facilitator.post_json("/@queue/decide", {"items": [first, first], "step": "approve"}).json
    assert answer["done"] == len(answer["items"]) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"step": "approve"},
        {"step": "approve", "items": "x"},
        {"step": "approve", "items": [1]},
        {"step": 1, "items": []},
        {"step": "approve", "items": [{"id": 1}]},
        {"items": [{}], "step": "approve"},
        {"step": "approve", "items": [], "dry_run": 1},
        {"step": "approve", "items": [{"id": "a" * 13}] * 101 + [{"id": f"{number:013}"} for number in range(101)]},
    ],
)
def test_bad_lists_are_refused(plans, api, body):
    api.facilitator.post_json("/@queue/decide", body, status=400)


def test_deletions_and_archivals_go_all_the_way(make, api):
    document = make.document(LIBRARY, "A plan", by="member")
    api.member.post_json(f"{document}/@workflow/request_deletion", {"comment": "It is out of date."})
    (row,) = api.facilitator.get("/@queue?kind=deletion").json["items"]
    assert (row["message"], row["asked_by"]) == ("It is out of date.", "member")
    assert [step["id"] for step in row["steps"]] == ["delete", "refuse_deletion"]
    api.facilitator.post_json(row["@id"] + "/decide", {"step": "refuse_deletion"}, status=400)
    answer = api.facilitator.post_json(row["@id"] + "/decide", {"step": "refuse_deletion", "comment": "It is not."})
    assert answer.json["review_state"] == "published"
    api.member.post_json(f"{document}/@workflow/request_deletion", {"comment": "It is."})
    (row,) = api.facilitator.get("/@queue").json["items"]
    api.facilitator.post_json(row["@id"] + "/decide", {"step": "delete"})
    api.guest.get(str(document), status=404)
    api.facilitator.post_json(f"{document}/@workflow/restore", {})
    assert state(api, document) == "deletion_requested"

    api.owner.post_json(f"{OPEN}/@workflow/request_archival", {})
    (row,) = api.sitemoderator.get("/@queue?kind=archival").json["items"]
    api.owner.post_json(row["@id"] + "/decide", {"step": "archive"}, status=403)
    answer = api.sitemoderator.post_json(row["@id"] + "/decide", {"step": "archive"}).json
    assert answer["review_state"] == "archived"
    api.owner.post_json(f"{OPEN}/documents", {"@type": "document", "title": "Late", "text": "x"}, status="4*")
