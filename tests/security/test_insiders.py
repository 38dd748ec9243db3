"""What insiders tried who know the rules: detours, two tabs, plans and old addresses give nothing."""

from datetime import timedelta

import pytest

from moothall.scheduling.execution import run_due
from tests.factories import CURATED, OPEN, PRIVATE
from tests.security.access import Access


@pytest.fixture
def access(api, actors):
    return Access(api, actors)


def give(access, login, item, space, **roles):
    return access.share(login, item, f"space:{space}", "space", **roles)


def test_spaces_that_are_given_to_each_other_count_for_their_own_members(access, api, make):
    first = make.workspace("First", name="first", preset="confidential", roster={"member": ("member",)})
    second = make.workspace(
        "Second", name="second", preset="confidential", by="facilitator", roster={"outsider": ("member",)}
    )
    third = make.workspace("Third", name="third", preset="confidential", roster={})
    make.member(first, "facilitator", "reader")
    make.member(second, "owner", "reader")
    assert give(access, "owner", first, second, facilitator=True) == 204
    assert give(access, "facilitator", second, first, facilitator=True) == 204
    assert give(access, "owner", third, first, reader=True) == 204
    assert give(access, "owner", first, first, owner=True) == 400
    inside = {space: make.document(f"{space}/documents", by=None) for space in (first, second, third)}
    assert access.sees("outsider", inside[first]) and access.sees("member", inside[second])
    # Who is in the first space through the second one is no member of it.
    assert not access.sees("outsider", inside[third])
    body = {"person": "outsider", "roles": ["facilitator"]}
    api.outsider.post_json(f"{first}/@members", body, status=403)
    api.admin.delete(f"{second}/@members/outsider", status=204)
    assert not access.sees("outsider", inside[first])


def test_a_form_that_was_open_gives_nothing_after_a_demotion(access, actors, make):
    folder = make.folder(PRIVATE + "/documents", by="facilitator")
    page = actors.facilitator.get(f"{folder}/sharing?find=Otto").click("Give access", index=0)
    form = [form for form in page.forms.values() if "principal" in form.fields][-1]
    make.member(PRIVATE, "facilitator", "member")
    form.submit(status=403)
    assert not access.sees("outsider", folder)


def test_a_plan_ends_with_the_right_to_it_in_the_new_place(site, api, make, clock):
    at = (clock.now + timedelta(hours=2)).isoformat()
    proposal = make.document(CURATED + "/documents", "Proposal", by="author", state="proposed")
    live = make.document(OPEN + "/documents", "Live", by="member")
    api.facilitator.post_json(f"{proposal}/@schedule", {"transition": "approve", "at": at}, status=201)
    api.member.post_json(f"{live}/@schedule", {"transition": "delete", "at": at}, status=201)
    other = make.workspace("Other", name="other", policies={"moderation": "pre"}, roster={"author": ("member",)})
    for item in (proposal, live):
        api.admin.post_json(f"{other}/documents/@move", {"source": str(item)}, status=200)
    clock.advance(hours=3)
    assert run_due(site.registry) == 2
    api.guest.get(f"{other}/documents/proposal", status=404)
    api.guest.get(f"{other}/documents/live", status=200)


def test_an_answer_that_was_removed_leaves_no_trace_in_the_list(api, actors, make):
    """Lists and the discussion agree on whether there is an answer."""
    thread = make.discussion(OPEN + "/discussions", "Who knows?", by="member")
    post = make.post(thread, "<p>I do.</p>", by="author")
    api.member.post_json(f"{thread}/@answer", {"post": str(post)}, status=200)
    for step, answered in (("hide", False), ("unhide", True)):
        api.moderator.post_json(f"{post}/@workflow/{step}", {"comment": "So.", "rule": "spam"}, status=200)
        listed = "Who knows?" in actors.guest.get(f"{OPEN}/discussions?show=unanswered").html.main.text
        assert (api.guest.get(str(thread)).json["answer"] is not None) is answered is not listed
    pending = make.post(thread, by="author", state="pending")
    for name in (str(pending), f"{thread}/aaaaaaaaaaaaa"):
        api.reader.post_json(f"{thread}/@answer", {"post": name}, status=403)


#: Requests that tell, if any does, what is there: ``(method, what follows the address)``.
REQUESTS = [
    *(("GET", f"/{name}") for name in ("", "edit", "history", "sharing", "versions/1", "download", "move", "why")),
    *(("GET", f"/@{name}") for name in ("workflow", "sharing", "history", "types", "breadcrumbs", "navigation")),
    *(("GET", f"/@{name}") for name in ("explain?permission=edit", "permissions", "schedule", "audit", "subscription")),
    *((method, "") for method in ("HEAD", "OPTIONS", "PATCH", "PUT", "DELETE", "POST")),
    *(("POST", f"/@{name}") for name in ("move", "workflow/publish", "rehearse", "change", "schedule", "sharing")),
]


def test_what_is_hidden_answers_every_request_as_what_is_absent(site, api, make):
    draft = make.document(OPEN + "/documents", "Draft", by="author", state="draft")
    secret = make.document(PRIVATE + "/documents", "Secret", by="author")
    thread = make.discussion(OPEN + "/discussions", "Talk", by="member")
    pending = make.post(thread, by="author", state="pending")
    pairs = (
        (draft.path, OPEN + "/documents/absent"),
        (secret.path, PRIVATE + "/documents/absent"),
        (pending.path, f"{thread}/aaaaaaaaaaaaa"),
        (PRIVATE, "/workspaces/absent"),
    )

    def answer(login, method, path, more):
        body = {"body": b"{}", "content_type": "application/json"} if method in ("PATCH", "PUT", "POST") else {}
        found = api(login).request(path + more, method=method, status="*", **body)
        names = {name.lower() for name in found.headers} - {"set-cookie"}
        return found.status, found.text.replace(path, "…"), names

    for hidden, absent in pairs:
        for method, more in REQUESTS:
            for login in ("guest", "outsider") if not more else ("outsider",):
                assert answer(login, method, hidden, more) == answer(login, method, absent, more), (hidden, more)
