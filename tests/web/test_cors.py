"""Scripts of other sites: which may read answers, and that none acts with the cookie of a person."""

import pytest
from pyramid.exceptions import ConfigurationError

from tests.small_site import SmallSite

APP, OTHER = "https://app.example.org", "https://evil.example"
ASKS = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "authorization,content-type"}


@pytest.fixture(scope="module")
def site():
    return SmallSite(cors_origins=f"{APP} http://localhost:3000")


@pytest.mark.parametrize("path", ["/", "/who", "/nothing", "/fail", "/members", "/static/x"])
def test_scripts_of_an_accepted_origin_read_every_answer(site, path):
    answer = site.client().get(path, headers={"Origin": APP}, status="*")
    assert answer.headers["Access-Control-Allow-Origin"] == APP
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_answers_differ_by_origin_in_caches(site):
    for headers in ({}, {"Origin": APP}, {"Origin": OTHER}):
        assert "Origin" in site.client().get("/", headers=headers).headers["Vary"]


@pytest.mark.parametrize("origin", [OTHER, "null", f"{APP}.evil.example", "http://app.example.org", f"{APP}:81"])
def test_scripts_of_other_origins_read_nothing(site, origin):
    for answer in (
        site.client().get("/who", headers={"Origin": origin}),
        site.client().options("/who", headers={"Origin": origin, **ASKS}, status="*"),
    ):
        assert not [name for name in answer.headers if name.startswith("Access-Control")]


def test_a_preflight_request_is_answered_for_any_address(site):
    for path in ("/who", "/@login", "/public", "/++api++/nothing"):
        answer = site.client().options(path, headers={"Origin": APP, **ASKS}, status=204)
        assert answer.headers["Access-Control-Allow-Origin"] == APP
        assert "PATCH" in answer.headers["Access-Control-Allow-Methods"]
        assert {"Authorization", "Content-Type"} <= set(answer.headers["Access-Control-Allow-Headers"].split(", "))
        assert "Access-Control-Allow-Credentials" not in answer.headers


def test_a_token_works_from_there_and_a_cookie_does_not(site):
    bearer = {"Origin": APP, "Authorization": f"Bearer {site.token()}"}
    assert site.client().get("/who", headers=bearer).json["login"] == "ann"
    browser = site.signed_in()
    assert browser.get("/who").json["login"] == "ann"
    answer = browser.get("/who", headers={"Origin": APP})
    assert answer.json["login"] is None
    assert "Set-Cookie" not in browser.get("/form", headers={"Origin": APP}).headers
    browser.post("/public/add", headers={"Origin": APP, "Accept": "application/json"}, status=401)
    # The site's own pages keep theirs.
    assert browser.get("/who", headers={"Origin": "http://localhost:80"}).json["login"] == "ann"


def test_without_the_setting_no_other_site_reads_anything():
    answer = SmallSite().client().get("/", headers={"Origin": APP})
    assert not [name for name in answer.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize("wrong", ["app.example.org", "https://app.example.org/x", "ftp://a.example", "https://"])
def test_what_is_no_origin_stops_the_start(wrong):
    with pytest.raises(ConfigurationError, match="cors_origins"):
        SmallSite(cors_origins=wrong)
