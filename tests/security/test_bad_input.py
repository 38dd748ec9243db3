"""What no page of ours sends: refused with a sentence, never with a trace."""

import re
import time

import pytest

from moothall.core.richtext import clean
from moothall.web.api.types import TypesService
from tests.factories import CURATED, OPEN


def token_of(client):
    """The CSRF token of a browser in which somebody is signed in."""
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/").text)[1]


@pytest.fixture
def fields(make):
    """(log-in, path, field) of what is read as text somewhere."""
    discussion = make.discussion()
    post = make.post(discussion)
    proposed = make.document(in_=f"{CURATED}/documents", state="proposed")
    return [
        ("member", "/login", "login"), ("member", "/login", "password"), ("outsider", f"{OPEN}/join", "reason"),
        ("facilitator", f"{OPEN}/people", "roles"), ("facilitator", f"{OPEN}/people", "until"),
        ("member", f"{discussion}/mark-read", "to"), ("member", f"{discussion}/replies", "preview"),
        ("member", f"{OPEN}/documents/contents", "item"), ("moderator", f"{post}/workflow/hide", "reason"),
        ("facilitator", f"{proposed}/workflow/request_changes", "reason"), ("facilitator", "/queue", "item"),
        ("member", "/people/settings", "new_password"), ("member", "/repository/add/resource", "country"),
        ("member", "/workspaces/add/workspace", "__start__"), ("admin", "/admin/add-person", "email"),
    ]  # fmt: skip


def test_a_file_where_a_text_belongs_is_a_bad_request(site, fields):
    wrong = []
    for login, path, field in fields:
        client = site.client(login)
        files = [(field, "x.txt", b"hello")]
        answer = client.post(path, {"csrf_token": token_of(client)}, upload_files=files, status="*")
        if answer.status_int != 400:
            wrong.append((path, field, answer.status_int))
    assert wrong == []


def test_the_same_heading_ten_thousand_times_takes_no_quadratic_time():
    # It was half a minute, in which whoever sent it held the lock for writes.
    before = time.process_time()
    cleaned = clean("<h2>a</h2>" * 20_000)
    assert time.process_time() - before < 5
    assert cleaned.endswith('<h2 id="t-a-20000">a</h2>')


@pytest.mark.parametrize("languages", [[[1]], [{"a": 1}], {"a": 1}, [1], 7, ["x" * 100]])
def test_languages_that_are_none_are_a_bad_request(site, languages):
    path = f"/people/{site.id_of('member')}"
    site.program("member").patch_json(path, {"languages": languages}, status=400)


def test_a_component_asked_for_a_thousand_times_is_made_once(site, monkeypatch):
    made = []
    monkeypatch.setattr(TypesService, "get", lambda _self: made.append(1))
    site.program("member").get("/?expand=" + "types," * 1000, status=200)
    assert made == [1]


@pytest.mark.parametrize("how", ["page", "program"])
def test_a_reason_has_an_end(site, make, how):
    post = make.post(make.discussion())
    if how == "page":
        browser = site.client("moderator")
        sent = {"csrf_token": token_of(browser), "reason": "x" * 5001}
        answer = browser.post(f"{post}/workflow/hide", sent, status=422)
        assert "5000" in answer.text
    else:
        site.program("moderator").post_json(
            f"{post}/@workflow/hide", {"rule": "law", "comment": "x" * 5001}, status=400
        )


@pytest.mark.parametrize(
    "change",
    [
        '{"kind": "inherit", "inherit": []}',
        '{"kind": "inherit", "inherit": {"a": 1}}',
        '{"kind": "inherit"}',
        '{"kind": "transition", "name": "\\ud800"}',
        '{"kind": "grant", "principal": "\\udfff", "role": "reader"}',
        '{"kind": "transition", "name": "archive", "comment": "\\ud800"}',
        '{"kind": "move", "target": "\\u0000"}',
        '{"kind": "dial", "\\ud800": "x"}',
        '{"kind": NaN}',
        '{"kind": 1e999}',
        "[" * 70 + "]" * 70,
        "",
        "{",
    ],
)
def test_a_change_that_is_none_is_a_bad_request(actors, make, change):
    document = make.document()
    for page in ("affected", "affected.txt", "affected.csv"):
        actors.facilitator.get(f"{document}/{page}", {"change": change}, status=400)
    sent = {"csrf_token": token_of(actors.facilitator), "change": change}
    actors.facilitator.post(f"{document}/affected", sent, status=400)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "workflows"},
        {"kind": "workflows", "chosen": []},
        {"kind": "workflows", "chosen": {"a": 1}},
        {"kind": "workflows", "chosen": {"content": ["content"]}},
        {"kind": "workflows", "chosen": {"content": "post"}},
        {"kind": "workflows", "chosen": {"content": "content"}, "states": {"content": ["draft"]}},
        {"kind": "workflows", "chosen": {"content": None}, "states": {"content": {"draft": 1}}},
        {"kind": "dial", "visibility": ["private"]},
        {"kind": "member", "person": "member", "roles": [["author"]]},
        {"kind": "workflow", "definition": {"id": []}},
    ],
)
def test_a_change_of_a_space_that_is_none_is_a_bad_request(api, change):
    api.owner.post_json(f"{OPEN}/@rehearse", {"change": change}, status=400)
