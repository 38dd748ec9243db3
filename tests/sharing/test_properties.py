"""Random sharing, breaking off, taking over and waiting: everything agrees with a plain model of the rules.

The model knows no scopes and no records: it keeps who gave what to whom until when,
and walks up the tree.  After each change the roles that access is decided from, the
page, lists and search must say what the model says, for everybody; and nobody gives
what, or for as long as, the model would not let them.
"""

from datetime import timedelta
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyramid.traversal import find_resource

from moothall.core.access import roles as R
from moothall.core.access.permissions import Permission
from moothall.core.authorization import sharing
from moothall.core.authorization.access_context import AccessContext
from moothall.core.base.errors import Forbidden
from moothall.core.content.items import site_of
from moothall.core.event_log.log import ActionContext
from moothall.core.search.fulltext import index_of, search
from moothall.core.search.query import ContentQuery
from tests.factories import PRIVATE, ROSTER

PEOPLE = (*ROSTER, "outsider", "neighbour")
SPACE_ITEMS = ("library", "outer", "inner", "paper", "draft")
ABOVE = {"paper": "inner", "draft": "outer", "inner": "outer", "outer": "library", "library": None}
LEAVES = ("paper", "draft")
NEIGHBOURS = "the neighbours"
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

    def sources(self, person, item):
        """(role, until) that hold for a person on an item."""
        found, broken = [], False
        while item is not None:
            if not broken:
                found += self._here(person, item)
                broken = self.broken[item]
            item = ABOVE[item]
        if person in ROSTER and (not broken or person in ("facilitator", "owner")):
            found.append((person, None))
        return found

    def _here(self, person, item):
        for who, grants in self.given[item].items():
            if who == person or (who == NEIGHBOURS and person == "neighbour"):
                for one in grants:
                    if one.until is not None and one.until <= self.now:
                        continue
                    if one.by == who and not self._still(person, ABOVE[item], one.role):
                        continue
                    yield one.role, one.until

    def _still(self, person, above, role):
        if above is None:
            return person in ROSTER and role in R.HOLDS[person]
        return role in self.roles(person, above)

    def roles(self, person, item):
        return R.expand(role for role, _until in self.sources(person, item))

    def end(self, person, item, role):
        ends = [until for given, until in self.sources(person, item) if role in R.HOLDS[given]]
        return None if None in ends else max(ends)

    def may_share(self, person, item):
        if item == "draft":
            return person == "member" and self._may_read_around(person, item)
        creator = item == "paper" and person == "author" and self._may_read_around(person, item)
        return (creator and self.sees(person, item)) or R.FACILITATOR in self.roles(person, item)

    def _may_read_around(self, person, item):
        return R.READER in self.roles(person, item) or bool(self._shared(person, item))

    def _shared(self, person, item):
        return list(self._here(person, item)) if item in LEAVES else []

    def sees(self, person, item):
        if item == "draft":
            return (person == "member" and self._may_read_around(person, item)) or bool(self._shared(person, item))
        return R.READER in self.roles(person, item)

    def may_give(self, person, item, role, until):
        if (item, person) in (("paper", "author"), ("draft", "member")):
            return True
        if role not in self.roles(person, item):
            return False
        end = self.end(person, item, role)
        return end is None or (until is not None and until <= end)


actors = st.sampled_from(("facilitator", "facilitator", "owner", "author", "member", *PEOPLE))
items = st.sampled_from(SPACE_ITEMS)
shares = st.tuples(
    st.just("share"),
    actors,
    items,
    st.sampled_from(("outsider", "outsider", "neighbour", *PEOPLE, NEIGHBOURS)),
    st.sampled_from((None, R.READER, R.AUTHOR, R.FACILITATOR, *R.SPACE_ROLES[:-1])),
    st.sampled_from(HOURS),
)
breaks = st.tuples(st.just("break"), actors, items, st.sampled_from((False, False, True)))
waits = st.tuples(st.just("wait"), st.sampled_from((1, 4, 6, 31)))
steps = st.one_of(shares, shares, shares, breaks, breaks, waits)


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
        return f"space:{self.neighbours}" if who == NEIGHBOURS else self.people[who].id

    def take(self, step):
        getattr(self, f"_{step[0]}")(*step[1:])

    def _wait(self, hours):
        self.model.now += timedelta(hours=hours)

    def _share(self, by, item, who, role, hours):
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
        own = (item, by) in (("paper", "author"), ("draft", "member"))
        allowed = (own or changed <= self.model.roles(by, item)) and all(
            self.model.may_give(by, item, one, until) for one in changed & set(roles)
        )
        act = ActionContext(self.people[by].id, self.model.now)
        try:
            sharing.share(viewer, act, target, self.principal(who), roles, until)
        except Forbidden:
            assert not allowed
            return
        assert allowed
        exactly = (
            tuple(one.role for one in self.model.given[item].get(who, ())) == roles == tuple(one.role for one in known)
        )
        if not (exactly and same):
            self.model.given[item][who] = [Given(one, until, by) for one in roles]

    def _break(self, by, item, inherits):
        viewer, target, model = self.viewer(by), self.items[item], self.model
        if not viewer.sees(target):
            return
        own = (item, by) in (("paper", "author"), ("draft", "member"))
        held = [role for role in sharing.roles_for(target) if role in model.roles(by, item)]
        out = [role for role in sharing.KEPT_OUT if role in sharing.roles_for(target)]
        try:
            sharing.set_inherits(viewer, ActionContext(self.people[by].id, model.now), target, inherits)
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
                if name != "library":
                    assert (item.uid in listed, item.uid in found) == (sees, sees), (person, name)
        for person in ("facilitator", "owner"):
            assert all(self.model.may_share(person, name) for name in SPACE_ITEMS if name != "draft")


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
    paths = {
        "library": PRIVATE + "/documents",
        "outer": outer.path,
        "inner": inner.path,
        "paper": paper.path,
        "draft": draft.path,
    }
    return paths, neighbours.uid


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=st.lists(steps, min_size=1, max_size=15))
def test_everything_agrees_whatever_is_shared_broken_off_and_ended(site, tree, walk):
    paths, neighbours = tree
    people = {login: site.person(login) for login in PEOPLE}
    with site.connection() as (connection, _manager):
        root = connection.root()["site"]
        world = World(site, root, people, paths, neighbours)
        world.agree(index_of(site.registry))
        for step in walk:
            world.take(step)
            world.agree(index_of(site.registry))
        for record in root.access.values():
            item = root.uids.get(record.uid)
            assert record.parent is None or record.parent == _scope(root, item.__parent__)
        assert site_of(item) is root


def _scope(root, item):
    while item.uid not in root.access:
        item = item.__parent__
    return item.uid
