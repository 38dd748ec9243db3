import pytest

from tests.small_site import SmallSite


@pytest.fixture(scope="module")
def production():
    return SmallSite(site_url="https://example.org").client(HTTP_HOST="example.org")


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost", "example.org.evil.example", "example.org:81", "", "a@example.org", "éx.org"]
)
def test_another_host_is_refused(production, host):
    answer = production.get("/", extra_environ={"HTTP_HOST": host.encode().decode("latin-1")}, status=400)
    assert "does not serve that host name" in answer.text
    assert "evil" not in answer.text


@pytest.mark.parametrize("host", ["example.org", "EXAMPLE.org", "example.org:443"])
def test_links_are_built_from_the_configured_address(production, host):
    answer = production.get("/public/edit-nothing", extra_environ={"HTTP_HOST": host}, status=404)
    assert answer.request.environ["HTTP_HOST"] == "example.org"
    assert answer.request.environ["wsgi.url_scheme"] == "https"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:6543", "[::1]:6543", "localhost:80"])
def test_the_server_on_ones_own_machine_takes_its_local_names_too(host):
    site = SmallSite(site_url="http://localhost:6543")
    site.client().get("/", extra_environ={"HTTP_HOST": host}, status=200)
    site.client().get("/", extra_environ={"HTTP_HOST": "elsewhere.example"}, status=400)


def test_a_refused_host_is_told_so_in_json_too(production):
    answer = production.get("/", headers={"Accept": "application/json"}, extra_environ={"HTTP_HOST": "x"}, status=400)
    assert answer.json["type"] == "BadRequest"
