"""Files and folders in the API."""

import base64

import pytest

from tests.factories import OPEN, PIXEL

LIBRARY = OPEN + "/documents"


def test_a_file_is_sent_and_described(api):
    sent = {
        "@type": "file",
        "title": "Dot",
        "alternative": "A dot",
        "file": {
            "data": base64.b64encode(PIXEL).decode(),
            "encoding": "base64",
            "filename": "dot.png",
            "content-type": "text/html",
        },
    }
    found = api.author.post_json(LIBRARY, sent).json
    assert found["file"] == {
        "download": f"{found['@id']}/download",
        "filename": "dot.png",
        "content-type": "image/png",
        "size": len(PIXEL),
        "width": 1,
        "height": 1,
    }


@pytest.mark.parametrize(
    "file",
    [
        None,
        5,
        "x",
        [],
        {"data": "%%%", "filename": "a.png"},
        {"data": "eA=="},
        {"data": 5, "filename": "a.png"},
        {"data": "eA==", "filename": 5},
        {"data": "eA==", "filename": "a.exe"},
        {"data": "eA==", "filename": "a.png"},
    ],
)
def test_files_that_are_none_are_refused(api, file):
    api.author.post_json(LIBRARY, {"@type": "file", "title": "x", "file": file}, status=400)


def test_only_empty_folders_are_deleted(api, make):
    folder = make.folder()
    inside = make.folder(in_=folder.path)
    api.author.delete(str(folder), status=409)
    api.author.delete(str(inside), status=204)
    api.author.delete(str(folder), status=204)
    api.author.get(str(folder), status=404)


def test_a_folder_stays_for_as_long_as_what_was_deleted_in_it_can_come_back(api, make):
    folder = make.folder()
    inside = make.document(in_=folder.path)
    assert "Move or delete them first." in api.author.delete(str(folder), status=409).json["message"]
    api.author.delete(str(inside), status=204)
    assert "can still be restored for 30 days" in api.author.delete(str(folder), status=409).json["message"]
