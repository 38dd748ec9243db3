"""Check whether all derived data agree with the tree, the access data and the event log.

First every stored record must have a class that exists in the code; otherwise nothing
else is checked, and --repair cannot fix that.
For every item in the tree the command checks whether its uid is registered, whether
its catalog entries have the values that its fields and the access data give, and
whether the search index has it with the same access class; then conversely whether
any data refer to items that are not in the tree. Items in the queue of the search
index are skipped, because the index is known to be behind for them.
Each key that encrypts a stored value must be in the file of keys; --repair cannot
restore a lost one.
Then the chain of the audit log is verified from its beginning and compared with the
events; the first altered place is reported, and --repair cannot fix it. Entries that
are newer than the content (beside a running server, after a restore) are counted.

The command reads the last saved state and can run while the server runs. It returns 1
if something does not agree. --repair rewrites catalog and registry where they differ
and queues items for the search index; for that it needs write access to the databases.
"""

import argparse
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from moothall.command.configuration import application
from moothall.command.databases import has_newer_state, opened
from moothall.command.progress import progress
from moothall.core.access.records import SITE
from moothall.core.audit.audit_log import ChainError, audit_log_in
from moothall.core.audit.comparison import agrees, is_pruned
from moothall.core.authorization.access_context import access_data_of
from moothall.core.content.copies import everything_in
from moothall.core.content.items import scope_of
from moothall.core.content.log_events import CREATED, DELETED, ERASED
from moothall.core.content.types import unavailable_uids
from moothall.core.content.versioned import Versioned
from moothall.core.event_log.kinds import registered_kinds
from moothall.core.search import catalog as catalogs
from moothall.core.search.fulltext import index_of
from moothall.core.search.index.interface import IndexUnavailable
from moothall.core.storage.consistency import ConsistencyCheck, SiteContents, consistency_checks
from moothall.core.storage.databases import AUDIT, PEOPLE
from moothall.core.storage.index_maps import values_by_uid
from moothall.core.storage.keys import missing_keys
from moothall.core.storage.renamed import MissingClasses, refuse_missing

#: Number of examples of each kind of problem in the report.
NAMED = 10
#: Number of repaired items in one transaction.
BATCH = 200


def parse_seal(text: str) -> tuple[int, bytes]:
    """Return (number, digest) of a seal as ``check`` prints it; raise ArgumentTypeError for another text."""
    found = re.fullmatch(r"([0-9]{1,18}):([0-9a-f]{64})", text.strip().lower())
    if found is None:
        raise argparse.ArgumentTypeError("a seal is a number, a colon and 64 digits or letters from a to f")
    return int(found[1]), bytes.fromhex(found[2])


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--repair", action="store_true", help="rewrite derived data that differ")
    parser.add_argument(
        "--seal",
        action="append",
        default=[],
        type=parse_seal,
        metavar="NUMBER:HASH",
        help="a seal of the audit log that was stored elsewhere; the first line of the output is the current one",
    )


def run(options: argparse.Namespace) -> int:
    with application(options, read_only=not options.repair) as app:
        return check(app, options.repair, options.seal)


def check(app: Any, repair: bool = False, seals: Iterable[tuple[int, bytes]] = ()) -> int:
    """Check the site of ``app``, and repair it if asked; return the exit code."""
    with opened(app) as databases:
        audit, classes = databases.connection.get_connection(AUDIT), set()
        try:
            for connection in (databases.connection, databases.people_connection, audit):
                classes.update(refuse_missing(connection))
        except MissingClasses as missing:
            print(missing)
            return 1
        trail = audit_log_in(audit.root())
        kinds = {id: one.kind for id, one in registered_kinds(app.registry).items()}
        checks = consistency_checks(app.registry)
        checking = Check(databases.site, index_of(app.registry), trail, kinds, seals, checks)
        checking.is_outdated = partial(has_newer_state, databases.connection)
        checking.everything()
        print("\n".join(checking.report()))
        if classes:
            print(
                f"Notice: {', '.join(sorted(classes))} belong to an extension that is not loaded. Their objects are "
                "kept as they are and appear nowhere. To use them, install it and name it in moothall.extensions."
            )
        people = databases.people_connection.root()[PEOPLE]
        emptied = not people.by_id
        if emptied:
            print("The database of people contains no account. Restore a backup.")
        lost = missing_keys(app.registry, databases.site, people)
        for name, id, number in lost:
            print(f"Key {id} of {name} is missing; {number} stored values need it. Restore the file of keys.")
        if not checking.problems and not checking.broken and not lost and not emptied:
            return 0
        if repair and (checking.problems or checking.broken):
            checking.repair(databases.manager)
            print(
                "Repaired. Run the command again to make sure. Items with differences in the search index are queued."
            )
        return 1


class Check:
    """A check of the whole site.  ``problems`` maps descriptions of problems to the uids of their items."""

    def __init__(
        self,
        site: Any,
        index: Any,
        trail: Any,
        kinds: Mapping[str, Any],
        seals: Iterable[tuple[int, bytes]] = (),
        checks: Iterable[ConsistencyCheck] = (),
    ) -> None:
        self._site = site
        self._checks = list(checks)
        self._kinds = kinds
        self._trail = trail
        self._seals = seals
        #: Number of entries of the audit log, and of items in the search index, that are newer than the content.
        self.newer = self.newer_in_index = 0
        #: False after a restore and after the folder of the index was deleted.
        self.has_index = True
        #: Returns True if the server has written to the content since the check began.
        self.is_outdated: Callable[[], bool] = lambda: False
        #: Places where the audit log was altered.
        self.broken: list[ChainError] = []
        self._index = index
        self._access_data = access_data_of(site)
        self.problems: dict[str, set[int]] = {}
        self.counts: Counter[str] = Counter()
        self._entries: dict[int, Any] = {}
        self._secondary: set[int] = set()
        self._items: dict[int, Any] = {}
        #: Ids of events that are neither in the audit log nor queued for it.
        self._uncopied: list[Any] = []
        self._waiting = {uid for uid, _ticket in site.index_queue.peek(len(site.index_queue))}
        #: Items of extensions that are not loaded, and what is in them.
        self._unavailable = unavailable_uids(site) | {uid for uid in site.uids if site.uids.get(uid) is None}

    def everything(self) -> None:
        """Check every item, then all data that is derived from items."""
        for item in progress(everything_in(self._site), "Checking", total=len(self._site.uids), unit="items"):
            self._item(item)
        self._registry()
        self._catalog()
        self._search_index()
        self._access()
        self._log()
        self._audit()
        self._features()

    def report(self) -> Iterator[str]:
        """Yield lines: what was checked, and what does not agree."""
        number, digest = self._trail.head
        if self._unavailable:
            self.counts["items of extensions that are not loaded"] = len(self._unavailable)
        counts = ", ".join(f"{count} {name}" for name, count in self.counts.items())
        yield f"{counts}; the seal of the audit log is {number}:{digest.hex()}."
        for what, uids in sorted(self.problems.items()):
            named = ", ".join(self._name(uid) for uid in sorted(uids)[:NAMED])
            yield f"{what}: {len(uids)} ({named}{', …' if len(uids) > NAMED else ''})"
        for broken in self.broken[:NAMED]:
            yield f"The audit log was altered at entry {broken.number}: {broken.what}."
        if len(self.broken) > NAMED:
            yield f"It was altered at {len(self.broken) - NAMED} more entries."
        if self.newer:
            yield (
                f"Notice: {self.newer} entries of the audit log are about events after the content was saved, because "
                "the server is running or a backup was restored."
            )
        if not self.has_index:
            yield "Notice: there is no search index. The server or a worker builds it when it starts."
        if self.newer_in_index:
            yield (
                f"Notice: {self.newer_in_index} items in the search index cannot be compared, because the server is "
                "writing. Run the command again."
            )
        if not self.problems and not self.broken:
            yield "Everything agrees."

    def repair(self, manager: Any) -> None:
        """Rewrite derived data that differ."""
        site = self._site
        concerned = sorted(set().union(*self.problems.values()))
        for number, uid in enumerate(progress(concerned, "Repairing", unit="items"), 1):
            item = self._items.get(uid)
            if item is None:
                site.catalog.forget(uid)
                site.uids.remove(uid)
                site.index_queue.put(uid)
            else:
                for known in (item.uid, getattr(item, "edition_uid", item.uid)):
                    site.uids.add(known, item)
                site.reindex(item)
            if number % BATCH == 0:
                manager.commit()
                manager.begin()
        for uid in self._secondary.symmetric_difference(site.catalog.secondary):
            if uid in self._secondary:
                site.catalog.secondary.insert(uid)
            else:
                site.catalog.secondary.remove(uid)
        for id in self._uncopied:
            site.event_log.waiting.put(site.event_log.get(id))
        if self._trail.is_misplaced:
            self._trail.repair_index(self._kinds.values())
        for one in self._checks:
            if one.repair is not None:
                one.repair(self._contents)
        manager.commit()
        manager.begin()

    # -- the checks

    def _item(self, item: Any) -> None:
        site = self._site
        self.counts["items"] += 1
        uids = (item.uid, item.edition_uid) if isinstance(item, Versioned) else (item.uid,)
        for uid in uids:
            if uid in self._items:
                self._wrong("uids that two items have", uid)
            self._items[uid] = item
            if site.uids.get(uid) is not item:
                self._wrong("items unknown by their uid", uid)
        if item.__parent__ is not None and item.__parent__.get(item.__name__) is not item:
            self._wrong("items with a wrong parent", item.uid)
        for entry, secondary in catalogs.entries_of(self._access_data, item):
            self._entries[entry.uid] = entry
            if secondary:
                self._secondary.add(entry.uid)
            self._compare(entry, item.index_minimal)

    def _compare(self, entry: Any, index_minimal: bool) -> None:
        self.counts["catalog entries"] += 1
        for name, index in self._site.catalog.indexes.items():
            if index_minimal and name not in catalogs.MINIMAL_FIELDS:
                continue
            if name == "modified" and entry.uid in self._waiting:
                # The date of items with many concurrent changes is updated together with the index.
                continue
            stored, expected = values_by_uid(index).get(entry.uid), getattr(entry, name)
            if name in catalogs.KEYWORDS:
                stored, expected = set(stored or ()), set(expected)
            if stored != expected and not (name == "access_class" and self._is_changing(stored, expected)):
                self._wrong(f"catalog entries with another “{name}”", entry.uid)

    def _is_changing(self, stored: str | None, expected: str) -> bool:
        """Return True if two classes differ only in their people, during the activation of a workflow version."""
        if stored is None:
            return False
        place = expected.split(":")[:3]
        return stored.split(":")[:3] == place and place[1] in self._site.access.changes

    def _registry(self) -> None:
        self.counts["uids"] = len(self._site.uids)
        for uid in self._site.uids:
            if uid not in self._items and uid not in self._unavailable:
                self._wrong("uids without an item in the tree", uid)

    def _catalog(self) -> None:
        for index in self._site.catalog.indexes.values():
            for uid in values_by_uid(index):
                if uid not in self._entries and uid not in self._unavailable:
                    self._wrong("catalog entries without an item in the tree", uid)
        for uid in self._secondary.symmetric_difference(self._site.catalog.secondary) - self._unavailable:
            self._wrong("working copies listed wrongly", uid)

    def _search_index(self) -> None:
        try:
            indexed = {entry.uid: entry for entry in self._index.entries()}
            self.has_index = bool(indexed) or self._index.watermark() is not None
        except IndexUnavailable:
            indexed = {}
        if not self.has_index:
            return
        waiting = self._waiting
        self.counts["index entries"], self.counts["waiting to be indexed"] = len(indexed), len(waiting)
        expected = {uid: item for uid, item in self._items.items() if item.uid == uid}
        found = {
            "items missing in the search index": expected.keys() - indexed.keys() - waiting,
            "index entries without an item in the tree": indexed.keys() - expected.keys() - waiting - self._unavailable,
            "index entries with another access class": {
                uid
                for uid in (expected.keys() & indexed.keys()) - waiting
                if indexed[uid].access_class != self._entries[uid].access_class
                and not self._is_changing(indexed[uid].access_class, self._entries[uid].access_class)
            },
        }
        if any(found.values()) and self.is_outdated():
            # The index is read last, so that it can be about later states of the items.
            self.newer_in_index = sum(map(len, found.values()))
            return
        for what, uids in found.items():
            for uid in uids:
                self._wrong(what, uid)

    def _access(self) -> None:
        for record in self._site.access.values():
            self.counts["access records"] += 1
            item = self._items.get(record.uid)
            if record.uid in self._unavailable:
                continue
            if item is None:
                self._wrong("access records without an item in the tree", record.uid)
            elif record.kind != SITE and record.parent != scope_of(item.__parent__):
                self._wrong("access records with a wrong parent", record.uid)

    def _log(self) -> None:
        """Check that every item has an event of its creation, and that every event is about an item that existed."""
        created, gone = {self._site.uid}, set()
        subjects = set()
        for event in self._site.event_log:
            self.counts["events"] += 1
            subjects.add(event.subject)
            if event.kind == CREATED.id:
                created.add(event.subject)
            elif event.kind in (DELETED.id, ERASED.id):
                gone.add(event.subject)
        for uid in subjects - created - gone - self._items.keys() - self._unavailable:
            self._wrong("events about items that never existed", uid)
        # What became part of another item can come back.
        gone |= set(self._site.successors)
        for uid in created - gone - self._items.keys() - self._unavailable:
            self._wrong("items deleted without an event", uid)

    def _audit(self) -> None:
        """Check that the chain of the audit log is intact and that its entries agree with the events."""
        log, trail, waiting = self._site.event_log, self._trail, self._site.event_log.waiting
        self.counts["audit entries"] = len(trail)
        self.broken += trail.verify([*self._seals, *(waiting.seals if waiting is not None else ())])
        if self.broken:
            # An altered audit log is not compared with the events.
            return
        waits = {id for _order, id in waiting.peek(len(waiting))} if waiting is not None else set()
        ids = set()
        for event in log:
            ids.add(event.id)
            entry = trail.of(event.id)
            if entry is not None and not agrees(entry, event, self._kinds.get(event.kind)):
                self._wrong("events that differ from the audit log", event.subject)
            elif entry is None and event.id not in waits and not is_pruned(trail, event):
                self._uncopied.append(event.id)
                self._wrong("events missing in the audit log", event.subject)
        for entry in trail:
            if entry.subject is None or entry.id in ids:
                continue
            if waiting is not None and waiting.seals.is_newer(entry.number):
                self.newer += 1
            else:
                self.broken.append(ChainError(entry.number, "it has no event"))

    def _features(self) -> None:
        """Check what features store about items."""
        for one in self._checks:
            for what, uid in one.find(self._contents):
                self._wrong(what, uid)

    @property
    def _contents(self) -> SiteContents:
        return SiteContents(self._site, self._items, self._unavailable)

    def _wrong(self, what: str, uid: int) -> None:
        self.problems.setdefault(what, set()).add(uid)

    def _name(self, uid: int) -> str:
        item = self._items.get(uid)
        if item is None:
            return str(uid)
        names = []
        while item.__parent__ is not None:
            names.append(item.__name__)
            item = item.__parent__
        return "/" + "/".join(reversed(names))
