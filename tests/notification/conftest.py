import re

import pytest

from tests.emails import Emails


def bell(client):
    """The number at the bell in the top bar."""
    link = client.get("/").html.select_one('a[href="/notifications"]')
    return int(re.sub(r"\D", "", link.text) or 0)


class Followers:
    """What people follow, what they are told, and the emails they get."""

    def __init__(self, site, api):
        self.site, self.api = site, api
        self.emails = Emails(site.registry)

    def follow(self, login, item, level, tag=""):
        sent = {"level": level, **({"tag": tag} if tag else {})}
        return self.api(login).post_json(f"{item}/@subscription", sent).json

    def deliver(self):
        while self.emails.send():
            pass

    def told(self, login):
        """(kind, title, reason) of the notifications, oldest first."""
        self.deliver()
        found = self.api(login).get("/@notifications?b_size=500").json["items"]
        return [(one["kind"], one["title"], one["because"]) for one in reversed(found)]

    def reply(self, login, discussion, text="<p>So.</p>", **more):
        sent = {"@type": "post", "text": text, **more}
        return self.api(login).post_json(str(discussion), sent, status=201).json


@pytest.fixture
def followers(site, api):
    return Followers(site, api)
