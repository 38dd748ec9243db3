"""The trail itself: a chain of entries in blocks, with the trees by which entries are found.

Nothing is ever rewritten.  Entries that are too old leave from the beginning, and
the chain then begins at the hash it had reached there.
"""

from types import MappingProxyType
from typing import NamedTuple

from BTrees.LLBTree import LLBTree
from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree
from persistent import Persistent

from moothall.core.audit import entries
from moothall.core.audit.entries import AuditEntry, Filing
from moothall.core.audit.log_events import PRUNED
from moothall.core.storage.databases import AUDIT

#: So many entries are one record of the database at most: reading one reads all of them.
BLOCK = 64
GENESIS = b"\0" * 32

# A place in time is one number: milliseconds, and the last bits of the entry's own number; the newest comes first.
_BITS = 21
_LOWEST, _HIGHEST = -(2**63), 2**63 - 1


class ChainError(NamedTuple):
    """Something that is not as it was written: at which entry, and what."""

    number: int
    what: str


class Found(NamedTuple):
    """A piece of what was looked for, the newest first; ``next`` is where the following piece begins, or ``None``."""

    entries: list
    next: int | None


class Block(Persistent):
    """Entries that were written together: pairs of (bytes, hash), and by place in the block (salt, bytes) of notes."""

    def __init__(self, first, pairs, notes):
        self.first = first
        self.pairs = tuple(pairs)
        self.notes = notes


class AuditLog(Persistent):
    """The root object of the audit database."""

    #: What was pruned is older than this.
    pruned_before = None
    #: Who logged in before this is forgotten already.
    logins_from = None
    #: Id of a kind → how its entries are filed, as a plain tuple, for good; empty in audit logs of earlier versions.
    filing = MappingProxyType({})

    def __init__(self):
        self.blocks = LOBTree()
        #: Id of a fact or an event → number of its entry.
        self.by_id = LLBTree()
        #: Term → {place in time: number}.
        self.index = OOBTree()
        #: Number and hash of the last entry that is not here any more.
        self.base = (0, GENESIS)
        self.head = (0, GENESIS)

    def __len__(self):
        return self.head[0] - self.base[0]

    # -- writing

    def learn(self, kinds):
        """Remember how entries of ``kinds`` are filed, but for kinds of which that is known."""
        for kind in kinds:
            self._file(kind.id, entries.filing_of(kind))

    def _file(self, id, filing):
        if id not in self.filing:
            if not self.filing:
                self.filing = OOBTree()
            self.filing[id] = tuple(filing)

    def append(self, records):
        """Write down pairs of (what the chain says, note); those that are here already are passed over.

        Returns how many were new.
        """
        new, known = [], set()
        for said, note in records:
            if said["id"] not in self.by_id and said["id"] not in known:
                known.add(said["id"])
                new.append((said, note))
                # What has no subject is about an account, and counts as personal.
                self._file(said["kind"], Filing(personal="subject" not in said and bool(note)))
        for start in range(0, len(new), BLOCK):
            self._add_block(new[start : start + BLOCK])
        return len(new)

    def _add_block(self, records):
        number, digest = self.head
        first, pairs, notes = number + 1, [], {}
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

    def _enter(self, entry, filed=None):
        self.by_id[entry.id] = entry.number
        place = _place(entry.at, entry.number)
        for term in (*entries.terms_of(entry), *(self._filed(entry) if filed is None else filed)):
            tree = self.index.get(term)
            if tree is None:
                tree = self.index[term] = LLBTree()
            tree[place] = entry.number

    def _filed(self, entry):
        """Return the terms of an entry that follow from its kind; as the index has them, where that is not known."""
        known = self.filing.get(entry.kind)
        if known is not None:
            return entries.filed_terms(entry, Filing(*known))
        place, sorts = _place(entry.at, entry.number), self.index.keys(entries.SORT, entries.SORT + chr(0x10FFFF))
        terms = (*sorts, f"{entries.IN_SPACE}{entry.space}")
        return [term for term in terms if place in self.index.get(term, ())]

    # -- reading

    def get(self, number):
        """The entry with this number, or ``None``."""
        if not self.base[0] < number <= self.head[0]:
            return None
        block = self.blocks[self.blocks.maxKey(number)]
        place = number - block.first
        return _read(block, place) if place < len(block.pairs) else None

    def of(self, id):
        """The entry of a fact or an event, or ``None``."""
        number = self.by_id.get(id)
        return self.get(number) if number is not None else None

    def __iter__(self):
        """All entries in the order of the chain."""
        for block in self.blocks.values():
            for place in range(len(block.pairs)):
                yield _read(block, place)

    def find(self, terms=(), since=None, until=None, after=None, limit=50, keep=None):
        """A piece of the entries that have all ``terms``, the newest first.

        They happened from ``since`` on and before ``until``; ``after`` is the ``next``
        of the piece before; ``keep(entry)`` says which of them count.
        """
        found, last = [], None
        for place, number in self._places(terms, since, until, after):
            if len(found) == limit:
                return Found(found, last)
            entry = self.get(number)
            if keep is None or keep(entry):
                found.append(entry)
                last = place
        return Found(found, None)

    def walk(self, terms=(), since=None, until=None):
        """All entries that have all ``terms``, the newest first."""
        return (self.get(number) for _place, number in self._places(terms, since, until, None))

    def _places(self, terms, since, until, after):
        trees = [self.index.get(term) for term in (terms or ("all",))]
        if None in trees:
            return
        # The newest has the smallest place.
        low = _LOWEST if until is None else _place(until, 0) + 1
        high = _HIGHEST if since is None else _place(since, 0)
        if after is not None:
            low = max(low, after + 1)
        place = low
        while True:
            # Each tree in turn says where it goes on at the earliest, so that none is walked through.
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

    # -- forgetting

    def forget(self, number):
        """Forget the note of an entry: what somebody wrote, or who logged in.  The chain still holds."""
        entry = self.get(number)
        block = self.blocks[self.blocks.maxKey(number)]
        place = number - block.first
        if place not in block.notes:
            return
        filed = self._leave(entry)
        block.notes = {at: note for at, note in block.notes.items() if at != place}
        self._enter(_read(block, place), filed)

    def _leave(self, entry):
        place, filed = _place(entry.at, entry.number), self._filed(entry)
        for term in (*entries.terms_of(entry), *filed):
            tree = self.index.get(term)
            if tree is not None:
                tree.pop(place, None)
                if not tree:
                    del self.index[term]
        return filed

    def forget_person(self, person):
        """Forget the notes of everything about a person whose account has been erased; returns how many."""
        numbers = [
            entry.number for entry in self.walk([f"person:{person}"]) if entry.person == person and not entry.forgotten
        ]
        for number in numbers:
            self.forget(number)
        return len(numbers)

    def forget_logins(self, before, limit=500):
        """Forget who logged in before a moment, at most ``limit`` of them; returns how many."""
        oldest = _place(self.logins_from, 0) if self.logins_from is not None else _HIGHEST
        personal = [id for id, filing in self.filing.items() if Filing(*filing).personal]
        trees = [self.index[term] for term in (f"kind:{id}" for id in personal) if term in self.index]
        numbers = [number for tree in trees for number in tree.values(min=_place(before, 0), max=oldest)]
        numbers = [number for number in numbers if not self.get(number).forgotten]
        for number in numbers[:limit]:
            self.forget(number)
        if numbers and len(numbers) <= limit:
            self.logins_from = before
        return len(numbers[:limit])

    def prune(self, before, record_of, limit=20):
        """Let blocks go whose entries all happened before a moment, at most ``limit``; returns how many entries.

        ``record_of(base)`` makes the record that says so, which is written to the end of the chain.
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

    # -- proving

    def verify(self, seals=()):
        """Yield a :class:`ChainError` for whatever is not as it was written, in the order of the chain.

        ``seals`` are pairs of (number, hash) that were noted elsewhere.
        """
        seals = {int(number): bytes(digest) for number, digest in seals}
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
                if seals.get(number, stored) != stored:
                    yield ChainError(number, "the chain was another one when it was sealed here")
                if b'"kind":"pruned"' in data:
                    pruned = _read(block, place)
        if (number, digest) != self.head:
            yield ChainError(number + 1, "entries are missing at the end")
        for sealed in sorted(seals):
            if sealed > number:
                yield ChainError(number + 1, f"entries are missing: the chain was sealed at {sealed}")
                break
        said = (pruned.key, pruned.after) if pruned is not None else (0, GENESIS.hex())
        if said != (self.base[0], self.base[1].hex()):
            yield ChainError(self.base[0] + 1, "the chain begins where nothing says that it was pruned")
        yield from self._verify_index()

    def _verify_entry(self, number, before, data, stored, note):
        if entries.link(before, data) != stored:
            yield ChainError(number, "its hash does not follow from what it says and from the entry before")
            return
        # Only what the hash has shown to be as written is worth being read.
        entry = entries.read(data, stored, None)
        if entry.number != number:
            yield ChainError(number, f"it says that it is entry {entry.number}")
        if note is None:
            return
        salt, kept = note
        if entries.hash_of_note(salt, kept).encode() not in data:
            yield ChainError(number, "its note is not the one that was written")

    def _verify_index(self):
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
            # It is no entry any more, which its hash has shown.
            return
        if sum(len(tree) for tree in self.index.values()) != expected or len(self.by_id) != len(self):
            yield ChainError(self.head[0], "up to here, more is found than there is")

    @property
    def is_misplaced(self):
        """Whether entries are there that are not found, or the other way round."""
        return any(True for _broken in self._verify_index())

    def repair_index(self, kinds=()):
        """Make the trees by which entries are found anew from the chain; ``kinds`` are those registered."""
        self.learn(kinds)
        for id in {entry.kind for entry in self}:
            self._file(id, Filing())
        self.by_id, self.index = LLBTree(), OOBTree()
        for entry in self:
            self._enter(entry)


def audit_log_in(root):
    """The trail in the root of the audit database; an empty one, kept nowhere, before the first entry."""
    trail = root.get(AUDIT)
    return trail if trail is not None else AuditLog()


def pruned_record(id, at, base):
    """What the chain says of its own beginning."""
    return {"id": id, "at": at, "kind": PRUNED.id, "key": base[0], "after": base[1].hex()}, {}


def _read(block, place) -> AuditEntry:
    data, digest = block.pairs[place]
    note = block.notes.get(place)
    return entries.read(data, digest, note[1] if note is not None else None)


def _place(at, number):
    return -(int(at.timestamp() * 1000) << _BITS | number & (1 << _BITS) - 1)
