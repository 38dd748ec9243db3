"""Another table takes effect: in one moment for everybody, whatever has to be done for it item by item.

A :class:`Rollout` says in which scopes which version takes the place of which.  It goes
through three stages, so that at every moment page, list and index give the same answer:

*classing finely*: where the coming table asks whose an item is and today's does not, the
items' access classes are made to say so first.  A class that says more than a table asks
for is no harm, one that says less would be.  From the beginning of the change everything
that is saved is classed for both tables.

*the switch*: the scopes' records name the new version.  It writes no content.

*settling*: items leave states that are gone, each with a fact, and classes say no more
than they have to.  An item that waits for this counts as being where it will be moved to.
"""

import dataclasses
from itertools import islice
from types import MappingProxyType

from BTrees import family64
from BTrees.LOBTree import LOBTree
from persistent import Persistent

from moothall.core.access import classes
from moothall.core.authorization.access_context import access_data_of, definitions_of
from moothall.core.base.errors import Conflict
from moothall.core.base.i18n import _
from moothall.core.content.items import scope_of
from moothall.core.content.log_events import EDITION_STATE, STATE
from moothall.core.event_log.log import ActionContext
from moothall.core.operations.removed_states import check, hiding_state, removed_states
from moothall.core.search import catalog as catalogs
from moothall.core.storage.index_maps import uids_by_value, values_by_uid
from moothall.core.work.jobs import JobDeferred
from moothall.core.workflow.log_events import DEFINITION_VERSION, WORKFLOW_ASSIGNMENT

JOB = "workflow"
#: So many items are one transaction: few enough for people to save in between.
BATCH = 200
#: While more than this waits to be indexed the change waits as well: searches leave out what waits.
MAX_WAITING = 500


class Rollout(Persistent):
    """One kind of table is about to be replaced in some scopes, or has just been.

    ``targets`` maps uids of scopes (``None``: where a scope says nothing) to what they will
    name (``None``: nothing of their own).  ``moved`` maps states that are gone to others.
    """

    switched = False
    #: The same for states about which nobody was asked, because nothing was in them.
    instead = MappingProxyType({})
    #: The id of the fact of the switch; what is moved because of it names it.
    cause = None
    #: The last uid that has been looked at, of those that hide a state.
    looked_at = 0
    #: The last uid that has been taken back.
    taken_back = 0

    def __init__(self, kind, targets, moved, definition=None, number=None, undoing=None):
        self.kind = kind
        self.targets = dict(targets)
        self.moved = dict(moved)
        #: (uid, number) of what becomes active with it, if anything does.
        self.definition, self.number = definition, number
        #: The change that is taken back.
        self.undoing = undoing
        #: uid → what was moved there, to be taken back.
        self.resettled = LOBTree()

    def pointer(self, chain, default):
        """(uid, version) of the table that will hold at the end of a chain of records."""
        for record in chain:
            found = self.targets.get(record.uid, record.definitions.get(self.kind))
            if found is not None:
                return found
        return self.targets.get(None, default)

    @property
    def ways(self):
        """Where things go from every state that is gone."""
        return {**self.instead, **self.moved}

    def around(self, table, pointer, chain, default, definitions):
        """``table``, which holds where the chain begins, as it is to be used during the change."""
        if self.switched:
            return table.reading(self.ways)
        after = self.pointer(chain, default)
        return table if after == pointer else table.combined_with(definitions(*after).reading(self.ways), self.instead)


def begin(act, site, kind, change, title):
    """Begin a change of a :class:`.WorkflowKind`; what can be done at once is done.

    Returns the job that does the rest, or ``None``.

    Raises :class:`~moothall.core.base.errors.Conflict` while another change of this kind is
    under way, and :class:`~moothall.core.base.errors.BadInput` where states are gone and nothing, or
    nothing good, is said of what is in them.
    """
    access = site.access
    if change.kind in access.changes:
        raise Conflict(_("Another workflow change of this type is still being applied. Wait until it is finished."))
    states = removed_states(site, kind, change.targets)
    check(states, change.moved)
    change.instead = {one.state.id: one.instead for one in states if not change.moved.get(one.state.id) and one.choices}
    access.begin_change(change)
    waiting = _Waiting(site, change)
    total = waiting.count()
    if total <= BATCH:
        # So little that nobody has to wait for a worker.
        while _batch(act, site, change)[1]:
            pass
        return None
    if not waiting.coarse():
        _switch(act, site, change)
    return site.jobs.add(act, JOB, title, {"kind": change.kind, "note": act.reason}, total)


def work(site, job, at):
    """One batch of a change: see :func:`moothall.core.work.jobs.add_job_kind`."""
    change = site.access.changes.get(job.arguments["kind"])
    if change is None:
        return False
    if len(site.queue) > MAX_WAITING:
        raise JobDeferred()
    done, more = _batch(ActionContext(job.by, at, job.arguments["note"]), site, change)
    job.advance(done)
    return more


def _batch(act, site, change):
    """Do one batch; returns (how many entries that was, whether there is more to do)."""
    act = dataclasses.replace(act, rule=JOB, cause=change.cause)
    waiting = _Waiting(site, change)
    if not change.switched:
        uids = list(islice(waiting.uids(waiting.coarse()), BATCH))
        _class_anew(site, waiting.facts, _not_yet(site, uids))
        if not uids:
            _switch(act, site, change)
        return len(uids), True
    done = (
        _take_back(act, site, change, waiting)
        or _settle(act, site, change, waiting)
        or _look_behind(act, site, change, waiting)
    )
    if not done:
        _end(site, change)
    return done, bool(done)


class _Waiting:
    """What a change has yet to do, read from the catalog: so nothing is forgotten, and nothing done twice."""

    def __init__(self, site, change):
        self._site = site
        self._change = change
        self._classes = uids_by_value(site.catalog["access_class"])
        self._definitions = definitions_of(site)
        self._after = {}
        self.facts = access_data_of(site)

    def coarse(self):
        """Classes that do not say enough for the coming table."""
        return [
            value
            for value, subject, people in self._concerned()
            if people < len(self._table(subject.scope).personal(subject.state, subject.published_state))
        ]

    def unsettled(self):
        """Classes of states that are gone, and those that say more than the new table asks for."""
        found = []
        for value, subject, people in self._concerned():
            then = self._then(subject.scope)
            gone = any(
                state is not None and state not in then.states for state in (subject.state, subject.published_state)
            )
            if gone or people > len(then.personal(subject.state, subject.published_state)):
                found.append(value)
        return found

    def hiding(self):
        """Classes of a state behind which a state that is gone can be."""
        ways = self._change.ways
        hides = hiding_state(self._site, self._change.kind) if ways else None
        if hides is None:
            return []
        return [
            value
            for value, subject, _people in self._concerned()
            if subject.state == hides and any(id not in self._then(subject.scope).states for id in ways)
        ]

    def uids(self, values):
        """The uids of everything in these classes."""
        for value in values:
            yield from self._classes.get(value, ())

    def count(self):
        """How many entries all of it is, about: what is moved may have been classed finely before."""
        values = {*self.coarse(), *self.unsettled(), *self.hiding()}
        undone = self._change.undoing
        return sum(len(self._classes[value]) for value in values) + (len(undone.resettled) if undone is not None else 0)

    def _concerned(self):
        """(class, its subject, how many people it names) for every class whose table changes, or has."""
        for value in list(self._site.catalog.classes):
            subject = classes.subject_of_class(value)
            if subject.workflow == self._change.kind and self._is_concerned(subject.scope):
                yield value, subject, value.count(":") - 2

    def _is_concerned(self, scope):
        return self._change.switched or self._pointer(scope) != self.facts.pointer(self._change.kind, scope)

    def _table(self, scope):
        return self.facts.definition(self._change.kind, scope)

    def _then(self, scope):
        """The table that will hold, or has come to hold."""
        return self._definitions(*self._pointer(scope))

    def _pointer(self, scope):
        found = self._after.get(scope)
        if found is None:
            default = self._site.access.definitions[self._change.kind]
            found = self._after[scope] = self._change.pointer(self.facts.chain(scope), default)
        return found


def _switch(act, site, change):
    """From here on the new tables hold."""
    access, kind = site.access, change.kind
    definition = site.uids.get(change.definition) if change.definition is not None else None
    if definition is not None:
        fact = site.facts.append(
            act,
            DEFINITION_VERSION,
            definition.uid,
            key=definition.__name__,
            before=definition.active,
            after=change.number,
        )
        change.cause = fact.id
        definition.take_effect(act, change)
    for uid, after in sorted(change.targets.items(), key=lambda target: target[0] or 0):
        record = access.get(uid) if uid is not None else None
        if uid is not None and record is None:
            # The space went meanwhile.
            continue
        before = access.definitions[kind] if uid is None else record.definitions.get(kind)
        fact = site.facts.append(
            ActionContext(act.person, act.at, act.reason, act.rule, change.cause),
            WORKFLOW_ASSIGNMENT,
            site.uid if uid is None else uid,
            key=kind,
            before=before,
            after=after,
        )
        change.cause = change.cause or fact.id
        if uid is None:
            access.definitions[kind] = after
        else:
            access.set_definition(record, kind, after)
    change.switched = True
    access.note_change()


def _end(site, change):
    site.access.end_change(change.kind)
    change.undoing = None


def _class_anew(site, facts, uids):
    """Give the entries of these uids the classes that the tables ask for now."""
    class_of = values_by_uid(site.catalog["access_class"])
    for uid in uids:
        item, before = site.uids.get(uid), class_of.get(uid)
        if item is None:
            # An entry of nothing: `check` would name it.
            site.catalog.forget(uid)
            continue
        catalogs.update(site.catalog, facts, item)
        site.queue.put(item.uid)
        if class_of.get(uid) == before is not None:
            raise RuntimeError(f"{uid} cannot be classed anew: {before}")


def _take_back(act, site, change, waiting):
    """Put back what the change that is undone had moved, and nobody has moved since."""
    if change.undoing is None:
        return 0
    entries = list(islice(change.undoing.resettled.items(min=change.taken_back + 1), BATCH))
    for uid, changed in entries:
        change.taken_back = uid
        item = site.uids.get(uid)
        if item is None:
            continue
        table = waiting.facts.definition(change.kind, scope_of(item))
        back = [one for one in changed if one[1] in table.states and _is_last(site, uid, one, change.undoing.cause)]
        if back:
            item.undo_migration(act, back, table.under)
            catalogs.update(site.catalog, waiting.facts, item)
            site.queue.put(uid)
    return len(entries)


def _is_last(site, uid, changed, cause):
    steps = [fact for fact in site.facts.about(uid, {STATE.id, EDITION_STATE.id}) if fact.key == changed[0]]
    return bool(steps) and steps[-1].cause == cause


def _settle(act, site, change, waiting):
    uids = list(islice(waiting.uids(waiting.unsettled()), BATCH))
    for item in {uid: site.uids.get(uid) for uid in uids}.values():
        if item is not None:
            _migrate_state(act, change, waiting, item)
    _class_anew(site, waiting.facts, _not_yet(site, uids))
    return len(uids)


def _not_yet(site, uids):
    """Of two entries of one item the second one is classed with the first."""
    seen = set()
    for uid in uids:
        item = site.uids.get(uid)
        if item is None or item.uid not in seen:
            seen.add(getattr(item, "uid", uid))
            yield uid


def _look_behind(act, site, change, waiting):
    """States behind others: what is deleted comes back as what it was."""
    uids = family64.IF.Set(waiting.uids(waiting.hiding()))
    batch = list(islice(uids.keys(min=change.looked_at + 1), BATCH))
    for uid in batch:
        change.looked_at = uid
        item = site.uids.get(uid)
        if item is not None and _migrate_state(act, change, waiting, item):
            catalogs.update(site.catalog, waiting.facts, item)
            site.queue.put(item.uid)
    return len(batch)


def _migrate_state(act, change, waiting, item):
    table = waiting.facts.definition(change.kind, scope_of(item))
    changed = item.migrate_state(act, table.moved, table.under)
    if changed:
        change.resettled[item.uid] = [*change.resettled.get(item.uid, ()), *changed]
    return changed


def includeme(config):
    config.add_job_kind(JOB, work)
