"""A site in which much is hidden from somebody, what can change in it unseen, and all they may ask meanwhile."""

import json
import re
from urllib.parse import urlencode

from pyramid.traversal import find_resource

from moothall.core.authorization import sharing
from moothall.core.base.errors import MoothallError
from moothall.space.bans import ban, lift_ban
from moothall.space.members import set_member
from tests.factories import OPEN, PRIVATE

GROUP = "trainers"
#: Who is in no group at first, and in no roster that matters here.
SOME = ("reviewer", "sitemoderator", "reader", "member", "author")
PERMISSIONS = ("view", "edit", "add", "delete")
#: The forms on a page have a token each time, and say when they were sent.
UNAVOIDABLE = re.compile(rb'name="csrf_token" value="[^"]*"|name="once" value="[^"]*"|nonce="[^"]*"|nonce-[^\' ;]*')


class Hidden:
    """``site`` with a guest in one folder of a private space, who has a draft space, and more like them."""

    def __init__(self, site, api):
        self.site, self.api, self.make = site, api, site.make
        make = self.make
        site.people(lambda store: store.add_group(None, GROUP, "Trainers") and None)
        #: The group as it is stored.
        (self.group,) = site.people(_stored_group)
        self.outer = make.folder(PRIVATE + "/documents", "Outer", by="owner")
        self.inner = make.folder(str(self.outer), "Inner", by="owner")
        self.live = make.document(str(self.inner), "Live", by="author")
        self._share(self.inner, site.id_of("outsider"), "facilitator")
        # One who takes part in an open space, who shares a folder there with a group and with a closed circle.
        self.circle = make.workspace("Circle", preset="confidential", by="sitemoderator", roster=())
        self.open_folder = make.folder(OPEN + "/documents", "Ours", by="owner")
        self.open_live = make.document(str(self.open_folder), "Known", by="author")
        self.own = make.workspace("Own", preset="confidential", by="outsider", roster=(), state="draft")
        self.own_page = make.document(f"{self.own}/documents", "Note", by="outsider", state="draft")
        #: A space everybody reads, from whose roster the guest is shut out.
        self.public = make.workspace("Public", by="owner", roster=("facilitator", "member"))
        site.on(str(self.public), lambda space: ban(self.act("Out."), space, site.id_of("outsider"), None) and None)
        for principal in (self.group, self._principal(self.circle)):
            self._share(self.open_folder, principal, "author")
            self._share(self.inner, principal, "reader")
        self._share(self.own_page, self._principal(self.public), "reader")
        groups = (self.questions_of_the_guest(), self.questions_of_the_owner(), self.questions_of_a_reader())
        #: Question → the answer before anything hidden changed, once it was asked.
        self.known = dict.fromkeys(question for group in groups for question in group)

    def _principal(self, space):
        return f"space:{space.uid}"

    def _share(self, made, principal, role):
        self.site.on(
            str(made), lambda item: sharing.set_roles(self.act(), item, principal, (role,) if role else ()) and None
        )

    def act(self, reason="Because."):
        return self.site.act("owner", reason)

    # -- what nobody concerned can see

    def drafts(self, luck):
        """Drafts of others, one behind what is published, and whom they are shared with."""
        which = luck.choice((self.live, self.open_live))
        if not self.site.read(lambda site: find_resource(site, str(which)).working_number):
            self.make.working_edition(which, by="author", title="Secret plan")
        self.make.document(luck.choice((str(self.inner), str(self.open_folder))), "Secret", by="member", state="draft")

    def groups(self, luck):
        """Members of the group."""
        chosen = [name for name in SOME if luck.random() < 0.5]

        def change(store):
            for name in SOME:
                store.set_groups(None, store.by_login(name), [GROUP] if name in chosen else [])

        self.site.people(change)

    def circles(self, luck):
        """Members of the closed circle, and of the public space for whom is shut out of it."""
        for space in (self.circle, self.public):
            roles = luck.choice(((), ("reader",), ("member", "moderator")))
            self._set_member(space, luck.choice(SOME[:3]), roles)

    def around(self, luck):
        """Members, bans and grants in and around the place of one folder."""
        who = luck.choice(SOME[2:])
        person = self.site.id_of(who)
        kind = luck.randrange(4)
        if kind == 0:
            self._set_member(PRIVATE, who, luck.choice(((), ("reader",), ("facilitator",))))
        elif kind == 1:
            self._try(PRIVATE, lambda space: ban(self.act("Secret reason."), space, person, None))
        elif kind == 2:
            self._try(PRIVATE, lambda space: lift_ban(self.act(), space, person))
        else:
            self._share(self.outer, luck.choice((person, self.group)), luck.choice(("reader", "facilitator", None)))

    def _set_member(self, space, who, roles):
        person = self.site.id_of(who)
        self._try(space, lambda item: set_member(self.act(), item, person, roles))

    def _try(self, path, change):
        def ask(item):
            try:
                change(item)
            except MoothallError:
                return

        self.site.on(str(path), ask)

    # -- what is asked

    def questions_of_the_guest(self):
        """What somebody let into one folder may ask, beside their own draft space."""
        yield from self._explained("outsider", self.inner, ("member", "reader", "author", "everyone"))
        yield from self._explained("outsider", self.live, ("author", "reader"))
        grant = {"kind": "grant", "role": "author"}
        for item in (self.inner, self.live):
            for change in (
                {**grant, "principal": "reader"},
                {**grant, "principal": GROUP},
                {**grant, "principal": GROUP, "role": ""},
                {"kind": "inherit", "inherit": "false"},
            ):
                yield from self._rehearsed("outsider", item, change)
        yield from self._rehearsed("outsider", self.own_page, {"kind": "move", "target": str(self.inner)})
        for change in (
            {**grant, "principal": GROUP},
            {**grant, "principal": f"space:{self.public}"},
            {"kind": "member", "person": "member", "roles": ["facilitator"]},
            {"kind": "dial", "visibility": "public", "joining": "open"},
        ):
            yield from self._rehearsed("outsider", self.own, change)
        yield from self._rehearsed("outsider", self.own_page, {"kind": "transition", "name": "publish"})

    def questions_of_the_owner(self):
        """What the owner of an open space may ask, in which some are through a group and a closed circle."""
        yield from self._explained("facilitator", self.open_folder, ("reviewer", "outsider", "everyone"))
        yield from self._explained("facilitator", self.open_live, ("author", "reviewer"))
        for change in (
            {"kind": "dial", "visibility": "private", "joining": "request"},
            {"kind": "member", "person": "reviewer", "roles": ["author"]},
            {"kind": "ban", "person": "reviewer"},
        ):
            yield from self._rehearsed("owner", OPEN, change)
        for change in (
            {"kind": "inherit", "inherit": "false"},
            {"kind": "grant", "principal": GROUP, "role": "reader"},
        ):
            yield from self._rehearsed("owner", self.open_folder, change)
        for change in ({"kind": "transition", "name": "archive"}, {"kind": "transition", "name": "request_changes"}):
            yield from self._rehearsed("facilitator", self.open_live, change)

    def questions_of_a_reader(self):
        """What somebody without any charge may ask about themselves."""
        for item in (self.open_live, self.open_folder):
            for permission in PERMISSIONS:
                yield "moderator", f"{item}/@explain?permission={permission}"
                yield "moderator", f"{item}/why?permission={permission}"
            yield "moderator", f"{item}/@explain?step=archive"

    def _explained(self, login, item, people):
        for permission in PERMISSIONS:
            yield login, f"{item}/@explain?permission={permission}"
            yield login, f"{item}/why?permission={permission}"
            yield login, f"{item}/access?permission={permission}"
            for person in people:
                yield login, f"{item}/@explain?person={person}&permission={permission}"
                yield login, f"{item}/access?person={person}&permission={permission}"

    def _rehearsed(self, login, item, change):
        query = urlencode(
            [(name, one) for name, value in change.items() for one in ([value] if isinstance(value, str) else value)]
        )
        for page in ("affected", "affected.csv", "affected.txt"):
            yield login, f"{item}/{page}?{query}"
        plain = {name: {"false": False, "": None}.get(value, value) if isinstance(value, str) else value
                 for name, value in change.items()}  # fmt: skip
        yield login, f"{item}/@rehearse {json.dumps({'change': plain})}"

    def answer(self, question):
        """What is answered, byte by byte, but the yes or no about one person and what no two answers share."""
        login, asked = question
        path, _space, body = asked.partition(" ")
        client = self.api(login)
        if body:
            response = client.post(path, body, content_type="application/json", expect_errors=True)
        else:
            headers = {} if "/@" in path else {"Accept": "text/html"}
            response = client.get(path, headers=headers, expect_errors=True)
        assert response.status_int < 500, asked
        if "/@explain" in path and response.status_int == 200:
            found = response.json
            return response.status_int, json.dumps({**found, "allowed": None, "text": None})
        found = UNAVOIDABLE.sub(b"", response.body)
        if "person=" in path and "/access?" in path:
            found = re.sub(rb"(?s)<title>.*?</title>|<h1\b.*?</h1>|<p class=\"m-lead\".*?</p>", b"", found)
        return response.status_int, found


def _stored_group(store):
    """The groups of somebody who is put into the group, as the access policy knows them."""
    account = store.by_login("sitemoderator")
    store.set_groups(None, account, [GROUP])
    found = account.person.groups
    store.set_groups(None, account, [])
    return found
