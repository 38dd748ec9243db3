"""What no page of ours sends: refused with a sentence, never with a trace."""

import re

import pytest

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
        ("facilitator", f"{OPEN}/people", "role"), ("facilitator", f"{OPEN}/people", "until"),
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
