import io
import random

import pytest

from tests.small_site import SmallSite


@pytest.fixture(scope="module")
def site():
    return SmallSite(max_request_body_size=200_000, max_form_text_size=100_000)


@pytest.fixture
def client(site):
    client = site.client()
    client.token = client.get("/form").forms[0]["csrf_token"].value
    return client


def post(client, body, kind="application/x-www-form-urlencoded", path="/echo", **more):
    headers = {"Content-Type": kind, "X-CSRF-Token": client.token, **more.pop("headers", {})}
    return client.post(path, body, headers=headers, status="*", **more)


def asked(site, path="/", query="", body=b"", **more):
    """Status, headers and body of a raw request, which no client would send."""
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "wsgi.input": io.BytesIO(body),
        "CONTENT_LENGTH": str(len(body)), "SERVER_NAME": "localhost", "SERVER_PORT": "80", "HTTP_HOST": "localhost",
        "wsgi.url_scheme": "http", "SERVER_PROTOCOL": "HTTP/1.1", **more,
    }  # fmt: skip
    started = []
    answer = b"".join(site.wsgi(environ, lambda status, headers: started.append((status, dict(headers)))))
    return int(started[0][0][:3]), started[0][1], answer


@pytest.mark.parametrize("path", [b"/\xff", b"/a/\xc3(", b"/\x00", b"/\xed\xa0\x80"])
def test_a_path_that_is_no_text(site, path):
    assert asked(site, path.decode("latin-1"))[0] == 400


@pytest.mark.parametrize("query", ["q=%ff", "%80=1", "a=%00", "q=%ED%A0%80", "q=\xff"])
def test_a_query_that_is_no_text(site, query):
    assert asked(site, query=query)[0] == 400


def test_umlauts_are_text(client):
    assert client.get("/?q=%C3%BC", status=200)
    assert "ü" in post(client, "text=%C3%BC").text


@pytest.mark.parametrize("body", ["a=%ff", "%ff=a", b"a=\xff", "a=%00", "a=%ed%a0%80"])
def test_a_form_that_is_no_text(client, body):
    assert post(client, body).status_int == 400


def part(name, value, filename=None):
    file = f'; filename="{filename}"' if filename else ""
    return (
        b'--X\r\nContent-Disposition: form-data; name="' + name + b'"' + file.encode() + b"\r\n\r\n" + value + b"\r\n"
    )


MULTIPART = "multipart/form-data; boundary=X"


def test_bytes_that_are_no_text_belong_into_files_only(client):
    body = part(b"text", "ü\ufffd".encode()) + part(b"file", b"\xff\x00" * 1000, "a.bin") + b"--X--\r\n"
    assert post(client, body, MULTIPART).status_int == 200
    for bad in (part(b"text", b"\xff"), part(b"\xff", b"x"), part(b"text", b"a\0b")):
        assert post(client, bad + b"--X--\r\n", MULTIPART).status_int == 400


@pytest.mark.parametrize(("kind", "body"), [
    ("multipart/form-data", part(b"a", b"b") + b"--X--"),
    ("multipart/form-data; boundary=", part(b"a", b"b") + b"--X--"),
    ("multipart/form-data; boundary=" + "y" * 300, part(b"a", b"b") + b"--X--"),
    ("application/x-www-form-urlencoded; charset=utf-7", b"a=b"),
    ("application/x-www-form-urlencoded; charset=nonsense", b"a=b"),
])  # fmt: skip
def test_a_form_that_cannot_be_read(client, kind, body):
    assert post(client, body, kind).status_int == 400


def test_too_many_fields_are_refused_before_they_are_parsed(client):
    assert post(client, "a=&" * 5000).status_int == 413
    assert post(client, part(b"a", b"") * 1500 + b"--X--\r\n", MULTIPART).status_int == 413
    assert client.get("/?" + "a=&" * 5000, status="*").status_int == 413


def test_a_body_of_no_type_is_a_form_with_the_same_limits(site):
    assert asked(site, "/echo", body=b"a=&" * 5000, REQUEST_METHOD="POST")[0] == 413
    assert asked(site, "/echo", body=b"a=" + b"x" * 100_001, REQUEST_METHOD="POST")[0] == 413
    assert asked(site, "/echo", body=b"a=%ff", REQUEST_METHOD="POST")[0] == 400


def test_what_is_too_large_is_not_read(site, client):
    class Untouched(io.RawIOBase):
        def readinto(self, buffer):
            raise AssertionError("read")

    untouched = {"wsgi.input": Untouched(), "CONTENT_LENGTH": "200001"}
    status, headers, body = asked(site, "/echo", REQUEST_METHOD="POST", CONTENT_TYPE="text/plain", **untouched)
    assert status == 413
    assert "Content-Security-Policy" in headers
    assert b"too large" in body


def test_a_long_text_without_a_file_has_a_limit_of_its_own(client):
    assert post(client, "a=" + "x" * 100_001).status_int == 413
    assert post(client, part(b"text", b"x" * 100_001) + b"--X--\r\n", MULTIPART).status_int == 413
    assert post(client, part(b"file", b"x" * 150_000, "a.txt") + b"--X--\r\n", MULTIPART).status_int == 200


@pytest.mark.parametrize("length", ["-1", "x", "1e3", "٣"])
def test_a_length_that_is_none(site, length):
    assert asked(site, "/echo", body=b"a=b", REQUEST_METHOD="POST", CONTENT_LENGTH=length)[0] == 400


@pytest.mark.parametrize("body", [
    b"[" * 100_000, b"[" * 70 + b"]" * 70, b'{"a":' * 66 + b"1" + b"}" * 66, b"{", b"", b"nul", b"NaN", b"[Infinity]",
    b'"\xff"', b'"\\ud800"', b'["\\u0000"]', b"1e999", b"[-1e999]",
    b'{"\\udfff": 1}', b"\xef\xbb\xbf{}", b'{"a": 1' + b"1" * 5000 + b"}",
])  # fmt: skip
def test_json_that_is_none_or_nested_too_deep(client, body):
    answer = post(client, body, "application/json", "/echo-json")
    assert answer.status_int == 400
    assert set(answer.json) == {"type", "message"}


@pytest.mark.parametrize(("body", "field"), [
    (b'{"title": "\\ud800"}', "title"), (b'{"change": {"kind": "a", "roles": ["b", "\\u0000"]}}', "roles"),
    (b'{"change": {"\\udfff": 1}}', "change"), (b'["\\u0000"]', "What you sent"),
])  # fmt: skip
def test_the_field_that_is_no_text_is_named(client, body, field):
    assert field in post(client, body, "application/json", "/echo-json").json["message"]


def test_brackets_in_a_string_nest_nothing(client):
    body = b'{"a": "' + b"[" * 500 + b'\\"' + b"{" * 500 + b'", "b": "\\ud83d\\ude00"}'
    assert "😀" in post(client, body, "application/json", "/echo-json").text


def test_whatever_arrives_is_no_accident_of_ours(site, client):
    """Random bytes in every place that people can reach."""
    rng = random.Random(7)
    ingredients = ["%ff", "boundary=", "--X", "\r\n", "q=0", "Ã¼", *'ÿ=&{"a%;\0[:/,']
    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())

    def noise():
        return "".join(rng.choice(ingredients) for _ in range(rng.randrange(12)))

    for _ in range(1500):
        kind = rng.choice([
            "application/json", "application/x-www-form-urlencoded", "multipart/form-data", MULTIPART, "text/plain",
            "multipart/mixed; boundary=X", noise(),
        ])  # fmt: skip
        path = rng.choice(["", "echo", "echo-json", "form", "open", "open/add", "login", "@login", noise()])
        headers = {
            "HTTP_COOKIE": rng.choice([cookie, "moothall=" + noise(), noise(), "moothall=s." + "a" * 43]),
            "HTTP_AUTHORIZATION": rng.choice(["", "Bearer ", "Bearer " + noise(), "Basic " + noise(), noise()]),
            "HTTP_X_CSRF_TOKEN": rng.choice([client.token, noise()]),
        }
        for name in ("ACCEPT", "ACCEPT_LANGUAGE", "IF_MODIFIED_SINCE", "IF_NONE_MATCH", "RANGE", "REFERER", "ORIGIN"):
            if rng.random() < 0.5:
                headers[f"HTTP_{name}"] = noise()
        method = rng.choice(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "BREW"])
        body = (noise() * rng.randrange(4)).encode("latin-1")
        asking = {"REQUEST_METHOD": method, "CONTENT_TYPE": kind, "REMOTE_ADDR": noise(), **headers}
        assert asked(site, "/" + path, noise(), body, **asking)[0] != 500, (path, body, asking)
