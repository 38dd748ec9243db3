"""``@stream`` of a discussion: what changed since a cursor, for the person who asks."""

import pytest

from tests.factories import GROUP


@pytest.fixture
def thread(make):
    return str(make.discussion(GROUP + "/discussions", "Which room?", by="owner"))


class Reader:
    """Someone who asks again and again."""

    def __init__(self, api, login, thread):
        self._api, self._address = api(login), f"{thread}/@stream"
        self.cursor = self._api.get(self._address).json["cursor"]

    def told(self):
        found = self._api.get(f"{self._address}?since={self.cursor}").json
        assert found["complete"] and found["cursor"] != self.cursor
        self.cursor = found["cursor"]
        return {one["id"]: one["kind"] for one in found["items"]}


def added(api, login, thread):
    sent = {"@type": "post", "text": "<p>Blue.</p>"}
    return api(login).post_json(thread, sent, status=201).json["@id"].removeprefix("http://localhost")


def name(post):
    return post.rpartition("/")[2]


def test_each_change_is_told_once(api, thread):
    reader = Reader(api, "reader", thread)
    assert reader.told() == {}
    post, second = (added(api, "author", thread) for _ in range(2))
    assert reader.told() == {name(post): "added", name(second): "added"}
    assert reader.told() == {}
    api.author.patch_json(post, {"text": "<p>Green.</p>"}, status=204)
    api.member.post_json(f"{second}/@reactions", {"reaction": "like"})
    assert reader.told() == {name(post): "changed", name(second): "reacted"}
    api.member.post_json(f"{second}/@reactions", {"reaction": "like"})
    assert reader.told() == {}
    api.member.delete_json(f"{second}/@reactions", {"reaction": "like"}, status=204)
    api.moderator.post_json(f"{post}/@workflow/hide", {"rule": "law", "comment": "Rude."})
    # The line for the removed post is shown to everyone.
    assert reader.told() == {name(post): "changed", name(second): "reacted"}
    api.author.delete(second, status=204)
    assert reader.told() == {name(second): "removed"}


def test_what_a_person_does_not_see_is_not_told(api, make, thread):
    readers = {login: Reader(api, login, thread) for login in ("reader", "author", "moderator")}
    waiting = make.post(thread, "<p>Waiting</p>", state="pending", by="author").path
    assert [readers[login].told() for login in readers] == [{}, {name(waiting): "added"}, {name(waiting): "added"}]
    api.moderator.post_json(f"{waiting}/@workflow/approve", {})
    assert readers["reader"].told() == {name(waiting): "added"}
    api.author.delete(waiting, status=204)
    assert readers["reader"].told() == {name(waiting): "removed"}


def test_a_cursor_is_of_one_person_and_one_discussion(api, make, thread):
    other = str(make.discussion(GROUP + "/discussions", "Other", by="owner"))
    cursor = Reader(api, "reader", thread).cursor
    for login, address in (("member", thread), ("reader", other)):
        api(login).get(f"{address}/@stream?since={cursor}", status=400)
    for wrong in ("", "x", "0" * 60, "é" * 40, cursor[:-1]):
        api.reader.get(f"{thread}/@stream", {"since": wrong}, status=400)
    api.guest.get(f"{thread}/@stream", status=404)


def test_one_post_is_read_alone_as_on_the_page(api, clock, make, site, thread):
    posts = []
    for _ in range(2):
        clock.advance(seconds=1)
        posts.append(added(api, "author", thread))
    waiting = make.post(thread, "<p>Waiting</p>", state="pending", by="author").path
    page, alone = (site.client("reader").get(at).html for at in (thread, f"{thread}/fragment/{name(posts[1])}"))
    assert str(alone.find(id=name(posts[1]))) == str(page.find(id=name(posts[1])))
    assert alone.select_one("[data-after]")["data-after"] == name(posts[0])
    assert alone.find("html") is None
    for wrong in (name(waiting), "nothing", f"{name(posts[1])}/x", ""):
        site.client("reader").get(f"{thread}/fragment/{wrong}", status=404)
