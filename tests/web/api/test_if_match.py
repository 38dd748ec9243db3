"""``If-Match`` is honoured wherever something is written, or the request is refused; it is never passed over."""

import pytest

from tests.factories import GROUP, OPEN

STALE = {"If-Match": '"0-x"'}


@pytest.fixture
def things(site, make):
    """An item of each kind that a program can change, in a space of its own."""
    folder = make.folder(GROUP + "/documents", "Papers", by="owner")
    document = make.document(str(folder), "Plan", by="author", state="draft")
    site.people(lambda store: store.add_group(None, "trainers", "Trainers") and None)
    return folder, document, make.document(str(folder), "Known", by="author", state="published")


def writings(folder, document, known):
    """Every kind of writing: who, method, path, body, and the path whose answer must stay the same."""
    document_in = {"@type": "document", "title": "New"}
    return (
        ("owner", "post_json", folder.path, document_in, folder.path),
        ("owner", "patch_json", folder.path, {"title": "Other"}, folder.path),
        ("author", "patch_json", document.path, {"title": "Other"}, document.path),
        ("author", "post_json", f"{document}/@workflow/submit", {}, document.path),
        ("owner", "post_json", f"{GROUP}/documents/@move", {"source": known.path}, known.path),
        ("author", "post_json", f"{document}/@sharing", {"entries": [entry("reader")]}, f"{document}/@sharing"),
        ("author", "post_json", f"{document}/@change", {"change": submit()}, document.path),
        ("owner", "post_json", f"{GROUP}/@members", {"person": "outsider", "roles": ["member"]}, f"{GROUP}/@members"),
        (
            "owner",
            "post_json",
            f"{GROUP}/@bans",
            {"person": "member", "rule": "law", "comment": "Out."},
            f"{GROUP}/@bans",
        ),
        ("admin", "post_json", "/@users", {"username": "new", "password": "long enough 7"}, "/@users"),
        ("admin", "patch_json", "/@users/member", {"roles": {"reviewer": True}}, "/@users/member"),
        ("admin", "patch_json", "/@groups/trainers", {"title": "Teachers"}, "/@groups/trainers"),
        ("admin", "delete", "/@groups/trainers", None, "/@groups/trainers"),
        ("admin", "delete", "/@users/outsider", None, "/@users/outsider"),
        ("author", "delete", document.path, None, document.path),
    )


def entry(login):
    return {"id": login, "type": "user", "roles": {"reader": True}}


def submit():
    return {"kind": "transition", "name": "submit"}


def test_a_stale_tag_changes_nothing_anywhere(site, things):
    for login, method, path, body, shown in writings(*things):
        program = site.program(login)
        before = program.get(shown).json
        send = getattr(program, method)
        answer = send(path, headers=STALE, status=412, **({} if body is None else {"params": body}))
        assert answer.json["type"] == "PreconditionFailed"
        assert program.get(shown).json == before, path
    # An asterisk asks only that there is something.
    for login, method, path, body, _shown in writings(*things)[:3]:
        getattr(site.program(login), method)(path, params=body, headers={"If-Match": "*"})


def test_the_right_is_judged_first_everywhere(site, things):
    for _login, method, path, body, _shown in writings(*things):
        sent = {} if body is None else {"params": body}
        answer = getattr(site.program("reader"), method)(path, headers=STALE, status="*", **sent)
        assert answer.status_int in (401, 403, 404), path


def test_the_tag_of_an_answer_is_that_of_its_address(site, things):
    folder = things[0]
    admin = site.program("admin")
    for path, change in (
        (folder.path, {"title": "First"}),
        ("/@users/member", {"roles": {"reviewer": True}}),
        ("/@groups/trainers", {"title": "Teachers"}),
    ):
        tag = {"If-Match": admin.get(path).headers["ETag"]}
        admin.patch_json(path, change, headers=tag, status=204)
        admin.patch_json(path, change, headers=tag, status=412)
    tag = {"If-Match": admin.get(folder.path).headers["ETag"]}
    # A new item does not change the values of the folder.
    for name in ("one", "two"):
        admin.post_json(folder.path, {"@type": "document", "title": name}, headers=tag, status=201)
    source = admin.get(OPEN + "/documents").headers["ETag"]
    admin.post_json(f"{OPEN}/documents/@move", {"source": f"{folder}/one"}, headers={"If-Match": source}, status=200)
