"""A discussion with posts by several people, and what programs do with it."""


class Thread:
    """A discussion and its posts; time goes on by a second with each post."""

    #: The clock of the site; tests set it.
    clock = None

    def __init__(self, api, made, answers=4):
        self.api, self.path = api, str(made)
        self.first = self.posts()[0]
        self.rest = [self.say(("author", "member")[n % 2], f"Answer {n}") for n in range(answers)]

    def say(self, login, text, status=201, at=None, **fields):
        self.clock.advance(seconds=1)
        sent = {"@type": "post", "text": f"<p>{text}</p>", **fields}
        found = self.api(login).post_json(at or self.path, sent, status=status).json
        return found["@id"].removeprefix("http://localhost") if status == 201 else found

    def posts(self, login="owner", path=None):
        found = self.api(login).get(f"{path or self.path}?b_size=100").json["items"]
        return [one["@id"].removeprefix("http://localhost") for one in found]

    def split(self, posts, login="moderator", status=201, title="Aside"):
        sent = {"posts": posts, "title": title}
        return self.api(login).post_json(f"{self.path}/@split", sent, status=status).json

    def merge(self, into, login="moderator", status=200):
        return self.api(login).post_json(f"{self.path}/@merge", {"into": str(into)}, status=status).json

    def undo(self, id, login="moderator", status=200, at=None):
        return self.api(login).post_json(f"{at or self.path}/@undo", {"id": id}, status=status).json


def name(path):
    return path.rpartition("/")[2]


def names(paths):
    return [name(one) for one in paths]


def local(found):
    return found["@id"].removeprefix("http://localhost")


def lines(page):
    return [" ".join(one.text.split()) for one in page.html.select(".m-notice-line")]
