"""The layout of the index: prefixes of terms, numbers of slots, values as bytes.

Any change of it requires a new `generations.LAYOUT`.
"""

import hashlib
import struct
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from moothall.core.search.index.interface import IndexDocument
from moothall.core.search.index.limits import TERM_BYTES

# Prefixes of terms. Words have none, and stems "Z" and their language: words are in lower case.
INDEXED = "Q"
SAME_TITLE = "XTITLE:"
TITLE_WORD = "XWORD:"
NAME = "XNAME:"
PENDING = "P"  # instead of Q in an overlay, so that the indexed copy can be excluded and this one found
PREFIXES = {
    "containers": "XIN:",
    "type_id": "XTYPE:",
    "state": "XSTATE:",
    "language": "XLANGUAGE:",
    "creator": "XBY:",
    "subjects": "XSUBJECT:",
}

# Slots of values.
SLOTS = {
    "uid": 0,
    "access_class": 1,
    "created": 2,
    "modified": 3,
    "title": 4,
    "type_id": 5,
    "state": 6,
    "language": 7,
    "creator": 8,
    "subjects": 9,  # and the next three
    "effective": 13,
    "path": 14,
    "depth": 15,
    "name": 16,
}
_FIRST_TERM_SLOT = 1000

# Each value of a facet of a document has its own slot; the last slot contains the remaining values.
_SLOTS_OF_A_FACET = 4

SEPARATOR = "\x1f"
#: The smallest possible value of a facet: none is empty, and none begins with NUL.
FIRST_VALUE = "\x01"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UID = struct.Struct(">Q")


def unique_term(uid: int, prefix: str) -> str:
    """Return the term that only one document has."""
    return f"{prefix}{uid:016x}"


def identifier(document: IndexDocument) -> str:
    """Return the unique term of a document; haystack requires this name."""
    return unique_term(document.uid, INDEXED)


def uid_of_term(term: bytes) -> int:
    """Return the uid in a unique term."""
    return int(term[1:], 16)


def uid_value(uid: int) -> bytes:
    """Return a uid as the value of a slot."""
    return _UID.pack(uid)


def read_uid(value: bytes) -> int:
    """Return the uid of :func:`uid_value`."""
    return _UID.unpack(value)[0]


def slots_of(name: str) -> tuple[int, ...]:
    """Return the slots of a facet. Names of terms are not known beforehand: 24 bits of a hash select their slots.

    Xapian counts how often each content of a slot occurs. All values in one slot would give almost as many
    different contents as documents, to be split at each search; separate slots have few different contents.
    """
    if name == "subjects":
        first = SLOTS[name]
    elif name in SLOTS:
        return (SLOTS[name],)
    else:
        digest = hashlib.blake2b(stored_value(name).encode(), digest_size=3).digest()
        first = _FIRST_TERM_SLOT + int.from_bytes(digest) * _SLOTS_OF_A_FACET
    return tuple(range(first, first + _SLOTS_OF_A_FACET))


def spread(values: Iterable[str], slots: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Yield (slot, content) for the values of a facet."""
    values = [stored_value(value) for value in values]
    alone = len(slots) - 1
    yield from zip(slots, values[:alone], strict=False)
    if values[alone:]:
        yield slots[-1], SEPARATOR.join(values[alone:])


def prefix_of(name: str) -> str:
    """Return the prefix of the terms of a field."""
    return PREFIXES.get(name) or f"XTERM:{stored_value(name)}:"


def exact_term(prefix: str, value: int | str) -> str:
    """Return a term for an exact value; a long one is truncated and made unique by its hash."""
    term = f"{prefix}{value:016x}" if isinstance(value, int) else prefix + stored_value(value)
    encoded = term.encode("utf-8")
    if len(encoded) <= TERM_BYTES:
        return term
    digest = hashlib.blake2b(encoded, digest_size=16).hexdigest()
    return encoded[: TERM_BYTES - len(digest)].decode("utf-8", "ignore") + digest


def stored_value(value: str) -> str:
    """Return a value without NUL, the separator and unpaired surrogates, which cannot be stored."""
    return value.replace("\0", " ").replace(SEPARATOR, " ").encode("utf-8", "replace").decode("utf-8")


def moment_value(moment: datetime) -> bytes:
    """Return a time as bytes that sort by time, exact to the microsecond."""
    return _UID.pack((moment - _EPOCH) // timedelta(microseconds=1) + 2**62)


def depth_value(depth: int) -> bytes:
    """Return the depth of an item in the tree as bytes that sort by depth."""
    return min(depth, 2**32 - 1).to_bytes(4)


def read_moment(value: bytes) -> datetime:
    """Return the time of :func:`moment_value`, in UTC."""
    return _EPOCH + timedelta(microseconds=_UID.unpack(value)[0] - 2**62)
