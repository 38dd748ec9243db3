"""Random trees: drawn as plain values, so that a failing one shrinks, and then built through the domain.

Times are in days from the moment at which the tree is looked at.  Every title and
text has a word of its own, so that a page can be searched for what it must not show.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import strategies as st
from pyramid.traversal import resource_path

from moothall.core.access.records import Ban, Grant
from moothall.core.content import make_scope
from moothall.core.dials import DIALS
from moothall.core.facts import Act
from moothall.core.viewer import facts_of
from moothall.discussion.content import Discussion
from moothall.document.content import Document, Folder, Link
from moothall.repository.content import GoodPractice, Repository, Resource
from moothall.space.content import Coalition, Workspace
from tests.factories import ACTORS

PEOPLE = tuple(ACTORS)
ROLES = ("reader", "member", "author", "moderator", "facilitator", "owner")
LANGUAGES = ("en", "de", "")

#: Steps from a draft; "edit" opens a working edition, "withdraw live" is of what readers see.
CONTENT = {
    "draft": (),
    "proposed": ("submit",),
    "needs_changes": ("submit", "request_changes"),
    "published": ("publish",),
    "deletion_requested": ("publish", "request_deletion"),
    "archived": ("publish", "archive"),
    "deleted": ("publish", "delete"),
    "discarded": ("delete",),
    "live, draft": ("publish", "edit"),
    "live, proposed": ("publish", "edit", "submit"),
    "live, needs_changes": ("publish", "request_changes"),
    "republished": ("publish", "edit", "publish"),
    "both deleted": ("publish", "edit", "delete live"),
    "archived, draft": ("publish", "edit", "archive live"),
}
SPACES = {
    "draft": (),
    "proposed": ("submit",),
    "active": ("submit", "activate"),
    "archival_requested": ("submit", "activate", "request_archival"),
    "archived": ("submit", "activate", "request_archival", "archive"),
    "suspended": ("submit", "activate", "suspend"),
}
DISCUSSIONS = {"open": (), "closed": ("close",), "archived": ("close", "archive")}
POSTS = {"published": (), "pending": (), "hidden": ("hide",), "refused": ("refuse",)}

people = st.sampled_from(PEOPLE)


@dataclass
class Holding:
    """Somebody, or the members of a space, holding a role between two days."""

    who: object
    role: str
    since: int = -10
    until: int | None = None


@dataclass
class ItemPlan:
    kind: str
    creator: str
    state: str
    language: str
    deleter: str
    shared: list
    breaks: bool


@dataclass
class PostPlan:
    creator: str
    state: str


@dataclass
class DiscussionPlan:
    creator: str
    state: str
    waits: bool
    posts: list
    shared: list
    breaks: bool


@dataclass
class FolderPlan:
    creator: str
    inside: bool
    shared: list
    breaks: bool
    items: list


@dataclass
class SpacePlan:
    coalition: bool
    within: int
    creator: str
    state: str
    dials: tuple
    roster: list
    bans: list
    folders: list
    items: list
    curated: list
    discussions: list


@dataclass
class Tree:
    """What was built: uid → path, by kind; and the words that each item and edition says."""

    paths: dict = field(default_factory=dict)
    spaces: list = field(default_factory=list)
    words: dict = field(default_factory=dict)


def holdings(principals=people, roles=ROLES, most=3):
    return st.lists(st.builds(
        Holding, principals, st.sampled_from(roles), st.sampled_from((-10, -10, -10, 1)),
        st.sampled_from((None, None, -1, 2, 4))), max_size=most)


anyone = people | st.integers(0, 3)
shared_item = holdings(anyone, ("reader", "author"), 2)
shared_container = holdings(anyone, ROLES[:-1], 2)
rarely = st.sampled_from((False, False, False, True))


def items(kinds, most):
    return st.lists(st.builds(
        ItemPlan, st.sampled_from(kinds), people, st.sampled_from(list(CONTENT)), st.sampled_from(LANGUAGES), people,
        shared_item, rarely), max_size=most)


folders = st.lists(st.builds(
    FolderPlan, people, st.booleans(), shared_container, rarely, items(("document", "link"), 3)), max_size=2)
discussions = st.lists(st.builds(
    DiscussionPlan, people, st.sampled_from(list(DISCUSSIONS)), rarely,
    st.lists(st.builds(PostPlan, people, st.sampled_from(list(POSTS))), max_size=4), shared_container, rarely),
    max_size=2)
dials = st.tuples(*(st.sampled_from(list(values)) for _title, values in DIALS.values())).filter(
    lambda drawn: drawn[:2] != ("private", "open"))
states = st.sampled_from(("active",) * 6 + tuple(SPACES))
spaces = st.builds(
    SpacePlan, st.booleans(), st.integers(0, 3), people, states, dials, holdings(most=6),
    st.lists(st.tuples(people, st.sampled_from((None, -1, 2))), max_size=2), folders,
    items(("document", "link"), 4), items(("resource", "goodpractice"), 2), discussions)
trees = st.lists(spaces, min_size=1, max_size=4)

TYPES = {"document": Document, "link": Link, "resource": Resource, "goodpractice": GoodPractice}


class Builder:
    """Builds drawn trees in a site, as of ``now``; ``ids`` maps log-ins to people."""

    def __init__(self, site, now, ids):
        self.site, self.now, self.ids = site, now, ids
        self.tree = Tree()
        self._number = 0
        self._places = []
        self._minute = 0

    def build(self, plans):
        for plan in plans:
            self._space(plan)
        return self.tree

    def _act(self, login):
        # Long before anybody looks, and each thing a minute after the one before.
        self._minute += 1
        return Act(self.ids[login], self.now - timedelta(days=9) + timedelta(minutes=self._minute), "Because.")

    def _word(self):
        self._number += 1
        return "zq" + "".join("abcdefghij"[int(digit)] for digit in f"{self._number:04}") + "qz"

    def _known(self, item, *words):
        self.tree.paths[item.uid] = resource_path(item).rstrip("/")
        self.tree.words[item.uid] = words
        return item

    def _walk(self, item, steps, login):
        for step in steps:
            name, _, live = step.partition(" ")
            act = self._act(login)
            if name == "edit":
                word = self._word()
                self.tree.words[item.uid] += (word,)
                item.save_edition(act, item.live, {"title": word}, at_once=False)
                continue
            edition = (item.live if live else item.editions[0]) if hasattr(item, "editions") else None
            subject = (edition or item).subject()
            definition = facts_of(self.site).definition(subject.workflow, subject.scope)
            item.transit(act, edition, definition.transitions[name], definition)

    def _grants(self, held):
        by_person = {}
        for one in held:
            if isinstance(one.who, int):
                if not self._places:
                    continue
                principal = f"space:{self._places[one.who % len(self._places)].uid}"
            else:
                principal = self.ids[one.who]
            until = None if one.until is None else self.now + timedelta(days=one.until)
            grant = Grant(one.role, self.now + timedelta(days=one.since), until)
            by_person.setdefault(principal, []).append(grant)
        return by_person

    def _share(self, item, plan):
        if not plan.shared and not plan.breaks:
            return
        record = make_scope(item)
        for principal, grants in self._grants(plan.shared).items():
            self.site.access.set_grants(record, principal, grants)
        if plan.breaks:
            self.site.access.set_inherits(record, False)

    def _space(self, plan):
        act, word = self._act(plan.creator), self._word()
        kind = Coalition if plan.coalition else Workspace
        home = self.site["coalitions" if plan.coalition else "workspaces"]
        if not plan.coalition and self._places and plan.within:
            home = self._places[plan.within % len(self._places)]
        space = home.place(act, kind(act, title=word, dials=dict(zip(DIALS, plan.dials, strict=True))))
        self._known(space, word)
        self._places.append(space)
        self.tree.spaces.append(space.uid)
        record = space.record
        for principal, grants in self._grants(plan.roster).items():
            self.site.access.set_grants(record, principal, [*record.grants.get(principal, ()), *grants])
        for login, until in plan.bans:
            end = None if until is None else self.now + timedelta(days=until)
            self.site.access.set_ban(record, self.ids[login], Ban(act.at, end, "Because.", None))
        library, forum = self._known(space["documents"]), self._known(space["discussions"])
        for one in plan.items:
            self._item(one, library)
        last = library
        for one in plan.folders:
            last = self._folder(one, last if one.inside else library)
        if plan.curated:
            repository = self._known(space.place(act, Repository(act, title=self._word())))
            for one in plan.curated:
                self._item(one, repository)
        for one in plan.discussions:
            self._discussion(one, forum)
        self._walk(space, SPACES[plan.state], plan.creator)

    def _folder(self, plan, container):
        act, word = self._act(plan.creator), self._word()
        folder = self._known(container.place(act, Folder(act, title=word)), word)
        for one in plan.items:
            self._item(one, folder)
        self._share(folder, plan)
        return folder

    def _item(self, plan, container):
        act, word = self._act(plan.creator), self._word()
        item = TYPES[plan.kind](act, title=word, language=plan.language)
        self._known(container.place(act, item), word)
        *steps, last = (None, *CONTENT[plan.state])
        self._walk(item, steps[1:] if steps else (), plan.creator)
        if last is not None:
            self._walk(item, (last,), plan.deleter)
        self._share(item, plan)

    def _discussion(self, plan, forum):
        word, first = self._word(), self._word()
        waits = "pending" if plan.waits else "published"
        discussion = self._known(forum.start(self._act(plan.creator), word, f"<p>{first}</p>", waits), word)
        self._known(discussion.first, first)
        # Nobody replies to a question that waits for a moderator.
        for one in () if plan.waits else plan.posts:
            said = self._word()
            state = "pending" if one.state in ("pending", "refused") else "published"
            post = self._known(discussion.reply(self._act(one.creator), f"<p>{said}</p>", state), said)
            self._walk(post, POSTS[one.state], plan.creator)
        self._walk(discussion, () if plan.waits else DISCUSSIONS[plan.state], plan.creator)
        self._share(discussion, plan)


def everything(site):
    """Every item of a site."""
    return [item for uid in site.uids if (item := site.uids.get(uid)).uid == uid]


def is_thread(item):
    return isinstance(item, Discussion)
