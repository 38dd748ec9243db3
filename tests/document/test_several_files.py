"""Several files are added at once; a refused one does not take the others with it, and each is named."""

from tests.factories import OPEN

LIBRARY = OPEN + "/documents"


def test_each_file_is_stored_or_named_with_the_reason(site, api):
    browser = site.client("member")
    page = browser.get(LIBRARY)
    assert page.html.select_one("input[type=file][name=upload][multiple]")
    sent = {"csrf_token": page.forms["act"]["csrf_token"].value}
    files = [("upload", "a.txt", b"One."), ("upload", "broken.png", b"no image"), ("upload", "b.txt", b"Two.")]
    answer = browser.post(LIBRARY + "/upload", sent, upload_files=files, status=200)
    problem = answer.html.select_one(".m-problems").text
    assert "broken.png" in problem and "a.txt, b.txt" in problem
    listed = {one["title"] for one in api.member.get(LIBRARY).json["items"]}
    assert {"a.txt", "b.txt"} <= listed and "broken.png" not in listed
    assert {"a.txt", "b.txt"} <= {link.text.strip() for link in answer.html.select("main a")}
    again = browser.post(LIBRARY + "/upload", sent, upload_files=[files[1], files[1]], status=422)
    assert again.html.select(".m-problems li")
    files = [("upload", "c.txt", b"Three."), ("upload", "d.txt", b"Four.")]
    assert "files-added" in browser.post(LIBRARY + "/upload", sent, upload_files=files, status=303).location
