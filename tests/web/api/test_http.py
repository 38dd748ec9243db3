"""What holds for every request: codes, caching, keys of idempotency, hostile bodies."""

import pytest

from moothall.web.api.idempotency import DATA_KEY, purge
from tests.factories import GROUP, OPEN, PRIVATE

LIBRARY = OPEN + "/documents"
DOCUMENT = {"@type": "document", "title": "Plan"}


# -- caching


def test_an_answer_that_has_not_changed_is_not_sent_again(api, make):
    made = make.document(in_=GROUP + "/documents")
    first = api.member.get(str(made))
    again = api.member.get(str(made), headers={"If-None-Match": first.headers["ETag"]}, status=304)
    assert again.body == b""
    api.author.patch_json(str(made), {"title": "Changed"})
    api.member.get(str(made), headers={"If-None-Match": first.headers["ETag"]}, status=200)


def test_what_one_person_was_answered_is_not_kept_for_another(api, make):
    made = make.document()
    answers = {actor: api(actor).get(str(made)) for actor in ("member", "reader", "guest")}
    assert len({answer.headers["ETag"] for answer in answers.values()}) == 3
    assert answers["member"].headers["Cache-Control"] == "private, no-cache"
    assert answers["guest"].headers["Cache-Control"] == "public, no-cache"
    for header in ("Accept", "Authorization", "Cookie"):
        assert header in answers["guest"].headers["Vary"]


def test_tokens_are_never_kept(api):
    answer = api.guest.post_json("/@login", {"login": "member", "password": "moothall-demo"})
    assert answer.headers["Cache-Control"] == "no-store"


# -- keys of idempotency


def test_what_is_sent_twice_is_done_once(api):
    headers = {"Idempotency-Key": "one"}
    first = api.author.post_json(LIBRARY, DOCUMENT, headers=headers)
    again = api.author.post_json(LIBRARY, DOCUMENT, headers=headers)
    assert (again.status_int, again.json, again.location) == (201, first.json, first.location)
    assert api.author.get(LIBRARY).json["items_total"] == 1


def test_a_key_belongs_to_a_person_and_a_request(api):
    headers = {"Idempotency-Key": "one"}
    api.author.post_json(LIBRARY, DOCUMENT, headers=headers)
    api.member.post_json(LIBRARY, DOCUMENT, headers=headers, status=201)
    api.author.post_json(LIBRARY, {**DOCUMENT, "title": "Other"}, headers=headers, status=400)
    api.author.post_json(LIBRARY, DOCUMENT, headers={"Idempotency-Key": "two"}, status=201)


def test_a_deletion_is_answered_again_though_the_thing_is_gone(api, make):
    made = make.folder()
    for _ in range(2):
        api.author.delete(str(made), headers={"Idempotency-Key": "gone"}, status=204)
    api.author.delete(str(made), status=404)


def test_what_failed_may_be_tried_again_under_its_key(api, make):
    headers = {"Idempotency-Key": "one"}
    sent = {"comment": ""}
    made = make.document(in_=GROUP + "/documents", state="proposed")
    api.facilitator.post_json(f"{made}/@workflow/request_changes", sent, headers=headers, status=400)
    api.facilitator.post_json(f"{made}/@workflow/request_changes", {"comment": "x"}, headers=headers, status=200)


def test_answers_are_forgotten_after_a_day(api, site, clock):
    headers = {"Idempotency-Key": "one"}
    api.author.post_json(LIBRARY, DOCUMENT, headers=headers)
    clock.advance(hours=25)
    api.author.post_json(LIBRARY, DOCUMENT, headers=headers)
    assert api.author.get(LIBRARY).json["items_total"] == 2
    assert purge(site.registry) == 0
    clock.advance(hours=25)
    assert purge(site.registry) == 1
    assert site.people(lambda store: store.feature_data(DATA_KEY) is not None)


def test_no_token_is_remembered(api, site):
    body = {"login": "member", "password": "moothall-demo"}
    tokens = {api.member.post_json("/@login", body, headers={"Idempotency-Key": "one"}).json["token"] for _ in range(2)}
    assert len(tokens) == 2
    assert site.people(lambda store: store.feature_data(DATA_KEY) is None)


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "ä"])
def test_bad_keys_are_refused(api, key):
    api.author.post_json(LIBRARY, DOCUMENT, headers={"Idempotency-Key": key}, status=400)


# -- hostile bodies

HOSTILE = {
    "nothing": b"",
    "no JSON": b"title=x",
    "half": b'{"@type": "document"',
    "not UTF-8": b'{"title": "\xff\xfe"}',
    "a list": b"[]",
    "a string": b'"document"',
    "null": b"null",
    "a number": b"5",
    "not a number": b'{"title": NaN}',
    "surrogates": b'{"title": "\\ud800"}',
    "deep lists": b"[" * 50_000 + b"]" * 50_000,
    "deep objects": b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    "a long number": b'{"title": ' + b"9" * 10_000 + b"}",
}
UNSAFE = [
    ("POST", LIBRARY),
    ("PATCH", LIBRARY),
    ("POST", OPEN + "/@members"),
    ("POST", OPEN + "/@workflow/suspend"),
    ("POST", LIBRARY + "/@sharing"),
    ("POST", "/@login"),
]


@pytest.mark.parametrize(
    ("method", "path", "name"),
    # A step needs no body.
    [(*one, name) for one in UNSAFE for name in HOSTILE if name != "nothing" or "@workflow" not in one[1]],
)
def test_bodies_that_are_no_objects_are_refused(api, method, path, name):
    api.admin.request(path, method=method, body=HOSTILE[name], content_type="application/json", status=400)


@pytest.mark.parametrize(
    "kind",
    [
        "application/json; charset=latin-1",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "text/plain",
        "image/png",
    ],
)
def test_bodies_of_another_kind_are_refused(api, kind):
    api.author.request(LIBRARY, method="POST", body=b"title=x", content_type=kind, status=400)


VALUES = [
    None,
    True,
    -1,
    10**30,
    "",
    "a\x00b",
    "x" * 300_000,
    [[]],
    [None],
    {"data": {}},
    ["x"] * 1000,
    "<script>",
    "😀",
]


@pytest.mark.parametrize(
    ("place", "type_id"),
    [
        (LIBRARY, "document"),
        (LIBRARY, "folder"),
        (LIBRARY, "link"),
        (LIBRARY, "file"),
        ("/repository", "resource"),
        ("/repository", "goodpractice"),
        ("/workspaces", "workspace"),
        ("/coalitions", "coalition"),
        (OPEN, "search"),
        (OPEN + "/discussions", "discussion"),
        (OPEN, "repository"),
    ],
)
def test_no_value_in_no_field_breaks_anything(api, place, type_id):
    limited = {"file": {"data": "eA==", "filename": "x.txt"}} if type_id == "file" else {}
    properties = api.owner.get(f"/@types/{type_id}").json["properties"]
    # Of the fields that take terms of a vocabulary one speaks for all.
    termed = [name for name, field in properties.items() if "vocabulary" in field][1:]
    fields = [name for name in properties if name not in termed]
    good = {"@type": type_id, "title": "x", "text": "<p>x</p>", "url": "https://example.org", **limited}
    for field in [*fields, "id", "@type"]:
        for value in VALUES:
            answer = api.owner.post_json(place, {**good, field: value}, status="*")
            assert answer.status_int in (201, 400, 413), (field, value, answer.body)
    # What was taken can also be shown, and found.
    assert api.owner.get(f"{place}?fullobjects=1&b_size=500").json["items_total"]
    api.owner.get("/@search?fullobjects=1&b_size=500")


@pytest.mark.parametrize("value", VALUES)
def test_no_value_breaks_a_change(api, make, value):
    document, post = make.document(state="draft"), make.post(make.discussion(), by="author")
    fields_of = {document: ("title", "description", "text", "language", "subjects"), post: ("text", "language")}
    for made, fields in fields_of.items():
        for field in fields:
            assert api.author.patch_json(str(made), {field: value}, status="*").status_int in (204, 400, 413)
        api.author.get(str(made))


@pytest.mark.parametrize(
    "path",
    [
        "/%00",
        "/%ff",
        "/" + "a/" * 500,
        "/workspaces//x",
        "/workspaces/__class__",
        "/workspaces/open-community/__parent__",
        "/people/%E2%82%AC",
        "/workspaces/open-community/documents/_data",
        "/@vocabularies/__class__",
        "/@users/%00",
    ],
)
def test_strange_addresses_are_absent_or_refused(api, path):
    assert api.member.get(path, status="*").status_int in (400, 403, 404)


@pytest.mark.parametrize("method", ["PUT", "OPTIONS", "TRACE"])
def test_other_methods_are_not_there(api, method):
    assert api.member.request(LIBRARY, method=method, status="*").status_int in (400, 404, 405)


def test_hidden_things_give_nothing_away_for_any_request(api):
    for method in ("GET", "POST", "PATCH", "DELETE"):
        for service in (
            "",
            "/@workflow",
            "/@workflow/archive",
            "/@members",
            "/@members/owner",
            "/@join",
            "/@search",
            "/@types",
            "/@history",
            "/@sharing",
            "/@permissions",
            "/@breadcrumbs",
            "/documents",
        ):
            for actor in ("guest", "outsider"):
                answers = [
                    api(actor).request(
                        path + service, method=method, body=b"[", status="*", content_type="application/json"
                    )
                    for path in (PRIVATE, "/workspaces/absent")
                ]
                assert [answer.status_int for answer in answers] == [404, 404], (method, service)
                assert answers[0].body == answers[1].body
