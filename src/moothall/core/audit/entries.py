"""Entries of the audit log: what is stored of an event, and its form in bytes.

An entry names people by opaque id and items by uid.  Texts that people wrote (reasons, names in
addresses) and everything about a login are stored in a *note* outside of the chain.  The chain only
contains the note's hash, made with a random salt, so that a note can be deleted while the chain stays
valid.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from moothall.core.content.log_events import ERASED
from moothall.core.event_log.kinds import ALWAYS, ITSELF, NEVER, OTHER, PLACES, EventKind
from moothall.core.event_log.log import LogEvent

#: Prefixes of the terms that follow from the :class:`StoredKind` of the kind.
SORT, IN_SPACE = "sort:", "access in:"

_TOKEN = re.compile(r"[A-Za-z0-9_.:-]{0,64}\Z")
_FIELDS = ("key", "before", "after")


class AuditEntry(NamedTuple):
    """One entry as it is read: the content of the chain, and of the note while that is stored."""

    number: int
    digest: bytes
    id: int
    at: datetime
    kind: str
    actor: str | None
    person: str | None
    subject: int | None
    space: int | None
    key: object
    before: object
    after: object
    since: datetime | None
    until: datetime | None
    reason: str
    rule: str
    version: object
    sponsor: str | None
    details: dict
    #: True if the entry had a note that has been deleted.
    forgotten: bool


class StoredKind(NamedTuple):
    """The properties of a kind that the audit log stores, so that entries are found if its feature is removed."""

    category: str = OTHER
    in_space: str = NEVER
    personal: bool = False


def stored_kind_of(kind: EventKind) -> StoredKind:
    """Return how entries of a registered kind are filed."""
    return StoredKind(kind.category, kind.in_space, kind.personal)


def from_log_event(
    event: LogEvent, kind: EventKind | None, space: int | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return (what the chain says, note) of an event that happened in the space with the uid ``space``.

    ``kind`` is its :class:`~moothall.core.event_log.kinds.EventKind`, ``None`` if that is not registered.
    """
    said = {
        "id": event.id, "at": event.at, "kind": event.kind, "actor": event.actor, "person": person_of(event, kind),
        "subject": event.subject, "space": space, "since": event.since, "until": event.until,
        "rule": event.rule or None, "version": event.version, "cause": event.cause,
        "sponsor": event.sponsor}  # fmt: skip
    note = {"reason": event.reason or None}
    for name in _FIELDS:
        value = _plain(getattr(event, name))
        if kind is not None and kind.category == PLACES and name != "key" and value is not None:
            # The name in an address can contain any text.
            note[name] = value
            value = value[:1] if isinstance(value, list) else None
        elif not _is_safe(value):
            note[name], value = value, None
        said[name] = value
    return _lean(said), _lean(note)


def entry_of(event: LogEvent, kind: EventKind | None) -> AuditEntry:
    """Return an event in the form of an entry, to describe it before or without the audit log."""
    said, note = from_log_event(event, kind)
    data = canonical({**said, "n": 0, **({"note": ""} if note else {})})
    return read(data, b"", canonical(note) if note else None)


def from_account_event(event: Any, kind: EventKind | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return (content of the chain, note) of an event about an account.

    ``kind`` is ``None`` if it is not registered; the event then counts as personal.
    """
    people = {"actor": event.actor, "person": event.person}
    details = {"details": event.details or None}
    if kind is None or kind.personal:
        return _lean({"id": event.id, "at": event.at, "kind": event.kind}), _lean({**people, **details})
    return _lean({"id": event.id, "at": event.at, "kind": event.kind, **people}), _lean(details)


def person_of(event: LogEvent, kind: EventKind | None) -> str | None:
    """Return the opaque id of the person an event is about, or ``None``."""
    who = kind.person(event) if kind is not None and kind.person is not None else None
    return who if isinstance(who, str) and ":" not in who else None


def erased_in(records: Iterable[tuple[dict[str, Any], dict[str, Any]]]) -> list[str]:
    """Return the ids of people whose accounts were deleted, as the records say."""
    return [said["person"] for said, _note in records if said["kind"] == ERASED.id and said.get("person") is not None]


def canonical(values: Any) -> bytes:
    """Return plain values as bytes, always in the same form."""
    return json.dumps(_plain(values), sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def link(before: bytes, data: bytes) -> bytes:
    """Return the hash of an entry, from its bytes and the hash of the entry before."""
    return hashlib.sha256(before + data).digest()


def hash_of_note(salt: bytes, data: bytes) -> str:
    """Return the hash of a note as hexadecimal digits."""
    return hashlib.sha256(salt + data).hexdigest()


def new_salt() -> bytes:
    """Return a random salt; without it, a short reason could be guessed from its hash after deletion."""
    return secrets.token_bytes(16)


def read(data: bytes, digest: bytes, note: bytes | None = None) -> AuditEntry:
    """Return the entry for the bytes of the chain and of its note."""
    said = json.loads(data)
    added = json.loads(note) if note is not None else {}
    all_ = {**said, **added}
    return AuditEntry(
        number=said["n"],
        digest=digest,
        id=said["id"],
        at=_moment(said["at"]),
        kind=said["kind"],
        actor=all_.get("actor"),
        person=all_.get("person"),
        subject=said.get("subject"),
        space=said.get("space"),
        key=all_.get("key"),
        before=all_.get("before"),
        after=all_.get("after"),
        since=_moment(said.get("since")),
        until=_moment(said.get("until")),
        reason=added.get("reason", ""),
        rule=said.get("rule", ""),
        version=said.get("version"),
        sponsor=said.get("sponsor"),
        details=added.get("details", {}),
        forgotten="note" in said and note is None,
    )


def terms_of(entry: AuditEntry) -> list[str]:
    """Return the terms that find an entry and follow from what it says alone."""
    found = ["all", f"kind:{entry.kind}"]
    found += [f"person:{who}" for who in dict.fromkeys((entry.actor, entry.person)) if who is not None]
    if entry.subject is not None:
        found.append(f"item:{entry.subject}")
    if entry.space is not None:
        found.append(f"space:{entry.space}")
    return found


def filed_terms(entry: AuditEntry, filing: StoredKind) -> list[str]:
    """Return the terms that find an entry and follow from how its kind is filed."""
    found = [f"{SORT}{filing.category}"]
    if entry.space is not None and (
        filing.in_space == ALWAYS or (filing.in_space == ITSELF and entry.subject == entry.space)
    ):
        found.append(f"{IN_SPACE}{entry.space}")
    return found


def _lean(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, (set, frozenset)):
        return sorted(_plain(one) for one in value)
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return str(value)


def _is_safe(value: Any) -> bool:
    """Return True if a value consists of ids, fixed words and numbers, and of no text that a person wrote."""
    if isinstance(value, str):
        return _TOKEN.match(value) is not None
    if isinstance(value, list):
        return all(map(_is_safe, value))
    if isinstance(value, dict):
        return all(_is_safe(name) and _is_safe(one) for name, one in value.items())
    return True


def _moment(text: str | None) -> Any:
    return datetime.fromisoformat(text) if text is not None else None
