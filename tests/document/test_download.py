"""Downloads: what browsers keep, and parts of a file."""

import base64

import pytest

from tests.factories import GROUP, OPEN, PIXEL

TEXT = b"name;role\nZo\xc3\xab;member\n"


def upload(client, library, content=TEXT, **more):
    file = {"data": base64.b64encode(content).decode(), "encoding": "base64", "filename": "list.csv"}
    return client.post_json(library, {"@type": "file", "title": "List", "file": file, **more}).json


@pytest.fixture
def address(api):
    found = upload(api.author, GROUP + "/documents")
    api.author.post_json(found["@id"] + "/@workflow/publish", {})
    return found["@id"]


def test_a_file_is_sent_again_only_after_it_changed(api, address):
    first = api.member.get(address + "/download")
    assert first.body == TEXT and first.headers["Cache-Control"] == "private, no-cache"
    known = {"If-None-Match": first.headers["ETag"]}
    again = api.member.get(address + "/download", headers=known, status=304)
    assert not again.body and again.headers["Cache-Control"] == "private, no-cache"
    api.guest.get(address + "/download", headers=known, status=404)
    file = {"data": base64.b64encode(b"name\n").decode(), "encoding": "base64", "filename": "list.csv"}
    api.facilitator.patch_json(address, {"file": file})
    assert api.member.get(address + "/download", headers=known).body == b"name\n"


@pytest.mark.parametrize(
    ("asked", "status", "body"),
    [
        ("bytes=0-3", 206, TEXT[:4]),
        ("bytes=-4", 206, TEXT[-4:]),
        ("bytes=5-", 206, TEXT[5:]),
        ("bytes=900-", 416, None),
        ("bytes=0-1,4-5", 206, TEXT[:2]),
        ("bytes=3-1", 200, TEXT),
        ("lines=1-2", 200, TEXT),
    ],
)
def test_parts_of_a_file_are_sent_where_they_exist(api, address, asked, status, body):
    found = api.member.get(address + "/download", headers={"Range": asked}, status=status)
    if body is not None:
        assert found.body == body and int(found.headers["Content-Length"]) == len(body)
    assert "sandbox" in found.headers["Content-Security-Policy"]
    outdated = {"Range": asked, "If-Range": '"other"'}
    assert api.member.get(address + "/download", headers=outdated, status=200).body == TEXT


def test_an_image_of_a_text_is_sent_once(api):
    sent = api.author.post(OPEN + "/documents/text-picture", upload_files=[("picture", "dot.png", PIXEL)]).json["src"]
    known = {"If-None-Match": api.author.get(sent).headers["ETag"]}
    api.author.get(sent, headers=known, status=304)
    api.guest.get(sent, headers=known, status=404)


def test_a_new_file_keeps_the_title_and_an_empty_title_becomes_the_file_name(api, address):
    file = {"data": base64.b64encode(b"name\n").decode(), "encoding": "base64", "filename": "new.csv"}
    api.facilitator.patch_json(address, {"file": file})
    assert api.member.get(address).json["title"] == "List"
    api.facilitator.patch_json(address, {"title": ""})
    assert api.member.get(address).json["title"] == "new.csv"


def test_the_file_of_an_earlier_version_is_for_those_who_may_read_it(api, actors, address):
    file = {"data": base64.b64encode(b"name\n").decode(), "encoding": "base64", "filename": "list.csv"}
    api.facilitator.patch_json(address, {"file": file})
    path = address.removeprefix("http://localhost")
    assert api.member.get(path).json["title"] == "List"
    earlier = api.member.get(f"{path}/@history/1").json["file"]["download"]
    assert api.member.get(earlier).body == TEXT
    assert api.member.get(f"{path}/versions/2/download").body == b"name\n"
    page = actors.member.get(f"{path}/versions/2?against=1")
    assert "list.csv (5 B)" in page.html.main.text
    assert page.click("Download the file of this version").body == b"name\n"
    api.guest.get(earlier, status=404)
    for wrong in ("versions/9/download", "versions/1/other", "versions/1/download/x"):
        api.member.get(f"{path}/{wrong}", status=404)
    api.facilitator.post_json(f"{path}/@workflow/request_changes", {"comment": "Not yet."})
    draft = {"data": base64.b64encode(b"draft\n").decode(), "encoding": "base64", "filename": "list.csv"}
    api.author.patch_json(path, {"file": draft})
    api.author.get(f"{path}/versions/3/download")
    api.member.get(f"{path}/versions/3/download", status=404)
