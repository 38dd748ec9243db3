"""Entries of the audit trail: what is kept of a fact, and the bytes of which the chain is made.

An entry names people by opaque id and things by uid.  What somebody wrote (reasons,
names in addresses) and everything about a log-in stands in a *note* beside the
chain: the chain holds only the note's hash, made with a random salt, so that a note
can be forgotten and the chain still holds.
"""

import hashlib
import json
import re
import secrets
from datetime import UTC, datetime
from typing import NamedTuple

from moothall.core.content.log_events import ERASED
from moothall.core.event_log.kinds import ALWAYS, ITSELF, NEVER, OTHER, PLACES

#: How the terms begin that follow from how the kind of an entry is filed.
SORT, IN_SPACE = "sort:", "access in:"

_TOKEN = re.compile(r"[A-Za-z0-9_.:-]{0,64}\Z")
_FIELDS = ("key", "before", "after")


class AuditEntry(NamedTuple):
    """One entry as it is read: what the chain says, with what the note adds while it is kept."""

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
    #: Whether there was a note that has been forgotten since.
    forgotten: bool


class Filing(NamedTuple):
    """What the audit log remembers of a kind, so that entries are found when it is registered no more."""

    category: str = OTHER
    in_space: str = NEVER
    personal: bool = False


def filing_of(kind):
    """Return how entries of a registered kind are filed."""
    return Filing(kind.category, kind.in_space, kind.personal)


def from_log_event(fact, kind, space=None):
    """Return (what the chain says, note) of an event that happened in the space with the uid ``space``.

    ``kind`` is its :class:`~moothall.core.event_log.kinds.EventKind`, ``None`` if that is not registered.
    """
    said = {
        "id": fact.id, "at": fact.at, "kind": fact.kind, "actor": fact.actor, "person": person_of(fact, kind),
        "subject": fact.subject, "space": space, "since": fact.since, "until": fact.until, "rule": fact.rule or None,
        "version": fact.version, "cause": fact.cause, "sponsor": fact.sponsor}  # fmt: skip
    note = {"reason": fact.reason or None}
    for name in _FIELDS:
        value = _plain(getattr(fact, name))
        if kind is not None and kind.category == PLACES and name != "key" and value is not None:
            # The name in an address may be made of anything.
            note[name] = value
            value = value[:1] if isinstance(value, list) else None
        elif not _is_safe(value):
            note[name], value = value, None
        said[name] = value
    return _lean(said), _lean(note)


def entry_of(fact, kind):
    """Return an event in the form of an entry, to describe it before or without the audit log."""
    said, note = from_log_event(fact, kind)
    data = canonical({**said, "n": 0, **({"note": ""} if note else {})})
    return read(data, b"", canonical(note) if note else None)


def from_account_event(event, kind):
    """Return (what the chain says, note) of something that happened to an account.

    ``kind`` is ``None`` if it is not registered; the event then counts as personal.
    """
    people = {"actor": event.actor, "person": event.person}
    details = {"details": event.details or None}
    if kind is None or kind.personal:
        return _lean({"id": event.id, "at": event.at, "kind": event.kind}), _lean({**people, **details})
    return _lean({"id": event.id, "at": event.at, "kind": event.kind, **people}), _lean(details)


def person_of(fact, kind):
    """Return the opaque id of the person an event is about, or ``None``."""
    who = kind.person(fact) if kind is not None and kind.person is not None else None
    return who if isinstance(who, str) and ":" not in who else None


def erased_in(records):
    """The ids of people whose accounts were erased, among what is told to the trail."""
    return [said["person"] for said, _note in records if said["kind"] == ERASED.id and said.get("person") is not None]


def canonical(values):
    """The one way to write plain values as bytes."""
    return json.dumps(_plain(values), sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def link(before, data):
    """The hash of an entry: of what it says, and of all entries before it."""
    return hashlib.sha256(before + data).digest()


def hash_of_note(salt, data):
    return hashlib.sha256(salt + data).hexdigest()


def new_salt():
    """Without it, a short reason could be guessed from its hash after it was forgotten."""
    return secrets.token_bytes(16)


def read(data, digest, note=None):
    """The entry that these bytes of the chain and of its note stand for."""
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


def terms_of(entry):
    """Return the terms that find an entry and follow from what it says alone."""
    found = ["all", f"kind:{entry.kind}"]
    found += [f"person:{who}" for who in dict.fromkeys((entry.actor, entry.person)) if who is not None]
    if entry.subject is not None:
        found.append(f"item:{entry.subject}")
    if entry.space is not None:
        found.append(f"space:{entry.space}")
    return found


def filed_terms(entry, filing):
    """Return the terms that find an entry and follow from how its kind is filed."""
    found = [f"{SORT}{filing.category}"]
    if entry.space is not None and (
        filing.in_space == ALWAYS or (filing.in_space == ITSELF and entry.subject == entry.space)
    ):
        found.append(f"{IN_SPACE}{entry.space}")
    return found


def _lean(values):
    return {name: value for name, value in values.items() if value is not None}


def _plain(value):
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


def _is_safe(value):
    """Whether a value is made of ids, words of ours and numbers, and of nothing that somebody wrote."""
    if isinstance(value, str):
        return _TOKEN.match(value) is not None
    if isinstance(value, list):
        return all(map(_is_safe, value))
    if isinstance(value, dict):
        return all(_is_safe(name) and _is_safe(one) for name, one in value.items())
    return True


def _moment(text):
    return datetime.fromisoformat(text) if text is not None else None
