import pytest

from tests.small_site import PASSWORD, SmallSite


@pytest.fixture(scope="module")
def site():
    return SmallSite()


def token_of(client):
    return client.get("/form").forms[0]["csrf_token"].value


def test_reading_sets_no_cookie_and_a_form_sets_one(site):
    client = site.client()
    assert "Set-Cookie" not in client.get("/").headers
    cookie = client.get("/form").headers["Set-Cookie"]
    assert cookie.startswith("moothall=g.")
    assert "Set-Cookie" not in client.get("/form").headers


def test_a_token_fits_the_cookie_it_was_made_for_only(site):
    client, other = site.client(), site.client()
    token = token_of(client)
    assert token == token_of(client) != token_of(other)
    client.post("/open/add", {"csrf_token": token}, status=200)
    client.post("/open/add", headers={"X-CSRF-Token": token}, status=200)
    other.post("/open/add", {"csrf_token": token}, status=400)


@pytest.mark.parametrize("token", [None, "", "x", "é", "0" * 64])
def test_without_its_token_nothing_is_changed(site, token):
    client = site.client()
    token_of(client)
    before = client.get("/open").text
    answer = client.post("/open/add", {"csrf_token": token} if token is not None else {}, status=400)
    assert "Reload" in answer.text
    assert client.get("/open").text == before


def test_a_token_in_the_address_or_in_a_file_is_none(site):
    client = site.client()
    token = token_of(client)
    client.post(f"/open/add?csrf_token={token}", status=400)
    client.post("/open/add", upload_files=[("csrf_token", "token.txt", token.encode())], status=400)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_every_unsafe_method_needs_one(site, method):
    getattr(site.client(), method)("/echo", {}, status=400)


@pytest.mark.parametrize("headers", [
    {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": ""}, {"Referer": "https://evil.example/form"},
    {"Origin": "http://localhost.evil.example"}, {"Origin": "https://localhost"}, {"Referer": "http://["},
])  # fmt: skip
def test_what_was_sent_from_elsewhere_is_refused_even_with_a_token(site, headers):
    client = site.client()
    answer = client.post("/open/add", {"csrf_token": token_of(client), "text": "theirs"}, headers=headers, status=400)
    assert "theirs" not in answer.text


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://localhost"}, {"Referer": "http://localhost/form?a=b"}])
def test_what_was_sent_from_our_pages_is_taken(site, headers):
    client = site.client(HTTP_HOST="localhost")
    client.post("/open/add", {"csrf_token": token_of(client)}, headers=headers, status=200)


def test_under_https_an_origin_must_be_given():
    client = SmallSite(site_url="https://example.org").client(HTTP_HOST="example.org")
    page = client.get("/form")
    token = {"csrf_token": page.forms[0]["csrf_token"].value}
    # A client that speaks http to the proxy's back does not send a secure cookie by itself.
    cookie = {"Cookie": page.headers["Set-Cookie"].partition(";")[0]}
    client.reset()
    for origin, status in (
        ({}, 400),
        ({"Origin": "https://example.org"}, 200),
        ({"Origin": "http://example.org"}, 400),
    ):
        client.post("/open/add", token, headers={**cookie, **origin}, status=status)


def test_a_stale_form_of_ours_keeps_its_text_without_its_secrets(site):
    client = site.client(HTTP_HOST="localhost")
    form = {"csrf_token": "stale", "text": "<long & dear>", "password": PASSWORD}
    answer = client.post("/echo", form, headers={"Origin": "http://localhost"}, status=400)
    assert "&lt;long &amp; dear&gt;" in answer.text
    assert PASSWORD not in answer.text and "stale" not in answer.text.replace("csrf", "")


def test_a_bearer_token_needs_none_and_the_cookie_beside_it_is_not_looked_at(site):
    client = site.signed_in("ann")
    bearer = {"Authorization": f"Bearer {site.token('ben')}"}
    assert client.get("/who", headers=bearer).json == {"login": "ben"}
    assert client.get("/who", headers={"Authorization": "Bearer wrong"}).json == {"login": None}
    client.post("/open/add", headers=bearer, status=200)
    client.post("/open/add", headers={**bearer, "Origin": "https://evil.example"}, status=200)
    client.post("/public/add", headers=bearer, status=403)


def test_a_log_in_makes_older_tokens_void(site):
    client = site.client()
    form = client.get("/login").forms[0]
    old = form["csrf_token"].value
    form["login"], form["password"] = "ann", PASSWORD
    form.submit(status=303)
    assert token_of(client) != old
    client.post("/open/add", {"csrf_token": old}, status=400)
