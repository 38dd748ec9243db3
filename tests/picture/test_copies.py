"""Images in what was moved away: they come back with the text, and no longer than its copy is kept."""

import pytest

from moothall.core.operations.departures import release_departures
from tests.factories import OPEN, PIXEL

HIDEOUT = "/workspaces/hideout"


def text_with(client, place):
    src = client.post(f"{place}/text-picture", upload_files=[("picture", "map.png", PIXEL)]).json["src"]
    return src, f'<p><img src="{src}" alt="A map"></p>'


@pytest.fixture
def carried(make, api):
    """Move a new item with an image into a hidden space; returns (address, uid, address of its image)."""
    make.workspace("Hideout", by="facilitator", roster={}, state="draft")

    def carried(kind="documents"):
        src, text = text_with(api.author, f"{OPEN}/{kind}")
        type_id = kind.removesuffix("s")
        sent = {"@type": type_id, "title": "Plan", "text": text}
        made = api.author.post_json(f"{OPEN}/{kind}", sent).json
        if type_id == "document":
            api.author.post_json(made["@id"] + "/@workflow/publish", {})
        else:
            post = api.facilitator.get(made["@id"] + "?fullobjects=1").json["items"][0]
            api.facilitator.post_json(post["@id"] + "/@workflow/approve", {}, status="*")
        assert api.guest.get(src).body == PIXEL
        answer = api.facilitator.post_json(f"{HIDEOUT}/{kind}/@move", {"source": made["@id"]})
        api.guest.get(src, status=404)
        return answer.json[0]["target"].removeprefix("http://localhost"), made["UID"], src

    return carried


@pytest.mark.parametrize("kind", ["documents", "discussions"])
def test_images_come_back_with_what_was_changed_or_deleted_elsewhere(site, api, carried, kind):
    for change in ("changed", "deleted"):
        path, uid, src = carried(kind)
        if change == "deleted":
            site.on(path, lambda item: item.delete_permanently(site.act("facilitator")))
        else:
            api.facilitator.patch_json(path, {"title": "Ours"}, status=204)
        found = api.owner.post_json(f"{OPEN}/@fetch-back", {"UID": uid}).json
        assert found["is_copy"]
        assert api.guest.get(src).body == PIXEL


def test_images_of_a_copy_that_was_not_needed_go_with_their_text(site, api, carried):
    _path, uid, _src = carried()
    found = api.owner.post_json(f"{OPEN}/@fetch-back", {"UID": uid}).json
    assert not found["is_copy"]
    path = found["@id"].removeprefix("http://localhost")
    site.on(path, lambda item: item.delete_permanently(site.act("facilitator")))
    assert site.read(lambda root: len(root.pictures)) == 0


def test_images_are_deleted_with_the_copy_that_nobody_fetched_back(site, clock, carried):
    path, _uid, _src = carried()
    site.on(path, lambda item: item.delete_permanently(site.act("facilitator")))
    assert site.read(lambda root: len(root.pictures)) == 1
    clock.advance(days=31)
    assert release_departures(site.registry) == 1
    assert site.read(lambda root: len(root.pictures)) == 0
