from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyramid.testing import DummyRequest

from moothall.core.base.settings import Settings
from moothall.web.redirects import safe_path, safe_redirect

REQUEST = DummyRequest(host_url="http://localhost:6543")
REQUEST.registry.moothall_settings = {Settings: Settings(site_url="https://example.org")}


@pytest.mark.parametrize("target", [
    "//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example",
    "javascript:alert(1)",
    "https://example.org.evil.example/", "https://example.org@evil.example/", "evil.example", "", None, 7,
    "/a\r\nSet-Cookie: x=y",
    "http://localhost:6543//evil.example", "///evil.example", "http:evil.example", "//[", "/" + "a" * 3000, " /a",
    "data:,x",
    "https://example.org\\@evil.example",
])  # fmt: skip
def test_a_target_elsewhere_becomes_the_home_page(target):
    assert safe_path(REQUEST, target) == "/"


@pytest.mark.parametrize(("target", "path"), [
    ("/", "/"), ("/a/b?c=d&e=f#g", "/a/b?c=d&e=f#g"), ("http://localhost:6543/a", "/a"), ("https://example.org", "/"),
    ("https://example.org/a?b=https://evil.example", "/a?b=https://evil.example"), ("/ü", "/%C3%BC"),
    ("/%C3%BC", "/%C3%BC"),
])  # fmt: skip
def test_a_target_on_the_site_is_kept(target, path):
    assert safe_path(REQUEST, target) == path


@given(st.text(alphabet="/\\.:@#?ehtps[]\t\n %x2f", max_size=30))
def test_wherever_it_leads_it_is_on_the_site(target):
    location = safe_redirect(REQUEST, target).headers["Location"]
    assert urlsplit(location).netloc == "localhost:6543"
    assert location.isascii() and location.isprintable()
