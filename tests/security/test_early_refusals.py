"""Requests that are refused before a view is found: each gets an answer in our look, and nothing is logged."""

import io
import logging
from urllib.parse import unquote_to_bytes

import pytest

FORM = {"CONTENT_TYPE": "application/x-www-form-urlencoded"}
JSON = {"CONTENT_TYPE": "application/json", "HTTP_ACCEPT": "application/json"}
REFUSED = {
    "another host": ("GET", "/", {"HTTP_HOST": "evil.example"}, b"", 400),
    "no host": ("GET", "/", {"HTTP_HOST": "a b"}, b"", 400),
    "path not UTF-8": ("GET", "/%ff", {}, b"", 400),
    "query not UTF-8": ("GET", "/search?q=%ff", {}, b"", None),
    "null in the query": ("GET", "/people?page=x&sort=%00", {}, b"", 400),
    "fields": ("POST", "/login", FORM, b"&".join(b"a%d=1" % number for number in range(20_000)), 413),
    "no boundary": ("POST", "/login", {"CONTENT_TYPE": "multipart/form-data"}, b"xx", 400),
    "form not UTF-8": ("POST", "/login", FORM, b"a=%ff&b=\xff", 400),
    "nested": ("POST", "/@copy", JSON, b"[" * 5000, None),
    "another origin": ("POST", "/login", {**FORM, "HTTP_ORIGIN": "https://evil.example"}, b"login=x", 400),
    "length too large": ("POST", "/login", {**FORM, "CONTENT_LENGTH": "99999999999"}, b"x", 413),
    "length negative": ("POST", "/login", {**FORM, "CONTENT_LENGTH": "-5"}, b"x", 400),
    "length no number": ("POST", "/login", {**FORM, "CONTENT_LENGTH": "abc"}, b"x", 400),
    "unknown method": ("BREW", "/", {}, b"", None),
    "key": ("POST", "/login", {**FORM, "HTTP_IDEMPOTENCY_KEY": "a b"}, b"x=1", 400),
}


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_refusal_logs_no_error(app, caplog, accept):
    for name, (method, path, changed, body, wanted) in REFUSED.items():
        where, _mark, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": unquote_to_bytes(where).decode("latin-1"), "QUERY_STRING": query,
            "SERVER_NAME": "localhost", "SERVER_PORT": "80", "HTTP_HOST": "localhost", "SCRIPT_NAME": "",
            "REMOTE_ADDR": "127.0.0.1", "CONTENT_LENGTH": str(len(body)), "HTTP_ACCEPT": accept,
            "wsgi.input": io.BytesIO(body), "wsgi.url_scheme": "http", "wsgi.errors": io.StringIO(),
            "wsgi.version": (1, 0), "wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False,
            **changed,
        }  # fmt: skip
        statuses = []
        with caplog.at_level(logging.WARNING):
            answer = b"".join(app(environ, lambda status, _headers, _error=None: statuses.append(status)))  # noqa: B023
        assert [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR] == [], name
        assert wanted in (None, int(statuses[0][:3])), (name, statuses)
        assert 200 <= int(statuses[0][:3]) < 500, (name, statuses)
        assert answer, name
