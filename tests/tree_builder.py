"""Build a tree that was drawn as plain values, and change it: through the domain, as people do."""

import copy
import random
from datetime import timedelta

from pyramid.traversal import resource_path

from moothall.core.access.permissions import PERMISSIONS
from moothall.core.access.records import Ban, Grant
from moothall.core.access.space_policies import POLICIES
from moothall.core.authorization.access_context import access_data_of
from moothall.core.content.items import is_within
from moothall.core.content.scopes import make_scope
from moothall.core.content.versioned import Versioned
from moothall.core.event_log.log import ActionContext
from moothall.core.operations.moving import move
from moothall.core.workflow.validation import problems_against
from moothall.discussion.content import Discussion
from moothall.discussion.post import Post
from moothall.document.content import Document, Folder, Link
from moothall.repository.content import GoodPractice, Repository, Resource
from moothall.space.content import Coalition, Space, Workspace
from tests.factories import ACTORS
from tests.steps import DISCUSSIONS, POSTS, SPACES
from tests.tree_plans import Holding, PostPlan
from tests.workflow_kinds import KINDS

PEOPLE = tuple(ACTORS)
#: A group, and who belongs to it.
GROUP, IN_GROUP = "ring", ("outsider", "member", "reader")
ROLES = ("reader", "member", "author", "moderator", "facilitator", "owner")
#: What a row of a table may say of who does something.
TOKENS = (
    "guest",
    "person",
    "readers",
    "reader",
    "member",
    "author",
    "moderator",
    "facilitator",
    "owner",
    "creator",
    "creators",
    "shared",
    "coauthor",
    "deleter",
    "own:author",
    "pre:creator",
    "post:own:member",
)
LANGUAGES = ("en", "de", "")
AUDIENCES = ("digital-skills-for-all", "digital-skills-in-education")
#: Steps from a draft; "edit" opens a working copy, "archive live" is of what readers see.
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
TYPES = {"document": Document, "link": Link, "resource": Resource, "goodpractice": GoodPractice}


class Builder:
    """Builds drawn trees in a site, as of ``now``; ``ids`` maps log-ins to people.

    ``words`` is uid → {number of a version: its word}, ``names`` uid → the id in its
    address, both of everything there has ever been.
    """

    def __init__(self, now, ids):
        self.now, self.ids = now, ids
        self.words, self.names = {}, {}
        #: (address, uid of the container then, uid) of what was moved.
        self.left = []
        self._minute = self._number = 0

    def build(self, site, plans):
        """Make everything; returns nothing, since the connection it is made in will be closed."""
        self.site, self._spaces = site, []
        for plan in plans:
            self._space(plan)

    def change(self, site, changes):
        """Let everything happen that was drawn, each as long as there is something it can happen to."""
        self.site, self._spaces = site, [one for one in self._made(site) if isinstance(one, Space)]
        for change in changes:
            able, happen = CHANGES[change.kind]
            found = [one for one in self._made(site) if able(one)]
            if found:
                happen(self, found[change.which % len(found)], change)

    def _made(self, site):
        return [item for uid in self.names if (item := site.uids.get(uid)) is not None]

    # -- what people do

    def turn(self, space, change):
        values = list(POLICIES["visibility"][1])
        self.site.access.set_policies(space.record, {**space.record.policies, "visibility": values[change.value % 3]})

    def share(self, item, change):
        roles = ("reader", "author")
        self._hold(item, [Holding(change.who, roles[change.value % 2], until=(None, 2)[change.value // 2 % 2])])

    def unshare(self, item, change):
        record = self.site.access.get(item.uid)
        for principal in list(record.grants):
            self.site.access.set_grants(record, principal, ())
        self.site.access.set_inherits(record, True)
        self.site.drop_scope(item)

    def keep_apart(self, item, change):
        record = make_scope(item)
        self.site.access.set_inherits(record, not record.inherits)

    def enrol(self, space, change):
        self._enrol(space, [Holding(change.who, ROLES[change.value % len(ROLES)])])

    def ban(self, space, change):
        if change.who in self.ids and change.who != GROUP:
            self._ban(space, change.who, (None, 2)[change.value % 2])

    def step(self, item, change):
        edition = item.editions[change.value % len(item.editions)] if isinstance(item, Versioned) else None
        subject = (edition or item).subject()
        definition = access_data_of(self.site).definition(subject.workflow, subject.scope)
        steps = definition.transitions_from(edition.state if edition else item.review_state)
        if steps:
            login = change.who if change.who in ACTORS else "admin"
            item.apply_transition(self._act(login), edition, steps[change.value % len(steps)], definition)

    def rewrite(self, item, change):
        edition = item.editions[change.value % len(item.editions)]
        if edition.state != "deleted":
            # Saving what is live while something else is under way would open a second working copy.
            at_once = edition.kind == "live" and (item.working is not None or change.value % 3 == 0)
            self._save(item, edition, self._act("admin"), at_once)

    def reply(self, discussion, change):
        login = change.who if change.who in ACTORS else "admin"
        state = ("published", "pending")[change.value % 2]
        self._post(discussion, PostPlan(login, state, change.value))

    def reword(self, post, change):
        word = self._word(post)
        post.edit(self._act("admin"), f"<p>{word}</p>")

    def remove(self, item, change):
        item.delete_permanently(self._act("admin"))

    def move(self, item, change):
        places = [
            one
            for one in self._made(self.site)
            if isinstance(one, item.held_in) and one is not item.__parent__ and not is_within(one, item)
        ]
        if places:
            self.left.append((resource_path(item), item.__parent__.uid, item.uid))
            move(self._act("admin"), item, places[change.value % len(places)])

    def retable(self, _space, change):
        """Let another row say who may do something in one state, where a table may say so."""
        luck = random.Random(f"{change.which} {change.value}")
        definition = self.site["workflows"][luck.choice(("space", "content", "curated", "discussion", "post"))]
        data = copy.deepcopy(definition.newest)
        rows = data["matrix"].setdefault(luck.choice(list(data["states"])), {})
        permission = luck.choice(("view", str(luck.choice(PERMISSIONS))))
        rows[permission] = luck.sample(TOKENS, luck.choice((0, 1, 2)))
        if permission != "view":
            # What takes it from administrators may not hold.
            rows[permission].append("administrator")
        if not problems_against(data, definition.in_force, KINDS):
            definition.activate_data(self._act("admin"), KINDS, data)

    # -- helpers

    def _act(self, login):
        # Long before anybody looks; some things happen in the same minute.
        self._number += 1
        self._minute += self._number % 3 != 0
        return ActionContext(
            self.ids[login], self.now - timedelta(days=9) + timedelta(minutes=self._minute), "Because."
        )

    def _fresh(self):
        self._number += 1
        return f"{self._number:04}".translate(str.maketrans("0123456789", "abcdefghij"))

    def _word(self, item):
        """A word that the next version of ``item`` says."""
        said = self.words.setdefault(item.uid, {})
        word = said[max(said, default=0) + 1] = f"zq{self._fresh()}qz"
        return word

    def _put(self, container, act, factory, **fields):
        """A new item whose first version says a word of its own in everything that people write."""
        word = f"zq{self._fresh()}qz"
        item = factory(act, **{**fields, **_saying(word)})
        container.add_item(act, item, f"iq{self._fresh()}qi")
        return self._know(item, word)

    def _know(self, item, word=None):
        self.names[item.uid] = item.__name__
        self.words[item.uid] = {1: word} if word else {}
        return item

    def _walk(self, item, steps, login):
        for step in steps:
            name, _, live = step.partition(" ")
            act = self._act(login)
            if name == "edit":
                self._save(item, item.live, act, at_once=False)
                continue
            edition = (item.live if live else item.editions[0]) if isinstance(item, Versioned) else None
            subject = (edition or item).subject()
            definition = access_data_of(self.site).definition(subject.workflow, subject.scope)
            item.apply_transition(act, edition, definition.transitions[name], definition)

    def _save(self, item, edition, act, at_once):
        item.save_edition(act, edition, _saying(self._word(item)), at_once)

    def _grants(self, held):
        by_principal = {}
        for one in held:
            if isinstance(one.who, int):
                if not self._spaces:
                    continue
                principal = f"space:{self._spaces[one.who % len(self._spaces)].uid}"
            else:
                principal = self.ids[one.who]
            until = None if one.until is None else self.now + timedelta(days=one.until)
            grant = Grant(one.role, self.now + timedelta(days=one.since), until)
            by_principal.setdefault(principal, []).append(grant)
        return by_principal

    def _hold(self, item, held):
        record = make_scope(item)
        for principal, grants in self._grants(held).items():
            self.site.access.set_grants(record, principal, grants)
        # Grants to nobody are no reason to be a scope.
        self.site.drop_scope(item)

    def _share(self, item, plan):
        if plan.shared:
            self._hold(item, plan.shared)
        if plan.breaks:
            self.site.access.set_inherits(make_scope(item), False)

    def _enrol(self, space, roster):
        for principal, grants in self._grants(roster).items():
            record = space.record
            self.site.access.set_grants(record, principal, [*record.grants.get(principal, ()), *grants])

    def _ban(self, space, login, days):
        until = None if days is None else self.now + timedelta(days=days)
        ban = Ban(self.now - timedelta(days=8), until, "Because.", None)
        self.site.access.set_ban(space.record, self.ids[login], ban)

    # -- what was drawn

    def _space(self, plan):
        kind = Coalition if plan.coalition else Workspace
        home = self.site["coalitions" if plan.coalition else "workspaces"]
        if not plan.coalition and self._spaces and plan.within:
            home = self._spaces[plan.within % len(self._spaces)]
        act = self._act(plan.creator)
        space = self._put(home, act, kind, policies=dict(zip(POLICIES, plan.policies, strict=True)))
        self._spaces.append(space)
        self._enrol(space, plan.roster)
        for login, days in plan.bans:
            self._ban(space, login, days)
        library, forum = space["documents"], space["discussions"]
        for room in (library, forum):
            # Every space has them under the same name.
            self._know(room)
        for one in plan.items:
            self._item(one, library)
        last = library
        for one in plan.folders:
            last = self._folder(one, last if one.inside else library)
        if plan.curated:
            repository = self._put(space, act, Repository)
            for one in plan.curated:
                self._item(one, repository)
        for one in plan.discussions:
            self._discussion(one, forum)
        self._walk(space, SPACES[plan.state], plan.creator)

    def _folder(self, plan, container):
        folder = self._put(container, self._act(plan.creator), Folder)
        for one in plan.items:
            self._item(one, folder)
        self._share(folder, plan)
        return folder

    def _item(self, plan, container):
        item = self._put(container, self._act(plan.creator), TYPES[plan.kind], language=plan.language)
        steps = CONTENT[plan.state]
        self._walk(item, steps[:-1], plan.creator)
        self._walk(item, steps[-1:], plan.deleter)
        self._share(item, plan)

    def _discussion(self, plan, forum):
        title, first = f"zq{self._fresh()}qz", f"zq{self._fresh()}qz"
        waits = "pending" if plan.waits else "published"
        discussion = self._know(
            forum.start(
                self._act(plan.creator),
                title,
                f"<p>{first}</p>",
                waits,
                name=f"iq{self._fresh()}qi",
                subjects=("common", title),
            ),
            title,
        )
        self._know(discussion.first, first)
        # Nobody replies to a question that waits for a moderator.
        for one in () if plan.waits else plan.posts:
            self._post(discussion, one)
        self._walk(discussion, () if plan.waits else DISCUSSIONS[plan.state], plan.creator)
        self._share(discussion, plan)

    def _post(self, discussion, plan):
        word, said = f"zq{self._fresh()}qz", list(discussion.posts())
        state = "pending" if plan.state in ("pending", "refused") else "published"
        answered = said[plan.answers % len(said)].uid if plan.answers else None
        act = self._act(plan.creator)
        post = self._know(discussion.reply(act, f"<p>{word}</p>", state, in_reply_to=answered), word)
        self._walk(post, POSTS[plan.state], plan.creator)


def _saying(word):
    return {
        "title": word,
        "description": f"{word} in short",
        "text": f"<p>{word} in full</p>",
        "subjects": ("common", word),
        "url": f"https://example.org/{word}",
        "organisation": word,
        "target_audience": (AUDIENCES[len(word) % 2],),
    }


def _is_space(item):
    return isinstance(item, Space)


def _is_versioned(item):
    return isinstance(item, Versioned)


def _can_be_shared(item):
    return isinstance(item, (Versioned, Folder, Discussion))


def _is_deletable(item):
    return isinstance(item, (Versioned, Discussion)) or (isinstance(item, Post) and not item.is_first)


#: Kind of a change → (what it can happen to, how it happens).
CHANGES = {
    "turn": (_is_space, Builder.turn),
    "share": (_can_be_shared, Builder.share),
    "unshare": (lambda item: _can_be_shared(item) and item.uid in _records(item), Builder.unshare),
    "keep apart": (_can_be_shared, Builder.keep_apart),
    "enrol": (_is_space, Builder.enrol),
    "ban": (_is_space, Builder.ban),
    "step": (lambda item: item.review_state is not None, Builder.step),
    "rewrite": (_is_versioned, Builder.rewrite),
    "reply": (lambda item: isinstance(item, Discussion) and item.state == "open", Builder.reply),
    "reword": (lambda item: isinstance(item, Post), Builder.reword),
    "remove": (_is_deletable, Builder.remove),
    "retable": (_is_space, Builder.retable),
    "move": (lambda item: isinstance(item, (Document, Link, Folder, Workspace, Discussion)), Builder.move),
}


def _records(item):
    while item.__parent__ is not None:
        item = item.__parent__
    return item.access
