"""Content for tests, built through the domain: it has owners, states, facts and catalog entries like any other.

What a factory returns is a plain value (where it is, and its uid), since the
connection it was made in is closed again.  Defaults are valid and dull; a test
says what matters.  The clock moves on by a second with each thing made.
"""

import base64
import copy
from typing import NamedTuple

from pyramid.traversal import find_resource, resource_path

from moothall.core.access.space_policies import PRESETS
from moothall.core.content.versioned import Versioned
from moothall.core.event_log.log import ActionContext
from moothall.core.workflow.grounds import require_ground
from moothall.core.workflow.kinds import workflow_kinds
from moothall.document.content import Document, File, Folder, Link
from moothall.finder.content import Search
from moothall.repository.content import GoodPractice, Repository, Resource
from moothall.space.content import Coalition, Workspace
from moothall.space.members import set_member
from moothall.workflows.content import choose

PASSWORD = "moothall-demo"

#: Log-in → (name, roles on the site).
ACTORS = {
    "admin": ("Ada Admin", ("administrator",)),
    "sitemoderator": ("Sami Sitemoderator", ("site_moderator",)),
    "reviewer": ("Rita Reviewer", ("reviewer",)),
    "owner": ("Olga Owner", ()),
    "facilitator": ("Finn Facilitator", ()),
    "moderator": ("Mona Moderator", ()),
    "author": ("Anna Author", ()),
    "member": ("Mika Member", ()),
    "reader": ("Rosa Reader", ()),
    "outsider": ("Otto Outsider", ()),
}
#: Those who are in the roster of every space made here, each with the role they are named after.
ROSTER = ("owner", "facilitator", "moderator", "author", "member", "reader")

PRESET_SPACES = {preset: f"/workspaces/{preset}" for preset in PRESETS}
#: A space everybody can read, whose members create; posts of newcomers wait for a moderator.
OPEN = PRESET_SPACES["open-community"]
#: For the signed-in; whoever is a member publishes at once.
GROUP = PRESET_SPACES["members-group"]
#: Everybody can read it; authors create, facilitators approve.
CURATED = PRESET_SPACES["curated-space"]
#: For its members only.
PRIVATE = PRESET_SPACES["confidential"]

#: State → the steps that lead there from a new item.
STEPS = {
    "draft": (),
    "proposed": ("submit",),
    "needs_changes": ("submit", "request_changes"),
    "published": ("submit", "approve"),
    "deletion_requested": ("submit", "approve", "request_deletion"),
    "archived": ("submit", "approve", "archive"),
    "deleted": ("submit", "approve", "delete"),
    "active": (),
    "archival_requested": ("request_archival",),
    "suspended": ("suspend",),
    "open": (),
    "closed": ("close",),
}
SPACE_STEPS = {**STEPS, "archived": ("request_archival", "archive"), "proposed": ("submit",)}
DISCUSSION_STEPS = {**STEPS, "archived": ("close", "archive")}

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class Made(NamedTuple):
    """Something a factory made: its path, and its uid."""

    path: str
    uid: int

    def __str__(self):
        return self.path

    def __truediv__(self, name):
        return f"{self.path}/{name}"


class Make:
    """The factories of one :class:`~tests.whole_site.WholeSite`."""

    def __init__(self, site):
        self._site = site
        self._ids = {}

    def person(self, login, name="Petra Person", **kw):
        """Another account, without a role anywhere; returns its opaque id."""
        hashed = self._site.registry.moothall_passwords.hash(PASSWORD)
        return self._site.people(
            lambda store: store.add(login, hashed, f"{login}@example.org", name, at=self._site.clock.now, **kw).id
        )

    # -- spaces

    def workspace(
        self,
        title="A workspace",
        in_="/workspaces",
        preset="open-community",
        state="active",
        by="owner",
        roster=ROSTER,
        name=None,
        policies=None,
        **fields,
    ):
        """A workspace; ``roster`` names people who hold the role they are named after, or maps log-ins to roles."""
        return self._space(Workspace, title, in_, preset, state, by, roster, name, policies, fields)

    def coalition(
        self,
        title="A coalition",
        in_="/coalitions",
        preset="curated-space",
        state="active",
        by="owner",
        roster=ROSTER,
        name=None,
        policies=None,
        **fields,
    ):
        return self._space(Coalition, title, in_, preset, state, by, roster, name, policies, fields)

    def _space(self, factory, title, in_, preset, state, by, roster, name, policies, fields):
        if not isinstance(roster, dict):
            roster = {login: (login,) for login in roster}
        first = "draft" if state in ("draft", "proposed") else "active"
        turned = {**PRESETS[preset][1], **(policies or {})}

        def build(container, act):
            space = container.add_item(act, factory(act, title=title, policies=turned, state=first, **fields), name)
            for login, roles in roster.items():
                if login != by:
                    set_member(act, space, self._id(login), roles)
            self._walk(space, act, SPACE_STEPS[state])
            return space

        return self._make(in_, by, build)

    def member(self, space, login, *roles, until=None):
        """Give somebody exactly these roles in a space."""
        return self._make(
            str(space), "owner", lambda item, act: set_member(act, item, self._id(login), roles, until) and item
        )

    # -- what is kept in a library or a repository

    def folder(self, in_=OPEN + "/documents", title="A folder", by="author", **fields):
        return self._make(in_, by, lambda container, act: container.add_item(act, Folder(act, title=title, **fields)))

    def document(
        self,
        in_=OPEN + "/documents",
        title="A document",
        by="author",
        state="published",
        text="<p>Some words.</p>",
        **fields,
    ):
        return self._versioned(Document, in_, by, state, dict(fields, title=title, text=text))

    def link(
        self,
        in_=OPEN + "/documents",
        title="A link",
        by="author",
        state="published",
        url="https://example.org/",
        **fields,
    ):
        return self._versioned(Link, in_, by, state, dict(fields, title=title, url=url))

    def file(
        self,
        in_=OPEN + "/documents",
        title="A file",
        by="author",
        state="published",
        data=PIXEL,
        filename="pixel.png",
        **fields,
    ):
        return self._versioned(
            File, in_, by, state, dict(fields, title=title, file={"data": data, "filename": filename})
        )

    def repository(self, in_, title="A repository", by="owner", **fields):
        return self._make(
            in_, by, lambda container, act: container.add_item(act, Repository(act, title=title, **fields))
        )

    def resource(self, in_="/repository", title="A resource", by="member", state="published", **fields):
        return self._versioned(Resource, in_, by, state, dict(fields, title=title))

    def goodpractice(self, in_="/repository", title="A good practice", by="member", state="published", **fields):
        return self._versioned(GoodPractice, in_, by, state, dict(fields, title=title))

    def search(self, in_=OPEN, title="A search", by="owner", state="published", **fields):
        return self._versioned(Search, in_, by, state, dict(fields, title=title))

    def working_edition(self, made, by="author", state="draft", **fields):
        """Open a working copy behind what is published, as a save by somebody who may not publish does."""

        def build(item, act):
            item.save_edition(act, item.live, fields or {"title": "Another title"}, at_once=False)
            self._walk(item, act, STEPS[state])
            return item

        return self._make(str(made), by, build)

    def _versioned(self, factory, in_, by, state, fields):
        def build(container, act):
            item = container.add_item(act, factory(act, **fields))
            self._walk(item, act, STEPS[state])
            return item

        return self._make(in_, by, build)

    # -- discussions

    def discussion(
        self,
        in_=OPEN + "/discussions",
        title="A discussion",
        by="member",
        text="<p>What do you think?</p>",
        state="open",
        first="published",
        **fields,
    ):
        """A discussion with its first post, which is in the state ``first``."""

        def build(forum, act):
            discussion = forum.start(act, title, text, first, **fields)
            self._walk(discussion, act, DISCUSSION_STEPS[state])
            return discussion

        return self._make(in_, by, build)

    def post(self, in_, text="<p>I think so.</p>", by="member", state="published", **kw):
        """A reply; ``hidden`` and ``refused`` ones were decided by the moderator."""

        def build(discussion, act):
            first = "pending" if state in ("pending", "refused") else "published"
            post = discussion.reply(act, text, first, **kw)
            self._walk(post, act, {"hidden": ("hide",), "refused": ("refuse",)}.get(state, ()), by="moderator")
            return post

        return self._make(str(in_), by, build)

    def table(self, workflow, change, moved=None, by="admin"):
        """Make a version of a workflow's table, as ``change(table)`` leaves it, the active one.

        Returns the id of the job that does what has to be done item by item, or ``None``.
        """
        act = ActionContext(self._id(by), self._site.clock.advance(seconds=1), "Because.")

        def store(site):
            definition = site["workflows"][workflow]
            draft = definition.begin_draft(act)
            table = copy.deepcopy(draft.data)
            change(table)
            definition.save_draft(act, draft.revision, table)
            job = definition.activate_draft(act, workflow_kinds(self._site.registry), draft.revision, moved)
            return job.id if job is not None else None

        return self._site.write(store)

    def own_table(self, space, change, workflow="content", id="own"):
        """Give a space a copy of the site's workflow of its own, as ``change(table)`` leaves it."""
        act = ActionContext(self._id("admin"), self._site.clock.advance(seconds=1), "Because.")

        def store(site):
            kinds, workflows = workflow_kinds(self._site.registry), site["workflows"]
            own = workflows.copy_of(act, kinds, workflows[workflow], id, "A workflow of its own")
            table = copy.deepcopy(own.draft.data)
            change(table)
            own.save_draft(act, own.draft.revision, table)
            own.activate_draft(act, kinds, own.draft.revision)
            choose(act, kinds, site, find_resource(site, str(space)).uid, own, workflow)

        self._site.write(store)

    # -- helpers

    def step(self, made, name, by="facilitator", reason="Because."):
        """Take a step of the workflow without asking whether that person may."""
        return self._make(str(made), by, lambda item, act: self._walk(item, act, (name,), by, reason) or item)

    def live_step(self, made, name, by="facilitator", reason="Because."):
        """Take a step with what is published, as somebody who does not see the draft behind it."""

        def build(item, act):
            subject = item.live.subject()
            definition = self._site.viewer(_root(item), by).access_data.definition(subject.workflow, subject.scope)
            step = ActionContext(act.person, self._site.clock.advance(seconds=1), reason).performing(name)
            item.apply_transition(step, item.live, definition.transitions[name], definition)
            return item

        return self._make(str(made), by, build)

    def _walk(self, item, act, steps, by=None, reason="Because."):
        viewer = self._site.viewer(_root(item), by)
        for name in steps:
            edition = item.editions[0] if isinstance(item, Versioned) else None
            subject = (edition or item).subject()
            definition = viewer.access_data.definition(subject.workflow, subject.scope)
            step = ActionContext(self._id(by) if by else act.person, self._site.clock.advance(seconds=1), reason)
            if definition.transitions[name].restricts:
                step = require_ground(step.because(reason or "Because.").citing("law"), item)
            item.apply_transition(step.performing(name), edition, definition.transitions[name], definition)

    def _make(self, path, by, build):
        act = ActionContext(self._id(by), self._site.clock.advance(seconds=1))

        def change(site):
            item = build(find_resource(site, path), act)
            return Made(resource_path(item).rstrip("/"), item.uid)

        made = self._site.write(change)
        # What a test does next comes after it.
        self._site.clock.advance(seconds=1)
        return made

    def _id(self, login):
        if login is None:
            return None
        if login not in self._ids:
            self._ids[login] = self._site.id_of(login)
        return self._ids[login]


def _root(item):
    while item.__parent__ is not None:
        item = item.__parent__
    return item
