"""Images in texts: who may add one, and who sees one."""

import re
from datetime import timedelta

from moothall.picture.content import UNUSED_FOR
from tests.factories import GROUP, OPEN, PIXEL

PICTURE = [("picture", "map.png", PIXEL)]


def sent(client, path, status=200, files=PICTURE):
    return client.post(f"{path}/text-picture", upload_files=files, status=status).json


def image(src):
    return f'<p>Look: <img src="{src}" alt="A map"></p>'


def sees(api, src):
    """The log-ins that see an image."""
    everybody = ("guest", "outsider", "reader", "member", "author", "facilitator")
    return {login for login in everybody if api(login).get(src, status="*").status_int == 200}


def test_an_image_is_seen_by_those_who_see_its_text(make, api):
    folder = GROUP + "/documents"
    found = sent(api.author, folder)
    src = found["src"]
    assert re.fullmatch(r"/text-picture/[a-z2-9]{13}\.png", src) and (found["width"], found["height"]) == (1, 1)
    assert sees(api, src) == {"author"}
    answer = api.author.post_json(
        folder, {"@type": "document", "title": "Draft", "text": image(f"http://localhost{src}")}
    )
    assert f'src="{src}"' in answer.json["text"]["data"]
    assert sees(api, src) == {"author"}
    api.author.post_json(answer.json["@id"] + "/@workflow/publish", {})
    assert sees(api, src) == {"reader", "member", "author", "facilitator", "outsider"}
    # Somebody who cannot see an image shares it with nobody.
    secret = sent(api.author, folder)["src"]
    copy = {"@type": "discussion", "title": "Copy", "text": image(secret)}
    api.member.post_json(OPEN + "/discussions", copy)
    assert sees(api, secret) == {"author"}
    # A first post waits for the moderators.
    found = api.author.post_json(OPEN + "/discussions", copy).json
    assert sees(api, secret) == {"author", "facilitator"}
    post = api.facilitator.get(found["@id"] + "?fullobjects=1").json["items"][0]
    api.facilitator.post_json(post["@id"] + "/@workflow/approve", {})
    shown = api.guest.get(secret)
    assert shown.content_type == "image/png" and shown.body == PIXEL
    assert "sandbox" in shown.headers["Content-Security-Policy"]


def test_only_people_who_write_there_add_images_and_only_images(make, api):
    document = make.document(GROUP + "/documents", by="author", state="draft")
    discussion = make.discussion(GROUP + "/discussions")
    sent(api.member, document, status=404)
    sent(api.guest, OPEN + "/discussions", status=400)
    sent(api.outsider, discussion, status=403)
    assert sent(api.member, discussion)["src"]
    for name, content in (
        ("a.png", b"no image"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.txt", b"x"),
    ):
        assert sent(api.author, document, 400, [("picture", name, content)])["message"]
    assert "message" in api.author.post(f"{document}/text-picture", status=400).json
    api.author.get(f"{document}/text-picture/x.png", status=404)


def test_images_that_no_text_contains_are_deleted(site, make, api, clock):
    discussion = make.discussion(GROUP + "/discussions")
    used, unused = (sent(api.member, discussion)["src"] for _ in range(2))
    api.member.post_json(f"{discussion}/@comments", {"text": "x"}, status="*")
    api.member.post_json(discussion, {"@type": "post", "text": image(used)})
    clock.advance(days=UNUSED_FOR.days, hours=1)
    assert site.write(lambda root: root.pictures.delete_unused(clock.now)) == 1
    api.member.get(unused, status=404)
    assert api.author.get(used).body == PIXEL
    assert site.write(lambda root: root.pictures.delete_unused(clock.now + timedelta(days=99))) == 0
