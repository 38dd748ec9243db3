import pytest

from moothall.web.headers import SECURITY_HEADERS
from tests.small_site import SmallSite


@pytest.fixture(scope="module")
def site():
    return SmallSite()


@pytest.mark.parametrize("path", ["/", "/form", "/nothing", "/members", "/closed", "/fail", "/who", "/%ff"])
def test_every_answer_carries_the_security_headers(site, path):
    answer = site.client().get(path, status="*")
    for name, value in SECURITY_HEADERS.items():
        assert answer.headers[name] == value
    assert "Strict-Transport-Security" not in answer.headers


def test_so_do_refusals_at_the_door(site):
    assert "Content-Security-Policy" in site.client().get("/", extra_environ={"HTTP_HOST": "x"}, status=400).headers


def test_a_download_may_be_stricter(site):
    assert site.client().get("/download").headers.getall("Content-Security-Policy") == ["sandbox"]


def test_pages_of_people_stay_out_of_shared_caches(site):
    assert site.client().get("/").headers["Cache-Control"] == "public, no-cache"
    assert "private" in site.client().get("/form").headers["Cache-Control"]
    assert "private" in site.signed_in().get("/").headers["Cache-Control"]


def test_https_is_remembered_and_the_cookie_bound_to_the_host():
    site = SmallSite(site_url="https://example.org")
    answer = site.client(HTTP_HOST="example.org").get("/form")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-moothall=g.")
    assert set(cookie.split("; ")[1:]) == {"Path=/", "HttpOnly", "SameSite=Lax", "Secure"}
