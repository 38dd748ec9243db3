"""Who may keep a response: nobody shares what is personal, and nothing public outlives its cause."""

import base64

import pytest

from tests.factories import GROUP, OPEN, PIXEL

#: What a response to a visitor depends on.
VARIES = {"Accept", "Authorization", "Cookie", "Accept-Language", "Content-Type"}
#: A file of the package.
STATIC = "/static/icons.svg"


def shared(answer):
    """Whether a shared cache may keep an answer."""
    said = answer.headers["Cache-Control"]
    return "private" not in said and "no-store" not in said


def asked_again(answer):
    return "no-cache" in answer.headers["Cache-Control"]


def uploaded(api):
    """The address of a published file of a public library."""
    file = {"data": base64.b64encode(b"name;role\n").decode(), "encoding": "base64", "filename": "list.csv"}
    found = api.author.post_json(OPEN + "/documents", {"@type": "file", "title": "List", "file": file}).json["@id"]
    api.author.post_json(found + "/@workflow/publish", {})
    return found.removeprefix("http://localhost")


def test_who_is_known_shares_no_answer_and_each_visitor_says_what_it_depends_on(site, api, actors):
    file = uploaded(api)
    picture = api.author.post(OPEN + "/documents/text-picture", upload_files=[("picture", "dot.png", PIXEL)]).json
    addresses = ["/", OPEN, file, f"{file}/download", f"{file}/versions/1/download", "/language", "/people/settings"]
    addresses += ["/search?SearchableText=list", "/nothing", "/people/settings/x.css", "/login", picture["src"]]
    clients = [actors.member, api.member, site.client(), site.program()]
    clients.append(site.program(HTTP_AUTHORIZATION="Bearer nobody"))
    clients.append(site.program(HTTP_COOKIE="moothall=s.nobody"))
    for address in addresses:
        for client in clients:
            for more in ({}, {"Range": "bytes=0-3"}, {"If-None-Match": "*"}):
                answer = client.get(address, headers=more, status="*")
                known = client.login is not None or {"HTTP_AUTHORIZATION", "HTTP_COOKIE"} & set(client.extra_environ)
                assert not (known and shared(answer)), (address, client.login)
                if shared(answer):
                    assert asked_again(answer) and set(answer.vary) >= VARIES, address
                    assert "Set-Cookie" not in answer.headers and answer.status_int < 400
    assert shared(site.client().get(f"{file}/download")) and shared(site.program().get(file))


def test_nothing_that_was_sent_or_refused_is_shared(site, api):
    file = uploaded(api)
    for method, address in (
        ("POST", file), ("POST", "/login"), ("PUT", file), ("DELETE", file), ("PATCH", file), ("OPTIONS", file),
        ("TRACE", STATIC), ("OPTIONS", STATIC), ("GET", "/workspaces//x"), ("GET", "/%ff"),
    ):  # fmt: skip
        for client in (site.client(), site.program()):
            answer = client.request(address, method=method, status="*")
            assert answer.status_int >= 400 and not shared(answer), (method, address)


def test_a_cache_cannot_take_a_refused_part_for_the_file(api, site):
    address = uploaded(api) + "/download"
    for range in ("bytes=900-", "bytes=99999999999999999999-"):
        refused = site.client().get(address, headers={"Range": range}, status=416)
        assert refused.headers["Cache-Control"] == "no-store" and "ETag" not in refused.headers
        assert refused.headers["Content-Range"] == "bytes */10"


@pytest.mark.parametrize("login", [None, "member"])
def test_not_modified_carries_the_headers_of_the_answer(site, api, login):
    address = uploaded(api)
    for client, path in ((site.client(login), f"{address}/download"), (site.program(login), address)):
        for method in ("GET", "HEAD"):
            first = client.request(path, method=method)
            again = client.request(path, method=method, headers={"If-None-Match": first.headers["ETag"]}, status=304)
            for name in ("Cache-Control", "Vary", "ETag", "Content-Security-Policy"):
                assert again.headers[name] == first.headers[name], name


def test_a_file_that_is_public_no_longer_is_not_served_from_a_cache(site, api):
    address = uploaded(api)
    guest = site.client()
    known = {"If-None-Match": guest.get(f"{address}/download").headers["ETag"]}
    guest.get(f"{address}/download", headers=known, status=304)
    api.facilitator.post_json(f"{address}/@workflow/delete", {})
    assert not shared(guest.get(f"{address}/download", headers=known, status=404))


def test_static_files_are_kept_only_at_the_address_of_their_content(site):
    client = site.client()
    current = f"{STATIC}?v={site.registry.static_version}"
    for answer in (client.get(current), client.head(current)):
        assert {"public", "immutable"} <= set(answer.headers["Cache-Control"].split(", "))
        assert "max-age=31536000" in answer.headers["Cache-Control"] and "Vary" not in answer.headers
    # Those that scripts, style sheets and error pages name without a version change with an upgrade.
    for address in (STATIC, f"{STATIC}?v=", f"{STATIC}?v=other", f"{STATIC}?w={site.registry.static_version}"):
        found = client.get(address)
        assert asked_again(found) and "immutable" not in found.headers["Cache-Control"]
        client.get(address, headers={"If-Modified-Since": found.headers["Last-Modified"]}, status=304)
    for missing in ("/static/none.css", "/static", "/static/%2e%2e/ui/page.py", f"{STATIC}/x", f"{STATIC}%0a"):
        assert client.get(missing, status="*").status_int in (400, 404), missing


def test_a_private_page_is_shared_by_no_address(site):
    member = site.client("member")
    for address in ("/people/settings", GROUP, f"{GROUP}/documents"):
        for trick in ("", "/", "/x.css", ";x.css", "%2fx.css", "%0a", "/.", "//", "?x.css", "%3fx.css", "/x.js?v=1"):
            answer = member.get(address + trick, status="*")
            assert answer.status_int < 500 and not shared(answer), address + trick
