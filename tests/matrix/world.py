"""One populated site for the whole matrix: under each preset, one item for each state and kind of creator.

It is built once.  Whatever a test makes the site do is taken back: the request is
handed a transaction that is aborted when it ends (:meth:`World.ask`).
"""

import re
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple

import transaction
from pyramid.traversal import find_resource
from pyramid_zodbconn import ZODBConnectionWillClose

from moothall.core.access.space_policies import POLICIES
from moothall.core.authorization import sharing
from moothall.core.authorization.access_context import AccessContext
from moothall.core.event_log.log import ActionContext
from moothall.core.storage.databases import use_databases
from moothall.document.content import Document, Folder
from moothall.repository.content import Repository, Resource
from moothall.space.bans import ban
from moothall.space.content import Workspace
from moothall.space.members import set_member
from tests.factories import PRESET_SPACES
from tests.matrix import design
from tests.matrix.cast import ACTORS, CREATORS, GRANTED, LET_IN, SOMEBODY, Place
from tests.steps import DISCUSSIONS, POSTS, SPACES
from tests.whole_site import WholeSite

#: State of an item with editions → the steps that lead there from a draft; "edit" opens a working copy.
CONTENT_STEPS = {
    "draft": (),
    "proposed": ("submit",),
    "needs_changes": ("submit", "request_changes"),
    "published": ("publish",),
    "deletion_requested": ("publish", "request_deletion"),
    "archived": ("publish", "archive"),
    "deleted": ("publish", "delete by facilitator"),
    "deleted by its creator": ("delete",),
    "live, draft": ("publish", "edit"),
    "live, proposed": ("publish", "edit", "submit"),
    "live, needs_changes": ("publish", "request_changes"),
    "deletion_requested, draft": ("publish", "request_deletion", "edit"),
    "archived, draft": ("publish", "edit", "archive by facilitator"),
}
DISCUSSION_STEPS = {**DISCUSSIONS, "unapproved": ()}

#: Everybody who creates items that are asked about.
MAKERS = (SOMEBODY, "shared", *(actor.login for actor in CREATORS))
#: Where the items of the four presets are, and the repository at the top of the site.
PLACES = {
    **{preset: (PRESET_SPACES[preset], Place(policies)) for preset, policies in design.PRESETS.items()},
    "repository": ("/repository", Place(("public", "invitation", "signed-in", "pre", "none"), repository=True)),
}
LIVE_FIRST = ("live, ", "deletion_requested, ", "archived, ")

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([0-9a-f]+)"|value="([0-9a-f]+)"[^>]*name="csrf_token"')


class Answered(NamedTuple):
    """What came of a request: the response, how many objects it would have written, and what was looked at then."""

    response: object
    writes: int
    seen: object

    @property
    def status(self):
        return self.response.status_int


class World:
    """The site of the matrix, and the way to ask it."""

    def __init__(self, base):
        base.clock.now = base.beginning
        self.site = WholeSite(base)
        self.paths = {}
        self._clients = {}
        self._tokens = {}
        self._look = self._seen = None
        self._writes = 0
        self._add_people()
        self.site.write(self._fill)
        self.site.clock.advance(hours=2)
        self.site.reindex()
        self.now = self.site.clock.now
        self.site.registry.registerHandler(self._closing, (ZODBConnectionWillClose,))

    def close(self):
        self.site.registry.unregisterHandler(self._closing, (ZODBConnectionWillClose,))
        self.site.__exit__(None, None, None)

    def awake(self):
        """Be the site that the application serves, whatever other tests have served meanwhile."""
        registry = self.site.registry
        use_databases(registry, self.site.databases)
        registry.search_index = self.site._own_index or self.site.base.index
        registry.clock = self.site.clock
        self.site.clock.now = self.now
        return self

    @contextmanager
    def turned(self, path, policies):
        """The space at ``path`` with other policies, for a while."""
        before = self.site.read(lambda site: dict(find_resource(site, path).record.policies))
        self._turn(path, dict(zip(POLICIES, policies, strict=True)))
        try:
            yield
        finally:
            self._turn(path, before)

    def _turn(self, path, policies):
        self.site.on(path, lambda space: space.set_policies(ActionContext(None, self.now), policies))

    # -- asking

    def ask(self, login, method, path, look=None, page=False, **kw):
        """Send a request on behalf of ``login``, and take back what it did.

        ``look``: called with the site as it was when the request had done its work.
        """
        client = self._client(login, page)
        manager = transaction.TransactionManager(explicit=True)
        manager.begin()
        self._look, self._seen, self._writes = look, None, 0
        environ = {"tm.active": True, "tm.manager": manager}
        if method == "GET" or page:
            if method == "POST":
                kw.setdefault("params", {}).update(csrf_token=self._token(login))
            response = getattr(client, method.lower())(path, expect_errors=True, extra_environ=environ, **kw)
        elif method == "DELETE":
            response = client.delete(path, expect_errors=True, extra_environ=environ)
        else:
            send = client.post_json if method == "POST" else client.patch_json
            response = send(path, kw.get("body", {}), expect_errors=True, extra_environ=environ)
        self._look = None
        return Answered(response, self._writes, self._seen)

    def _closing(self, event):
        connection = event.conn
        self._writes = len(connection._registered_objects) + len(connection._added)
        if self._look is not None:
            self._seen = self._look(connection.root()["site"])

    def _client(self, login, page):
        if (login, page) not in self._clients:
            client = (self.site.client if page else self.site.program)(login)
            client.lint = False
            self._clients[login, page] = client
        return self._clients[login, page]

    def _token(self, login):
        if login not in self._tokens:
            page = self._client(login, True).get("/login" if login is None else "/people/settings")
            self._tokens[login] = next(filter(None, _TOKEN.search(page.text).groups()))
        return self._tokens[login]

    def read(self, look):
        return self.site.read(look)

    # -- building

    def _add_people(self):
        for login in dict.fromkeys([SOMEBODY, "shared", *(actor.login for actor in (*ACTORS, *LET_IN))]):
            if login is not None and login not in self.site.base.tokens:
                self.site.make.person(login, name=login.title())

    def _id(self, login):
        return self.site.make._id(login)

    def _act(self, login, reason="Because."):
        return ActionContext(self._id(login), self.site.clock.advance(seconds=1), reason, cited="law")

    def _fill(self, site):
        club = site["workspaces"].add_item(
            self._act("admin"), Workspace(self._act("admin"), title="Club", state="active")
        )
        for actor in GRANTED:
            if actor.through:
                set_member(self._act("admin"), club, self._id(actor.login), ("reader",))
        self._club = club.uid
        for preset in design.PRESETS:
            space = find_resource(site, PRESET_SPACES[preset])
            self._people_of(space)
            space.add_item(self._act("owner"), Repository(self._act("owner"), title="Repository"), "repository")
            self._content(preset, "document", Document, space["documents"])
            self._content(preset, "resource", Resource, space["repository"])
            self._discussions(preset, space["discussions"])
            self._folders(preset, space["documents"])
            for state in SPACES:
                self._space(site, preset, state)
            self._banned(space)
            self._removed(space)
            for actor in LET_IN:
                for room in ("documents", "repository"):
                    sharing.set_roles(self._act("owner"), space[room], self._id(actor.login), (actor.folder,))
        self._content("repository", "resource", Resource, site["repository"])

    def _people_of(self, space):
        """What the actors were or are, so that what they create is created by somebody who could."""
        soon = self.site.clock.now + timedelta(hours=1)
        for login in (SOMEBODY, "shared"):
            set_member(self._act("owner"), space, self._id(login), ("author",))
        for actor in ACTORS:
            role = actor.was or actor.role
            if role is not None and actor.login not in ("owner",):
                set_member(self._act("owner"), space, self._id(actor.login), (role,), soon if actor.ended else None)
            if actor.was and actor.role:
                set_member(self._act("owner"), space, self._id(actor.login), (actor.role,))

    def _removed(self, space):
        for actor in ACTORS:
            if actor.removed:
                set_member(self._act("owner"), space, self._id(actor.login), ())

    def _banned(self, space):
        for actor in ACTORS:
            if actor.banned:
                ban(self._act("owner"), space, self._id(actor.login), None)

    def _share(self, item):
        soon = self.site.clock.now + timedelta(hours=1)
        for actor in GRANTED:
            principal = f"space:{self._club}" if actor.through else self._id(actor.login)
            sharing.set_roles(self._act("shared"), item, principal, (actor.given,), soon if actor.ended else None)

    def _walk(self, item, steps):
        for step in steps:
            name, _, by = step.partition(" by ")
            act = self._act(by or self._login(item))
            if name == "edit":
                item.save_edition(act, item.live, {"title": f"{item.title}, again"}, at_once=False)
                continue
            # By somebody else than the creator, an archival or a deletion is of what readers see.
            edition = (item.live if by else item.editions[0]) if hasattr(item, "editions") else None
            subject = (edition or item).subject()
            definition = AccessContext(self._site_of(item), self.site.person(None), act.at).access_data.definition(
                subject.workflow, subject.scope
            )
            item.apply_transition(act, edition, definition.transitions[name], definition)

    def _login(self, item):
        return next(login for login in (*MAKERS, "owner") if self._id(login) == item.creator)

    def _site_of(self, item):
        while item.__parent__ is not None:
            item = item.__parent__
        return item

    def _remember(self, item, *key):
        names = []
        while item.__parent__ is not None:
            names.append(item.__name__)
            item = item.__parent__
        self.paths[key] = "/" + "/".join(reversed(names))

    def _content(self, preset, kind, factory, container):
        for maker in MAKERS:
            for state, steps in CONTENT_STEPS.items():
                act = self._act(maker)
                item = container.add_item(act, factory(act, title=f"{kind} {state} {maker}"))
                self._walk(item, steps)
                if maker == "shared":
                    self._share(item)
                self._remember(item, preset, kind, state, maker)

    def _discussions(self, preset, forum):
        for maker in MAKERS:
            for state, steps in DISCUSSION_STEPS.items():
                first = "pending" if state == "unapproved" else "published"
                discussion = forum.start(self._act(maker), f"discussion {state} {maker}", "<p>Well?</p>", first)
                posts = [
                    (
                        one,
                        discussion.reply(
                            self._act(maker),
                            f"<p>{one} {maker}</p>",
                            "pending" if one in ("pending", "refused") else "published",
                        ),
                    )
                    for one in POSTS
                    if first == "published"
                ]
                for one, post in posts:
                    self._walk(post, POSTS[one])
                    self._remember(post, preset, f"post in {state}", one, maker)
                self._walk(discussion, steps)
                if maker == "shared":
                    self._share(discussion)
                self._remember(discussion, preset, "discussion", state, maker)

    def _folders(self, preset, library):
        for maker in MAKERS:
            act = self._act(maker)
            folder = library.add_item(act, Folder(act, title=f"folder {maker}"))
            if maker == "shared":
                self._share(folder)
            self._remember(folder, preset, "folder", "container", maker)

    def _space(self, site, preset, state):
        """A space in ``state`` with something in it, and one with nothing in it, to be deleted."""
        for kind in ("space", "empty space"):
            act = self._act("owner")
            policies = dict(zip(POLICIES, design.PRESETS[preset], strict=True))
            space = site["workspaces"].add_item(
                act, Workspace(act, policies=policies, title=f"{kind} {preset} {state}")
            )
            for login in ("reader", "member", "author", "moderator", "facilitator"):
                set_member(self._act("owner"), space, self._id(login), (login,))
            self._people_of(space)
            if kind == "space":
                self._inside(preset, state, space)
            self._banned(space)
            self._walk(space, SPACES[state])
            self._remember(space, preset, kind, state, SOMEBODY)

    def _inside(self, preset, state, space):
        for maker in (SOMEBODY, "own-member", "own-author"):
            for one in ("draft", "proposed", "published"):
                act = self._act(maker)
                item = space["documents"].add_item(act, Document(act, title=f"inside {state} {one} {maker}"))
                self._walk(item, CONTENT_STEPS[one])
                self._remember(item, preset, f"document in {state}", one, maker)
            discussion = space["discussions"].start(self._act(maker), f"inside {state} {maker}", "<p>Well?</p>")
            self._remember(discussion, preset, f"discussion in {state}", "open", maker)
            self._remember(discussion.reply(self._act(maker), "<p>So.</p>"), preset, f"post in {state}", "reply", maker)
