"""A drawn tree in a transaction that is never committed, and what everybody may do in it, asked one by one."""

from contextlib import contextmanager

from pyramid.traversal import resource_path

from moothall.core.access.permissions import PERMISSIONS
from moothall.core.access.person import GUEST
from moothall.core.access.principals import group_principal
from moothall.core.authorization.access_context import AccessContext
from moothall.core.authorization.simulation import GAINS, LOSSES, simulate
from moothall.core.content.types import types_of
from moothall.core.event_log.log import ActionContext
from moothall.core.storage.databases import PEOPLE, SITE
from moothall.insight.changes import ChangeContext
from moothall.people.store import store_of
from tests.tree_builder import GROUP, IN_GROUP, Builder
from tests.workflow_kinds import KINDS, shipped

#: The kinds of tables of which there is another one to choose.
OTHERS = ("content", "curated", "post")


class Planted:
    """``site`` with the tree in it; ``people`` by log-in, ``None`` the guest."""

    def __init__(self, site, types, store, now, manager):
        self.site, self.types, self.store, self.now = site, types, store, now
        self.savepoint = manager.savepoint
        self.people = {account.login: account.person for account in store} | {None: GUEST}

    def viewer(self, login):
        return AccessContext(self.site, self.people[login], self.now)

    def asker(self, login):
        return ChangeContext(self.viewer(login), self.store, KINDS)

    def items(self):
        # Uids are random; what is drawn is to be the same each time.
        return sorted(everything(self.site), key=lambda item: (item.created, item.type_id, item.title))

    def said(self, rows):
        """Rows so that a person can read them."""
        logins = {person.id: login for login, person in self.people.items()}
        return sorted(
            (logins[person] or "", str(permission), resource_path(self.site.uids.get(uid)))
            for person, permission, uid in rows
        )

    def answers(self):
        """Who may do what: a set of (person id, permission, uid), asked item by item."""
        found = set()
        items = self.items()
        for login, person in self.people.items():
            viewer = self.viewer(login)
            found |= {
                (person.id, permission, item.uid)
                for item in items
                for permission in PERMISSIONS
                if viewer.allowed(permission, item)
            }
        return found

    def rehearse(self, change, login, seen_by=None):
        viewer = self.viewer(login)
        people = [person for person in self.people.values() if person.id is not None]
        return simulate(self.site, self.types, people, change.overlay(viewer), change.roots(), self.now, seen_by)

    def apply(self, change, login):
        viewer = self.viewer(login)
        change.apply(viewer, ActionContext(viewer.person.id, self.now, "Because.", cited="law"), lambda event: None)


def rows(effect):
    """(gains, losses) as sets of plain tuples, each row once."""
    found = []
    for direction in (GAINS, LOSSES):
        told = [tuple(row) for row in effect.rows(direction)]
        assert len(told) == len(set(told)) == effect.total(direction)
        found.append(set(told))
    return found


def everything(site):
    """Every item of a site."""
    return [item for uid in site.uids if (item := site.uids.get(uid)).uid == uid]


def begin_another(workflows, act, kind):
    """Make another table active beside the one that holds: members edit, and a state of drafts is gone."""
    data = shipped(kind) | {"id": f"other-{kind}", "kind": kind}
    data["matrix"]["published"]["edit"].append("member")
    if "needs_changes" in data["states"]:
        del data["states"]["needs_changes"], data["matrix"]["needs_changes"]
        data["transitions"] = {
            id: {**step, "from": [one for one in step["from"] if one != "needs_changes"]}
            for id, step in data["transitions"].items()
            if step["to"] != "needs_changes"
        }
        data["transitions"] = {id: step for id, step in data["transitions"].items() if step["from"]}
    definition = workflows.begin(act, KINDS, data)
    definition.activate_draft(act, KINDS, definition.draft.revision)


@contextmanager
def planted(whole, plans, happening):
    """A :class:`Planted` with the drawn ``plans`` in it, after all that is ``happening``."""
    with whole.connection() as (connection, manager):
        site, now = connection.root()[SITE], whole.clock.now
        store = store_of(connection.get_connection(PEOPLE), whole.registry.moothall_passwords)
        act = ActionContext(None, now)
        if GROUP not in store.groups():
            store.add_group(act, GROUP)
        for login in IN_GROUP:
            store.set_groups(act, store.by_login(login), [GROUP])
        ids = {account.login: account.id for account in store}
        for kind in OTHERS:
            begin_another(site["workflows"], act, kind)
        builder = Builder(now, {**ids, GROUP: group_principal(GROUP)})
        builder.build(site, plans)
        builder.change(site, happening)
        yield Planted(site, types_of(whole.registry), store, now, manager)
