"""Activate a workflow version atomically, however many items have to be changed for it.

A :class:`Rollout` says which version replaces which in which scopes.  It has three stages, so that
pages, lists and the index agree at every moment:

*refine*: where access under the new definition depends on the creator and under the current one
does not, the access classes of the items are refined first.  A class that is finer than needed is
harmless; one that is too coarse would give wrong access.  From the start of the rollout, every save
classifies for both definitions.

*switch*: the access records of the scopes name the new version.  This writes no content.

*settle*: items leave removed states, each with a logged event, and classes become as coarse as
possible again.  Until then an item counts as being in the state it will be moved to.
"""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from types import MappingProxyType
from typing import Any

from BTrees import family64
from BTrees.LOBTree import LOBTree
from persistent import Persistent
from pyramid.config import Configurator

from moothall.core.access.held_roles import AccessData
from moothall.core.access.records import AccessRecord
from moothall.core.authorization.access_context import AccessContext
from moothall.core.base.errors import Conflict
from moothall.core.base.i18n import _
from moothall.core.content.items import Item, scope_of
from moothall.core.content.log_events import EDITION_STATE, STATE
from moothall.core.content.site import Site
from moothall.core.event_log.log import ActionContext
from moothall.core.operations.removed_states import check, removed_states
from moothall.core.operations.rollout_work import RemainingWork
from moothall.core.search import catalog as catalogs
from moothall.core.storage.index_maps import values_by_uid
from moothall.core.work.jobs import Job, JobDeferred
from moothall.core.workflow.definition import Definition
from moothall.core.workflow.kinds import WorkflowKind
from moothall.core.workflow.log_events import DEFINITION_VERSION, WORKFLOW_ASSIGNMENT

JOB = "workflow"
#: Number of items per transaction: few enough that other writers wait only briefly.
BATCH = 200
#: Maximum length of the index queue while a rollout continues, because searches omit queued items.
MAX_WAITING = 500


class Rollout(Persistent):
    """Replacement of the definitions of one workflow kind in some scopes, under way or just finished.

    ``targets`` maps uids of scopes (``None``: the site default) to (uid, version), or to ``None`` to
    inherit.  ``moved`` maps removed states to those that replace them.
    """

    switched = False
    #: The same for removed states that had no items when the rollout began, so that no target was chosen.
    instead: Mapping[str, str] = MappingProxyType({})
    #: Id of the logged event of the switch; the events of moved items name it as their cause.
    cause: int | None = None
    #: Last uid checked among the items whose state hides another one.
    looked_at = 0
    #: Last uid whose migration was undone.
    taken_back = 0

    def __init__(
        self,
        kind: str,
        targets: Mapping[int | None, Any],
        moved: Mapping[str, str],
        definition: int | None = None,
        number: int | None = None,
        undoing: "Rollout | None" = None,
    ) -> None:
        self.kind = kind
        self.targets = dict(targets)
        self.moved = dict(moved)
        #: Uid and version number of the definition that becomes active, or ``None``.
        self.definition, self.number = definition, number
        #: The rollout that this one undoes, or ``None``.
        self.undoing = undoing
        #: uid → the migrated states of the item, needed to undo them.
        self.resettled = LOBTree()

    def pointer(self, chain: Iterable[AccessRecord], default: tuple[int, int]) -> tuple[int, int]:
        """Return (uid, version) of the definition in effect after the rollout for a chain of access records."""
        for record in chain:
            found = self.targets.get(record.uid, record.definitions.get(self.kind))
            if found is not None:
                return found
        return self.targets.get(None, default)

    @property
    def ways(self) -> dict[str, str]:
        """Return all removed states with the states that replace them."""
        return {**self.instead, **self.moved}

    def around(
        self,
        table: Definition,
        pointer: tuple[int, int],
        chain: Iterable[AccessRecord],
        default: tuple[int, int],
        definitions: Callable[[int, int], Definition],
    ) -> Definition:
        """Return the form in which ``table``, in effect at the start of the chain, is used during the rollout."""
        if self.switched:
            return table.reading(self.ways)
        after = self.pointer(chain, default)
        return table if after == pointer else table.combined_with(definitions(*after).reading(self.ways), self.instead)


def begin(
    act: ActionContext,
    site: Site,
    kind: WorkflowKind,
    change: Rollout,
    title: str,
    viewer: AccessContext | None = None,
) -> Job | None:
    """Begin a rollout for a :class:`.WorkflowKind`; return the background job for the rest, or None if all is done.

    Whether there is a job, and what it counts, depends only on items that ``viewer`` sees.  If many more are hidden,
    an unlisted job changes them afterwards.

    Raise :class:`~moothall.core.base.errors.Conflict` while another rollout of this kind is under
    way, and :class:`~moothall.core.base.errors.BadInput` for a replacement that is not valid.  A state for which none
    is chosen gets the default; whether a person has to choose is checked before, since it depends on what they see.
    """
    access = site.access
    if change.kind in access.changes:
        _finish_unlisted(act, site, change.kind)
    if change.kind in access.changes:
        raise Conflict(_("Another workflow change of this type is still being applied. Wait until it is finished."))
    states = removed_states(site, kind, change.targets)
    check(states, change.moved)
    change.instead = {
        one.state.id: one.instead for one in states if one.instead is not None and not change.moved.get(one.state.id)
    }
    access.begin_change(change)
    seen = RemainingWork(site, change, viewer)
    total = seen.count()
    is_listed = total > BATCH
    if not is_listed or not seen.coarse():
        # Few items are visible, or none, so hidden ones must not delay the switch.
        while not change.switched:
            _batch(act, site, change)
    if not is_listed and RemainingWork(site, change).count() <= BATCH:
        # A small number of items is processed here, without a worker.
        while _batch(act, site, change)[1]:
            pass
        return None
    job = site.jobs.add(act, JOB, title, {"kind": change.kind, "note": act.reason}, total, is_listed)
    return job if is_listed else None


def _finish_unlisted(act: ActionContext, site: Site, kind: str) -> None:
    """Finish a rollout at once if its job is not listed, since no answer mentioned it."""
    job = next((one for one in site.jobs.open if one.kind == JOB and one.arguments["kind"] == kind), None)
    if job is None or job.is_listed:
        return
    change = site.access.changes[kind]
    while _batch(ActionContext(job.by, act.at, job.arguments["note"]), site, change)[1]:
        pass
    job.end(act.at)


def work(site: Site, job: Job, at: datetime) -> bool:
    """Do one batch of a rollout; return True while there is more: see :func:`moothall.core.work.jobs.add_job_kind`."""
    change = site.access.changes.get(job.arguments["kind"])
    if change is None:
        return False
    if len(site.index_queue) > MAX_WAITING:
        raise JobDeferred()
    done, more = _batch(ActionContext(job.by, at, job.arguments["note"]), site, change)
    job.advance(done)
    return more


def _batch(act: ActionContext, site: Site, change: Rollout) -> tuple[int, bool]:
    """Do one batch; return the number of processed entries and whether there is more to do."""
    act = dataclasses.replace(act, rule=JOB, cause=change.cause)
    waiting = RemainingWork(site, change)
    if not change.switched:
        uids = list(islice(waiting.uids(waiting.coarse()), BATCH))
        _class_anew(site, waiting.access_data, _not_yet(site, uids))
        if not uids:
            _switch(act, site, change)
        return len(uids), True
    done = (
        _undo(act, site, change, waiting)
        or _settle(act, site, change, waiting)
        or _look_behind(act, site, change, waiting)
    )
    if not done:
        _end(site, change)
    return done, bool(done)


def _switch(act: ActionContext, site: Site, change: Rollout) -> None:
    """Put the new definitions into effect."""
    access, kind = site.access, change.kind
    # The class of stored definitions belongs to a feature.
    definition: Any = site.uids.get(change.definition) if change.definition is not None else None
    if definition is not None:
        event = site.event_log.append(
            act,
            DEFINITION_VERSION,
            definition.uid,
            key=definition.__name__,
            before=definition.active,
            after=change.number,
        )
        change.cause = event.id
        definition.take_effect(act, change)
    for uid, after in sorted(change.targets.items(), key=lambda target: target[0] or 0):
        record = access.get(uid) if uid is not None else None
        if uid is not None and record is None:
            # The space was deleted in the meantime.
            continue
        before = access.definitions[kind] if record is None else record.definitions.get(kind)
        event = site.event_log.append(
            ActionContext(act.person, act.at, act.reason, act.rule, change.cause),
            WORKFLOW_ASSIGNMENT,
            site.uid if uid is None else uid,
            key=kind,
            before=before,
            after=after,
        )
        change.cause = change.cause or event.id
        if record is None:
            access.definitions[kind] = after
        else:
            access.set_definition(record, kind, after)
    change.switched = True
    access.note_change()


def _end(site: Site, change: Rollout) -> None:
    site.access.end_change(change.kind)
    change.undoing = None


def _class_anew(site: Site, access_data: AccessData, uids: Iterable[int]) -> None:
    """Give the index entries of these uids the access classes that the definitions now need."""
    class_of = values_by_uid(site.catalog["access_class"])
    for uid in uids:
        item, before = site.uids.get(uid), class_of.get(uid)
        if item is None:
            # The index entry has no item; the command `check` would report it.
            site.catalog.forget(uid)
            continue
        catalogs.update(site.catalog, access_data, item)
        site.index_queue.put(item.uid)
        if class_of.get(uid) == before is not None:
            raise RuntimeError(f"Cannot reclassify {uid}: its access class is still {before}")


def _undo(act: ActionContext, site: Site, change: Rollout, waiting: RemainingWork) -> int:
    """Undo the migrations of the rollout that is undone, except for items whose state has changed since."""
    if change.undoing is None:
        return 0
    entries = list(islice(change.undoing.resettled.items(min=change.taken_back + 1), BATCH))
    for uid, changed in entries:
        change.taken_back = uid
        item = site.uids.get(uid)
        if item is None:
            continue
        table = waiting.access_data.definition(change.kind, scope_of(item))
        back = [one for one in changed if one[1] in table.states and _is_last(site, uid, one, change.undoing.cause)]
        if back:
            item.undo_migration(act, back, table.under)
            catalogs.update(site.catalog, waiting.access_data, item)
            site.index_queue.put(uid)
    return len(entries)


def _is_last(site: Site, uid: int, changed: tuple, cause: int | None) -> bool:
    steps = [event for event in site.event_log.about(uid, {STATE.id, EDITION_STATE.id}) if event.key == changed[0]]
    return bool(steps) and steps[-1].cause == cause


def _settle(act: ActionContext, site: Site, change: Rollout, waiting: RemainingWork) -> int:
    uids = list(islice(waiting.uids(waiting.unsettled()), BATCH))
    for item in {uid: site.uids.get(uid) for uid in uids}.values():
        if item is not None:
            _migrate_state(act, change, waiting, item)
    _class_anew(site, waiting.access_data, _not_yet(site, uids))
    return len(uids)


def _not_yet(site: Site, uids: Iterable[int]) -> Iterator[int]:
    """Yield one uid per item, since the second entry of an item is classified with the first."""
    seen = set()
    for uid in uids:
        item = site.uids.get(uid)
        if item is None or item.uid not in seen:
            seen.add(getattr(item, "uid", uid))
            yield uid


def _look_behind(act: ActionContext, site: Site, change: Rollout, waiting: RemainingWork) -> int:
    """Migrate hidden states, so that a restored item returns to a valid state."""
    uids = family64.IF.Set(waiting.uids(waiting.hiding()))
    batch = list(islice(uids.keys(min=change.looked_at + 1), BATCH))
    for uid in batch:
        change.looked_at = uid
        item = site.uids.get(uid)
        if item is not None and _migrate_state(act, change, waiting, item):
            catalogs.update(site.catalog, waiting.access_data, item)
            site.index_queue.put(item.uid)
    return len(batch)


def _migrate_state(act: ActionContext, change: Rollout, waiting: RemainingWork, item: Item) -> list:
    table = waiting.access_data.definition(change.kind, scope_of(item))
    changed = item.migrate_state(act, table.moved, table.under)
    if changed:
        change.resettled[item.uid] = [*change.resettled.get(item.uid, ()), *changed]
    return changed


def includeme(config: Configurator) -> None:
    """Register the background job."""
    config.add_job_kind(JOB, work)
