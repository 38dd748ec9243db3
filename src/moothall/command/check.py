"""Look for drift: whether all that is derived agrees with the tree and the facts.

First every stored record must be of a class that the code has; without one nothing
else is looked at, and no --repair can mend that either.
Every item in the tree is asked whether it is known by its uid, whether its entries
in the catalog are those that its fields and the facts of access give today, and
whether the search index has it with the same access class; then the other way
round, whether anything is kept about what is not in the tree. Items that wait in
the queue of the index are left out, since the index is known to be behind there.
Each key that encrypts a stored value must be in the file of keys; no --repair can
bring a lost one back.
Then the chain of the audit trail is followed from its beginning and compared with the
facts; where it breaks is said, and no --repair can mend that.

It reads the last saved state and can be run while the server works. Returns 1 when
something does not agree. --repair writes catalog and registry anew where they
differ and queues what the index has to look at again; for that the databases are
needed for writing.
"""

from collections import Counter

from moothall.command.configuration import application
from moothall.command.databases import opened
from moothall.command.progress import progress
from moothall.core.access.records import SITE
from moothall.core.audit import entries as audit_entries
from moothall.core.audit.audit_log import ChainError, audit_log_in
from moothall.core.authorization.access_context import access_data_of
from moothall.core.authorization.access_requests import OPEN
from moothall.core.content.items import scope_of
from moothall.core.content.log_events import CREATED, DELETED, ERASED
from moothall.core.content.versions import Versioned
from moothall.core.event_log.kinds import registered_kinds
from moothall.core.search import catalog as catalogs
from moothall.core.search.fulltext import index_of
from moothall.core.search.index.interface import IndexUnavailable
from moothall.core.storage.databases import AUDIT, PEOPLE
from moothall.core.storage.index_maps import values_by_uid
from moothall.core.storage.keys import missing_keys
from moothall.core.storage.renamed import MissingClasses, refuse_missing
from moothall.space.content import Space
from moothall.space.membership_review import ends_of

#: So many of each kind of trouble are named; the rest is counted.
NAMED = 10
#: So many repaired items are one transaction.
BATCH = 200


def add_arguments(parser):
    parser.add_argument("--repair", action="store_true", help="put right what differs")
    parser.add_argument(
        "--seal",
        action="append",
        default=[],
        type=_seal,
        metavar="NUMBER:HASH",
        help="a seal of the audit trail that was noted elsewhere; the first line says today's",
    )


def run(options):
    with application(options, read_only=not options.repair) as app:
        return check(app, options.repair, options.seal)


def check(app, repair=False, seals=()):
    """Check the site of ``app``, and repair it if asked; returns the exit code."""
    with opened(app) as databases:
        audit = databases.connection.get_connection(AUDIT)
        try:
            for connection in (databases.connection, databases.people_connection, audit):
                refuse_missing(connection)
        except MissingClasses as missing:
            print(missing)
            return 1
        trail = audit_log_in(audit.root())
        kinds = {id: one.kind for id, one in registered_kinds(app.registry).items()}
        checking = Check(databases.site, index_of(app.registry), trail, kinds, seals)
        checking.everything()
        print("\n".join(checking.report()))
        people = databases.people_connection.root()[PEOPLE]
        lost = missing_keys(app.registry, databases.site, people)
        for name, id, number in lost:
            print(f"Key {id} of {name} is missing; {number} stored values need it. Restore the file of keys.")
        if not checking.troubles and not checking.broken and not lost:
            return 0
        if repair and (checking.troubles or checking.broken):
            checking.repair(databases.manager)
            print("Repaired; run it again to make sure. What the index has to look at again waits in its queue.")
        return 1


class Check:
    """One look at everything.  ``troubles`` maps what is wrong to the uids it is wrong with."""

    def __init__(self, site, index, trail, kinds, seals=()):
        self._site = site
        self._kinds = kinds
        self._trail = trail
        self._seals = seals
        #: Where the audit trail is not what was written.
        self.broken = []
        self._index = index
        self._facts = access_data_of(site)
        self.troubles = {}
        self.counts = Counter()
        self._entries = {}
        self._secondary = set()
        self._items = {}
        #: Ids of facts that nobody told the audit trail of.
        self._untold = []
        self._waiting = {uid for uid, _ticket in site.queue.peek(len(site.queue))}

    def everything(self):
        """Ask every item, then everything that is kept about items."""
        for item in progress(everything_in(self._site), "Checking", total=len(self._site.uids), unit="items"):
            self._item(item)
        self._registry()
        self._catalog()
        self._search_index()
        self._access()
        self._log()
        self._requests()
        self._audit()
        self._ends()
        self._access_requests()

    def report(self):
        """What was looked at, and what does not agree, in lines."""
        number, digest = self._trail.head
        counts = ", ".join(f"{count} {name}" for name, count in self.counts.items())
        yield f"{counts}; the audit trail's seal is {number}:{digest.hex()}."
        for what, uids in sorted(self.troubles.items()):
            named = ", ".join(self._name(uid) for uid in sorted(uids)[:NAMED])
            yield f"{what}: {len(uids)} ({named}{', …' if len(uids) > NAMED else ''})"
        for broken in self.broken[:NAMED]:
            yield f"The audit trail is broken at entry {broken.number}: {broken.what}."
        if len(self.broken) > NAMED:
            yield f"It is broken at {len(self.broken) - NAMED} more places."
        if not self.troubles and not self.broken:
            yield "Everything agrees."

    def repair(self, manager):
        """Write anew what differs."""
        site = self._site
        concerned = sorted(set().union(*self.troubles.values()))
        for number, uid in enumerate(progress(concerned, "Repairing", unit="items"), 1):
            item = self._items.get(uid)
            if item is None:
                site.catalog.forget(uid)
                site.uids.remove(uid)
                site.queue.put(uid)
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
        for request in list(site.join_requests):
            space = self._items.get(request[0])
            if space is None or request[1] not in space.requests:
                site.join_requests.remove(request)
        for item in self._items.values():
            for person in getattr(item, "requests", ()):
                site.join_requests.insert((item.uid, person))
        for id in self._untold:
            site.facts.waiting.put(site.facts.get(id))
        if self._trail.is_misplaced:
            self._trail.repair_index(self._kinds.values())
        kept = self._kept_ends()
        for end in list(site.ends):
            if end not in kept:
                site.ends.remove(end)
        site.ends.update(kept)
        manager.commit()
        manager.begin()

    # -- what is asked

    def _item(self, item):
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
            self._wrong("items that are not where they say", item.uid)
        for entry, secondary in catalogs.entries_of(self._facts, item):
            self._entries[entry.uid] = entry
            if secondary:
                self._secondary.add(entry.uid)
            self._compare(entry, item.index_minimal)

    def _compare(self, entry, index_minimal):
        self.counts["catalog entries"] += 1
        for name, index in self._site.catalog.indexes.items():
            if index_minimal and name not in catalogs.MINIMAL_FIELDS:
                continue
            if name == "modified" and entry.uid in self._waiting:
                # The date of what many write in at once is brought up to date with the index.
                continue
            stored, expected = values_by_uid(index).get(entry.uid), getattr(entry, name)
            if name in catalogs.KEYWORDS:
                stored, expected = set(stored or ()), set(expected)
            if stored != expected and not (name == "access_class" and self._is_changing(stored, expected)):
                self._wrong(f"catalog entries with another “{name}”", entry.uid)

    def _is_changing(self, stored, expected):
        """Whether two classes differ in whom they name only, while another table of their kind takes effect."""
        if stored is None:
            return False
        place = expected.split(":")[:3]
        return stored.split(":")[:3] == place and place[1] in self._site.access.changes

    def _registry(self):
        self.counts["uids"] = len(self._site.uids)
        for uid in self._site.uids:
            if uid not in self._items:
                self._wrong("uids of nothing in the tree", uid)

    def _catalog(self):
        for index in self._site.catalog.indexes.values():
            for uid in values_by_uid(index):
                if uid not in self._entries:
                    self._wrong("catalog entries of nothing in the tree", uid)
        for uid in self._secondary.symmetric_difference(self._site.catalog.secondary):
            self._wrong("editions listed as what they are not", uid)

    def _search_index(self):
        try:
            indexed = {entry.uid: entry for entry in self._index.entries()}
        except IndexUnavailable:
            indexed = {}
        waiting = self._waiting
        self.counts["index entries"], self.counts["waiting to be indexed"] = len(indexed), len(waiting)
        expected = {uid: item for uid, item in self._items.items() if item.uid == uid}
        for uid in expected.keys() - indexed.keys() - waiting:
            self._wrong("items missing in the search index", uid)
        for uid in indexed.keys() - expected.keys() - waiting:
            self._wrong("index entries of nothing in the tree", uid)
        for uid in (expected.keys() & indexed.keys()) - waiting:
            known, expected = indexed[uid].access_class, self._entries[uid].access_class
            if known != expected and not self._is_changing(known, expected):
                self._wrong("index entries with another access class", uid)

    def _access(self):
        for record in self._site.access.values():
            self.counts["access records"] += 1
            item = self._items.get(record.uid)
            if item is None:
                self._wrong("access records of nothing in the tree", record.uid)
            elif record.kind != SITE and record.parent != scope_of(item.__parent__):
                self._wrong("access records that stand under another one", record.uid)

    def _log(self):
        """Every item has a fact that says how it came, and no fact speaks of something that never was."""
        created, gone = {self._site.uid}, set()
        subjects = set()
        for fact in self._site.facts:
            self.counts["facts"] += 1
            subjects.add(fact.subject)
            if fact.kind == CREATED.id:
                created.add(fact.subject)
            elif fact.kind in (DELETED.id, ERASED.id):
                gone.add(fact.subject)
        for uid in subjects - created - gone - self._items.keys():
            self._wrong("facts about nothing that ever was", uid)
        for uid in created - gone - self._items.keys():
            self._wrong("items that are gone without a fact that says so", uid)

    def _requests(self):
        kept = {
            (item.uid, person)
            for uid, item in self._items.items()
            if item.uid == uid
            for person in getattr(item, "requests", ())
        }
        for uid, _person in kept.symmetric_difference(self._site.join_requests):
            self._wrong("requests to join that are counted wrongly", uid)

    def _audit(self):
        """The chain holds, and says of every fact what the fact says."""
        facts, trail, waiting = self._site.facts, self._trail, self._site.facts.waiting
        self.counts["audit entries"] = len(trail)
        self.broken += trail.verify([*self._seals, *(waiting.seals if waiting is not None else ())])
        if self.broken:
            # What cannot be trusted is compared with nothing.
            return
        waits = {id for _order, id in waiting.peek(len(waiting))} if waiting is not None else set()
        ids = set()
        for fact in facts:
            ids.add(fact.id)
            entry = trail.of(fact.id)
            if entry is not None and not _says(entry, fact, self._kinds.get(fact.kind)):
                self._wrong("facts that the audit trail tells otherwise", fact.subject)
            elif entry is None and fact.id not in waits and not _is_pruned(trail, fact):
                self._untold.append(fact.id)
                self._wrong("facts that the audit trail does not tell", fact.subject)
        for entry in trail:
            if entry.subject is not None and entry.id not in ids:
                self.broken.append(ChainError(entry.number, "there is no such fact"))

    def _ends(self):
        for _until, uid, _person in self._kept_ends().symmetric_difference(self._site.ends):
            self._wrong("ends of memberships that are kept wrongly", uid)

    def _kept_ends(self):
        return {end for item in self._items.values() if isinstance(item, Space) for end in ends_of(item)}

    def _access_requests(self):
        requests = self._site.access_requests
        waiting = {(one.item, one.person) for one in requests if one.state == OPEN}
        for uid, _person in waiting.symmetric_difference(requests.open):
            self._wrong("requests for access that are counted wrongly", uid)
        for one in requests:
            if one.item not in self._items:
                self._wrong("requests for access to nothing in the tree", one.item)

    def _wrong(self, what, uid):
        self.troubles.setdefault(what, set()).add(uid)

    def _name(self, uid):
        item = self._items.get(uid)
        if item is None:
            return str(uid)
        names = []
        while item.__parent__ is not None:
            names.append(item.__name__)
            item = item.__parent__
        return "/" + "/".join(reversed(names))


def _says(entry, fact, kind):
    """Return True if an entry is what is kept of an event; whom that is about is known for registered kinds only."""
    told, note = audit_entries.from_log_event(fact, kind, entry.space)
    if kind is None and entry.person is not None:
        told["person"] = entry.person
    data = audit_entries.canonical({**told, "n": entry.number, **({"note": ""} if note else {})})
    kept = audit_entries.canonical(note) if note and not entry.forgotten else None
    return audit_entries.read(data, entry.digest, kept) == entry


def _is_pruned(trail, fact):
    return trail.pruned_before is not None and fact.at < trail.pruned_before


def _seal(text):
    number, _colon, digest = text.partition(":")
    return int(number), bytes.fromhex(digest)


def everything_in(item):
    """``item`` and everything below it."""
    yield item
    for child in item.children():
        yield from everything_in(child)
