"""Random sharing, restricting, leaving, joining and waiting: everything agrees with a plain model of the rules.

The model knows no scopes and no records: it keeps who gave what to whom until when,
and walks up the tree.  After each change the roles that access is decided from, the
page, lists and search must say what the model says, for everybody; nobody gives
what, or for as long as, the model would not let them; and nobody is let in by what
they gave themselves, whichever way it comes back to them.
"""

from datetime import timedelta
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyramid.traversal import find_resource

from moothall.core.access import roles as R
from moothall.core.access.permissions import Permission
from moothall.core.access.person import Person
from moothall.core.authorization import sharing
from moothall.core.authorization.access_context import AccessContext
from moothall.core.base.errors import BadInput, Forbidden
from moothall.core.content.items import site_of
from moothall.core.event_log.log import ActionContext
from moothall.core.search.fulltext import index_of, search
from moothall.core.search.query import ContentQuery
from moothall.space import members
from tests.factories import PRIVATE, ROSTER

PEOPLE = (*ROSTER, "outsider", "neighbour")
SPACE_ITEMS = ("space", "library", "outer", "inner", "paper", "draft")
ABOVE = {"paper": "inner", "draft": "outer", "inner": "outer", "outer": "library", "library": "space", "space": None}
LEAVES = ("paper", "draft")
CREATORS = {"paper": "author", "draft": "member"}
NEIGHBOURS, FRIENDS = "the neighbours", "the friends"
GROUP = "group:friends"
HOURS = (None, 5, 30)


class Given(NamedTuple):
    role: str
    until: object
    by: str


class Model:
    """The rules, in the plainest words that say them."""

    def __init__(self, now):
        self.now = now
        self.given = {item: {} for item in SPACE_ITEMS}
        self.broken = dict.fromkeys(SPACE_ITEMS, False)
        self.roster = {person: person for person in ROSTER}
        self.friends = {"member", "outsider"}
        self.neighbours_are_open = True

    def sources(self, person, item):
        """(role, until) that hold for a person on an item."""
        found, broken = [], False
        while item != "space":
            if not broken:
                found += self._here(person, item)
                broken = self.broken[item]
            item = ABOVE[item]
        of_space = list(self._here(person, "space"))
        if person in self.roster:
            of_space.append((self.roster[person], None))
        return found + [one for one in of_space if not broken or R.FACILITATOR in R.HOLDS[one[0]]]

    def _is(self, person, who):
        if who == NEIGHBOURS:
            return person == "neighbour" and self.neighbours_are_open
        return person in self.friends if who == FRIENDS else person == who

    def _here(self, person, item):
        for who, grants in self.given[item].items():
            if self._is(person, who):
                for one in grants:
                    if one.until is not None and one.until <= self.now:
                        continue
                    # What people give themselves lets them in nowhere.
                    if one.by == person and (who != person or one.role not in self.roles(person, ABOVE[item])):
                        continue
                    # A grant on a single thing is to read it, or to write in its draft.
                    yield R.READER if item in LEAVES else one.role, one.until

    def roles(self, person, item):
        return R.expand(role for role, _until in self.sources(person, item))

    def end(self, person, item, role):
        ends = [until for given, until in self.sources(person, item) if role in R.HOLDS[given]]
        return None if None in ends else max(ends)

    def is_own(self, person, item):
        """Whether they created it and are a member around it."""
        return CREATORS.get(item) == person and R.MEMBER in self.roles(person, ABOVE[item])

    def may_share(self, person, item):
        if self.is_own(person, item) and R.READER in self.roles(person, item):
            return True
        return item != "draft" and R.FACILITATOR in self.roles(person, item)

    def sees(self, person, item):
        if item == "draft":
            return bool(list(self._here(person, item))) or (
                CREATORS[item] == person and R.READER in self.roles(person, item)
            )
        return R.READER in self.roles(person, item)

    def may_give(self, person, item, role, until):
        own = self.is_own(person, item)
        if not own and role not in self.roles(person, item):
            return False
        end = self.end(person, ABOVE[item], R.MEMBER) if own else self.end(person, item, role)
        return end is None or (until is not None and until <= end)

    def give(self, by, item, who, roles, until):
        known = [one for one in self.given[item].get(who, ()) if one.until is None or one.until > self.now]
        found = []
        for role in roles:
            same = [one for one in known if one.role == role and one.until == until]
            givers = {one.by for one in same}
            found += same
            # Who gives it anew gives it too, where that makes a difference.
            if not same or (by not in givers and (who in (NEIGHBOURS, FRIENDS) or givers == {who})):
                found.append(Given(role, until, by))
        self.given[item][who] = found


actors = st.sampled_from(("facilitator", "facilitator", "owner", "author", "member", *PEOPLE))
items = st.sampled_from(SPACE_ITEMS)
shares = st.tuples(
    st.just("share"),
    actors,
    items,
    st.sampled_from(("outsider", "outsider", "neighbour", *PEOPLE, NEIGHBOURS, FRIENDS, FRIENDS)),
    st.sampled_from((None, R.READER, R.AUTHOR, R.FACILITATOR, *R.SPACE_ROLES[:-1])),
    st.sampled_from(HOURS),
)
breaks = st.tuples(st.just("break"), actors, items, st.sampled_from((False, False, True)))
waits = st.tuples(st.just("wait"), st.sampled_from((1, 4, 6, 31)))
leaves = st.tuples(st.just("leave"), st.sampled_from(ROSTER[1:]))
joins = st.tuples(st.just("join"), st.sampled_from(PEOPLE[1:]), st.sampled_from(R.SPACE_ROLES[:-1]))
appoints = st.tuples(st.just("appoint"), st.sampled_from(PEOPLE[1:]), st.sampled_from(R.SPACE_ROLES[:-1]))
befriends = st.tuples(st.just("befriend"), st.sampled_from(PEOPLE))
pauses = st.tuples(st.just("pause"))
steps = st.one_of(
    shares, shares, shares, shares, breaks, breaks, waits, leaves, leaves, joins, appoints, befriends, pauses
)


class World:
    """The real tree beside the model, in a transaction that is never committed."""

    def __init__(self, site, root, people, items, neighbours):
        self.site, self.root, self.people = site, root, people
        self.items = {name: find_resource(root, path) for name, path in items.items()}
        self.neighbours = neighbours
        self.model = Model(site.clock.now)

    def viewer(self, person):
        return AccessContext(self.root, self.people[person], self.model.now)

    def principal(self, who):
        return {NEIGHBOURS: f"space:{self.neighbours}", FRIENDS: GROUP}.get(who) or self.people[who].id

    def take(self, step):
        getattr(self, f"_{step[0]}")(*step[1:])

    def _wait(self, hours):
        self.model.now += timedelta(hours=hours)

    def _act(self, person):
        return ActionContext(self.people[person].id, self.model.now)

    def _leave(self, person):
        members.remove_member(self._act(person), self.items["space"], self.people[person].id)
        self.model.roster.pop(person, None)

    def _join(self, person, role):
        members.set_member(self._act("owner"), self.items["space"], self.people[person].id, (role,))
        self.model.roster[person] = role

    def _appoint(self, person, role):
        """Somebody makes themselves a member by what they have here, whichever way."""
        may = role in R.HOLDS[self.model.roster[person]] if person in self.model.roster else False
        try:
            members.check_may_change(self.viewer(person), self.items["space"], self.people[person].id, (role,))
        except Forbidden:
            assert not may
            return
        assert may

    def _befriend(self, person):
        friends = self.model.friends
        friends.symmetric_difference_update({person})
        self.people[person] = Person(self.people[person].id, frozenset({GROUP} if person in friends else ()))

    def _pause(self):
        model = self.model
        model.neighbours_are_open = not model.neighbours_are_open
        access = self.root.access
        access.set_state(access.get(self.neighbours), "active" if model.neighbours_are_open else "suspended")

    def _share(self, by, item, who, role, hours):
        if item == "space" and who not in (NEIGHBOURS, FRIENDS):
            return
        viewer, target = self.viewer(by), self.items[item]
        may = viewer.sees(target) and viewer.allowed(Permission.SHARE, target)
        assert may == self.model.may_share(by, item)
        # Whoever sees it tries: what they hold decides, also without the right to share.
        if not viewer.sees(target) or (role is not None and role not in sharing.roles_for(target)):
            return
        until = None if hours is None else self.model.now + timedelta(hours=hours)
        known = [one for one in self.model.given[item].get(who, ()) if one.until is None or one.until > self.model.now]
        roles = () if role is None else (role,)
        same = all(one.until == until for one in known)
        before = {one.role for one in known}
        changed = before ^ set(roles) if same else before | set(roles)
        own = self.model.is_own(by, item)
        allowed = (own or changed <= self.model.roles(by, item)) and all(
            self.model.may_give(by, item, one, until) for one in changed & set(roles)
        )
        closed = who == NEIGHBOURS and not self.model.neighbours_are_open and not set(roles) <= before
        try:
            sharing.share(viewer, self._act(by), target, self.principal(who), roles, until)
        except BadInput:
            assert closed
            return
        except Forbidden:
            assert not allowed
            return
        assert allowed and not closed
        self.model.give(by, item, who, roles, until)

    def _break(self, by, item, inherits):
        viewer, target, model = self.viewer(by), self.items[item], self.model
        if item == "space" or not viewer.sees(target):
            return
        own = model.is_own(by, item)
        held = [role for role in sharing.roles_for(target) if role in model.roles(by, item)]
        out = [role for role in sharing.KEPT_OUT if role in sharing.roles_for(target)]
        try:
            sharing.set_inherits(viewer, self._act(by), target, inherits)
        except Forbidden:
            assert not own and not set(out) <= set(held)
            return
        assert own or set(out) <= set(held)
        if model.broken[item] is not inherits:
            return
        model.broken[item] = not inherits
        given = model.given[item]
        if inherits:
            for who in list(given):
                given[who] = [one for one in given[who] if one.by != who]
            return
        kept = {"paper": {"author": [R.READER]}, "draft": {"member": [R.READER]}}.get(item, {})
        if held and not set(held) <= model.roles(by, item):
            kept[by] = list(dict.fromkeys((R.READER, held[-1])))
        for who, roles in kept.items():
            others = [one for one in given.get(who, ()) if one.by != who]
            given[who] = others + [Given(role, None, who) for role in roles]

    def agree(self, index):
        """Roles, page, list and search say what the model says."""
        for person in PEOPLE:
            viewer = self.viewer(person)
            found = {hit.uid for hit in search(viewer, index, within=(self.items["library"].uid,), limit=50).hits}
            listed = ContentQuery(viewer).within(self.items["library"]).uids()
            for name, item in self.items.items():
                space_roles = viewer.roles(item) & set(R.SPACE_ROLES)
                assert space_roles == self.model.roles(person, name), (person, name)
                sees = self.model.sees(person, name)
                assert viewer.sees(item) == sees, (person, name)
                if name not in ("library", "space"):
                    assert (item.uid in listed, item.uid in found) == (sees, sees), (person, name)
        assert all(self.model.may_share("owner", name) for name in SPACE_ITEMS if name != "draft")


@pytest.fixture
def tree(site, make):
    """The paths of the items, and the neighbours' uid; two folders, a paper and a draft in a private space."""
    make.person("neighbour", "Nora Neighbour")
    neighbours = make.workspace("Neighbours", preset="confidential", roster={"neighbour": ("member",)}, by="admin")
    outer = make.folder(PRIVATE + "/documents", "Outer", by="facilitator")
    inner = make.folder(str(outer), "Inner", by="facilitator")
    paper = make.document(str(inner), "Paper", by="author")
    draft = make.document(str(outer), "Draft", by="member", state="draft")
    site.reindex()
    site.people(lambda store: store.add_group(None, "friends"))
    paths = {
        "space": PRIVATE,
        "library": PRIVATE + "/documents",
        "outer": outer.path,
        "inner": inner.path,
        "paper": paper.path,
        "draft": draft.path,
    }
    return paths, neighbours.uid


def walks(site, tree, walk):
    paths, neighbours = tree
    people = {login: site.person(login) for login in PEOPLE}
    with site.connection() as (connection, _manager):
        root = connection.root()["site"]
        world = World(site, root, people, paths, neighbours)
        for friend in sorted(world.model.friends):
            people[friend] = Person(people[friend].id, frozenset({GROUP}))
        world.agree(index_of(site.registry))
        for step in walk:
            world.take(step)
            world.agree(index_of(site.registry))
        for record in root.access.values():
            item = root.uids.get(record.uid)
            assert record.parent is None or record.parent == _scope(root, item.__parent__)
        assert site_of(item) is root


HURRIED = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


@settings(max_examples=25, derandomize=True, phases=[Phase.explicit, Phase.generate], **HURRIED)
@given(walk=st.lists(steps, min_size=1, max_size=15))
def test_everything_agrees_whatever_is_shared_broken_off_left_and_ended(site, tree, walk):
    walks(site, tree, walk)


@pytest.mark.long
@settings(max_examples=1000, **HURRIED)
@given(walk=st.lists(steps, min_size=5, max_size=25))
def test_nobody_lets_themselves_in_over_many_walks(site, tree, walk):
    walks(site, tree, walk)


def _scope(root, item):
    while item.uid not in root.access:
        item = item.__parent__
    return item.uid
