"""The audit log: a chain of entries in blocks, with the trees that index the entries.

Entries are never rewritten.  Entries that are too old are deleted from the beginning; the chain then
begins with the hash it had reached there.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from moothall.core.audit import entries
from moothall.core.audit.entries import AuditEntry, StoredKind
from moothall.core.audit.log_events import PRUNED
from moothall.core.base.trees import SmallLLBTree, SmallLOBTree, SmallOOBTree
from moothall.core.event_log.kinds import OTHER, PLACES, EventKind
from moothall.core.storage.databases import AUDIT

#: Maximum number of entries in one database record; reading one entry loads all of its record.
BLOCK = 64
GENESIS = b"\0" * 32

# A position in time is one number: milliseconds and the last bits of the entry's number; the newest is the smallest.
_BITS = 21
_LOWEST, _HIGHEST = -(2**63), 2**63 - 1


#: What the chain stores of an event, and its note.
Record = tuple[dict[str, Any], dict[str, Any]]


class ChainError(NamedTuple):
    """A difference between the log and what was written: the number of the entry, and a description."""

    number: int
    what: str


class EntryPage(NamedTuple):
    """One page of search results, the newest first; ``next`` is the start of the following page, or ``None``."""

    entries: list
    next: int | None


class Block(Persistent):
    """Entries that were written together: pairs of (bytes, hash), and notes (salt, bytes) by position in the block."""

    def __init__(self, first: int, pairs: Iterable[tuple[bytes, bytes]], notes: dict[int, tuple[bytes, bytes]]) -> None:
        self.first = first
        self.pairs = tuple(pairs)
        self.notes = notes


class AuditLog(Persistent):
    """The root object of the audit database."""

    #: Entries before this time were pruned.
    pruned_before: datetime | None = None
    #: The notes of logins before this time have been deleted.
    logins_from: datetime | None = None
    #: Id of a kind → its :class:`.StoredKind` as a plain tuple, never changed; empty in audit logs of earlier versions.
    filing: Any = MappingProxyType({})

    def __init__(self) -> None:
        self.blocks = SmallLOBTree()
        #: Id of a logged event or an account event → number of its entry.
        self.by_id = SmallLLBTree()
        #: Term → {position in time: number}.
        self.index = SmallOOBTree()
        #: Number and hash of the last entry that was pruned.
        self.base = (0, GENESIS)
        self.head = (0, GENESIS)

    def __len__(self) -> int:
        return self.head[0] - self.base[0]

    # -- writing

    def store_kinds(self, kinds: Iterable[EventKind]) -> None:
        """Store the properties of ``kinds`` that are not stored yet."""
        for kind in kinds:
            self._file(kind.id, entries.stored_kind_of(kind))

    def _file(self, id: str, filing: Iterable[Any]) -> None:
        if id not in self.filing:
            if not self.filing:
                self.filing = OOBTree()
            self.filing[id] = tuple(filing)

    def append(self, records: Iterable[Record]) -> int:
        """Append pairs of (content of the chain, note), except those that exist; return the number of new ones."""
        new: list[Record] = []
        known: set[int] = set()
        for said, note in records:
            if said["id"] not in self.by_id and said["id"] not in known:
                known.add(said["id"])
                new.append((said, note))
                # An event without a subject is about an account and counts as personal.
                self._file(said["kind"], StoredKind(personal="subject" not in said and bool(note)))
        for start in range(0, len(new), BLOCK):
            self._add_block(new[start : start + BLOCK])
        return len(new)

    def _add_block(self, records: list[Record]) -> None:
        number, digest = self.head
        first = number + 1
        pairs: list[tuple[bytes, bytes]] = []
        notes: dict[int, tuple[bytes, bytes]] = {}
        for place, (said, note) in enumerate(records):
            number += 1
            kept, chained = None, {**said, "n": number}
            if note:
                kept, salt = entries.canonical(note), entries.new_salt()
                notes[place] = (salt, kept)
                chained["note"] = entries.hash_of_note(salt, kept)
            data = entries.canonical(chained)
            digest = entries.link(digest, data)
            pairs.append((data, digest))
            self._enter(entries.read(data, digest, kept))
        self.blocks[first] = Block(first, pairs, notes)
        self.head = (number, digest)

    def _enter(self, entry: AuditEntry, filed: Iterable[str] | None = None) -> None:
        self.by_id[entry.id] = entry.number
        place = _place(entry.at, entry.number)
        for term in (*entries.terms_of(entry), *(self._filed(entry) if filed is None else filed)):
            tree = self.index.get(term)
            if tree is None:
                tree = self.index[term] = SmallLLBTree()
            tree[place] = entry.number

    def _filed(self, entry: AuditEntry) -> list[str]:
        """Return the terms of an entry that follow from its kind; from the index if the kind is not known."""
        known = self.filing.get(entry.kind)
        if known is not None:
            return entries.filed_terms(entry, StoredKind(*known))
        place, sorts = _place(entry.at, entry.number), self.index.keys(entries.SORT, entries.SORT + chr(0x10FFFF))
        terms = (*sorts, f"{entries.IN_SPACE}{entry.space}")
        return [term for term in terms if place in self.index.get(term, ())]

    # -- reading

    def get(self, number: int) -> AuditEntry | None:
        """Return the entry with this number, or None."""
        if not self.base[0] < number <= self.head[0]:
            return None
        block = self.blocks[self.blocks.maxKey(number)]
        place = number - block.first
        return _read(block, place) if place < len(block.pairs) else None

    def of(self, id: int) -> AuditEntry | None:
        """Return the entry of a logged event or an account event, or None."""
        number = self.by_id.get(id)
        return self.get(number) if number is not None else None

    def __iter__(self) -> Iterator[AuditEntry]:
        """Yield all entries in the order of the chain."""
        for block in self.blocks.values():
            for place in range(len(block.pairs)):
                yield _read(block, place)

    def find(
        self,
        terms: Iterable[str] = (),
        since: datetime | None = None,
        until: datetime | None = None,
        after: int | None = None,
        limit: int = 50,
        keep: Callable[[AuditEntry], object] | None = None,
    ) -> EntryPage:
        """Return a page of the entries that have all ``terms``, the newest first.

        They happened from ``since`` on and before ``until``; ``after`` is the ``next`` of the page before;
        ``keep(entry)`` is an additional filter.
        """
        found: list[AuditEntry] = []
        last = None
        for place, number in self._places(terms, since, until, after):
            if len(found) == limit:
                return EntryPage(found, last)
            entry: Any = self.get(number)
            if keep is None or keep(entry):
                found.append(entry)
                last = place
        return EntryPage(found, None)

    def walk(
        self, terms: Iterable[str] = (), since: datetime | None = None, until: datetime | None = None
    ) -> Iterator[Any]:
        """Yield all entries that have all ``terms``, the newest first."""
        return (self.get(number) for _place, number in self._places(terms, since, until, None))

    def _places(
        self, terms: Iterable[str], since: datetime | None, until: datetime | None, after: int | None
    ) -> Iterator[tuple[int, int]]:
        trees = [self.index.get(term) for term in (terms or ("all",))]
        if None in trees:
            return
        # The newest entry has the smallest position.
        # Times of other centuries have positions that no tree can hold.
        low = _LOWEST if until is None else min(max(_LOWEST, _place(until, 0) + 1), _HIGHEST)
        high = _HIGHEST if since is None else _place(since, 0)
        if after is not None:
            low = max(low, after + 1)
        place = low
        while True:
            # Each tree in turn gives the next possible position, so that no tree is read completely.
            asked = place
            for tree in trees:
                try:
                    place = tree.minKey(place)
                except ValueError:
                    return
            if place > high:
                return
            if place == asked or len(trees) == 1:
                yield place, trees[0][place]
                place += 1

    # -- deleting

    def forget(self, number: int) -> None:
        """Delete the note of an entry, such as a reason or the person of a login; the chain stays valid."""
        entry: Any = self.get(number)
        block = self.blocks[self.blocks.maxKey(number)]
        place = number - block.first
        if place not in block.notes:
            return
        filed = self._leave(entry)
        block.notes = {at: note for at, note in block.notes.items() if at != place}
        self._enter(_read(block, place), filed)

    def _leave(self, entry: AuditEntry) -> list[str]:
        place, filed = _place(entry.at, entry.number), self._filed(entry)
        for term in (*entries.terms_of(entry), *filed):
            tree = self.index.get(term)
            if tree is not None:
                tree.pop(place, None)
                if not tree:
                    del self.index[term]
        return filed

    def forget_person(self, person: str) -> int:
        """Delete the notes of all entries about a person whose account was deleted; return their number.

        So are the addresses of items that the person added or moved: their names say what the person wrote.
        """
        numbers = [
            entry.number
            for entry in self.walk([f"person:{person}"])
            if (entry.person == person or self._category(entry) == PLACES) and not entry.forgotten
        ]
        for number in numbers:
            self.forget(number)
        return len(numbers)

    def _category(self, entry: AuditEntry) -> str:
        filing = self.filing.get(entry.kind)
        return StoredKind(*filing).category if filing is not None else OTHER

    def forget_logins(self, before: datetime, limit: int = 500) -> int:
        """Delete the notes of logins before a time, at most ``limit``; return their number."""
        oldest = _place(self.logins_from, 0) if self.logins_from is not None else _HIGHEST
        personal = [id for id, filing in self.filing.items() if StoredKind(*filing).personal]
        trees = [self.index[term] for term in (f"kind:{id}" for id in personal) if term in self.index]
        numbers = [number for tree in trees for number in tree.values(min=_place(before, 0), max=oldest)]
        numbers = [number for number in numbers if (entry := self.get(number)) is None or not entry.forgotten]
        for number in numbers[:limit]:
            self.forget(number)
        if numbers and len(numbers) <= limit:
            self.logins_from = before
        return len(numbers[:limit])

    def prune(self, before: datetime, record_of: Callable[[tuple[int, bytes]], Record], limit: int = 20) -> int:
        """Delete blocks whose entries are all from before a time, at most ``limit``; return the number of entries.

        ``record_of(base)`` returns the record of the deletion, which is appended to the chain.
        """
        gone, base = 0, self.base
        for block in list(self.blocks.values())[:limit]:
            read = [_read(block, place) for place in range(len(block.pairs))]
            if any(entry.at >= before for entry in read):
                break
            for entry in read:
                self._leave(entry)
                del self.by_id[entry.id]
            del self.blocks[block.first]
            gone += len(read)
            base = (read[-1].number, read[-1].digest)
        if gone:
            self.base = base
            self.pruned_before = before
            self.append([record_of(base)])
        return gone

    # -- verifying

    def verify(self, seals: Iterable[tuple[int, bytes]] = ()) -> Iterator[ChainError]:
        """Yield a :class:`ChainError` for each difference from what was written, in the order of the chain.

        ``seals`` are pairs of (number, hash) that were stored in another database.
        """
        known = {int(number): bytes(digest) for number, digest in seals}
        number, digest = self.base
        pruned = None
        for first, block in self.blocks.items():
            if first != number + 1 or block.first != first:
                yield ChainError(number + 1, "entries are missing or out of order")
                number = first - 1
            for place, (data, stored) in enumerate(block.pairs):
                number += 1
                yield from self._verify_entry(number, digest, data, stored, block.notes.get(place))
                digest = stored
                if known.get(number, stored) != stored:
                    yield ChainError(number, "the chain was another one when it was sealed here")
                if b'"kind":"pruned"' in data:
                    pruned = _read(block, place)
        if (number, digest) != self.head:
            yield ChainError(number + 1, "entries are missing at the end")
        for sealed in sorted(known):
            if sealed > number:
                yield ChainError(number + 1, f"entries are missing: the chain was sealed at {sealed}")
                break
        said = (pruned.key, pruned.after) if pruned is not None else (0, GENESIS.hex())
        if said != (self.base[0], self.base[1].hex()):
            yield ChainError(self.base[0] + 1, "the chain begins where nothing says that it was pruned")
        yield from self._verify_index()

    def _verify_entry(
        self, number: int, before: bytes, data: bytes, stored: bytes, note: tuple[bytes, bytes] | None
    ) -> Iterator[ChainError]:
        if entries.link(before, data) != stored:
            yield ChainError(number, "its hash does not follow from what it says and from the entry before")
            return
        # The data can only be parsed safely once its hash is verified.
        entry = entries.read(data, stored, None)
        if entry.number != number:
            yield ChainError(number, f"it says that it is entry {entry.number}")
        if note is None:
            return
        salt, kept = note
        if entries.hash_of_note(salt, kept).encode() not in data:
            yield ChainError(number, "its note is not the one that was written")

    def _verify_index(self) -> Iterator[ChainError]:
        expected = 0
        try:
            for entry in self:
                place = _place(entry.at, entry.number)
                terms = [*entries.terms_of(entry), *self._filed(entry)]
                expected += len(terms)
                if self.by_id.get(entry.id) != entry.number or any(
                    self.index.get(term, {}).get(place) != entry.number for term in terms
                ):
                    yield ChainError(entry.number, "it is not found by what it says")
        except (ValueError, KeyError, TypeError):
            # The data is not an entry any more, which the check of its hash has reported.
            return
        if sum(len(tree) for tree in self.index.values()) != expected or len(self.by_id) != len(self):
            yield ChainError(self.head[0], "up to here, more is found than there is")

    @property
    def is_misplaced(self) -> bool:
        """Return True if the index misses entries or has entries that do not exist."""
        return any(True for _broken in self._verify_index())

    def repair_index(self, kinds: Iterable[EventKind] = ()) -> None:
        """Rebuild the index from the chain; ``kinds`` are the registered ones."""
        self.store_kinds(kinds)
        for id in {entry.kind for entry in self}:
            self._file(id, StoredKind())
        self.by_id, self.index = SmallLLBTree(), SmallOOBTree()
        for entry in self:
            self._enter(entry)


def audit_log_in(root: Mapping[str, Any]) -> AuditLog:
    """Return the audit log in the root of the audit database; an empty one, which is not stored, if there is none."""
    trail = root.get(AUDIT)
    return trail if trail is not None else AuditLog()


def pruned_record(id: int, at: datetime, base: tuple[int, bytes]) -> Record:
    """Return the record that says where the chain begins after pruning."""
    return {"id": id, "at": at, "kind": PRUNED.id, "key": base[0], "after": base[1].hex()}, {}


def _read(block: Block, place: int) -> AuditEntry:
    data, digest = block.pairs[place]
    note = block.notes.get(place)
    return entries.read(data, digest, note[1] if note is not None else None)


def _place(at: datetime, number: int) -> int:
    return -(int(at.timestamp() * 1000) << _BITS | number & (1 << _BITS) - 1)
