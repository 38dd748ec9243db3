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

#: Kinds of what happens to accounts; the others are kinds of facts.
LOGIN, FAILED, LOGOUT, PASSWORD, ADDRESS, VIEW_AS, PRUNED = (
    "log-in",
    "log-ins failed",
    "log-out",
    "password",
    "address",
    "view as",
    "pruned",
)

#: What people do often and what nobody else is concerned by: nothing of it but the hash is in the chain.
PERSONAL = frozenset({LOGIN, FAILED, LOGOUT})

#: Kinds by what one looks for: (word for it, kinds).
CATEGORIES = {
    "access": frozenset(
        {
            "membership",
            "grant",
            "break",
            "ban",
            "join request",
            "access request",
            "invitation",
            "review",
            "owner",
            "creator",
            "dial",
            "settings",
        }
    ),
    "accounts": frozenset({"group", "site role", "account enabled", PASSWORD, ADDRESS}),
    "log-ins": frozenset({LOGIN, FAILED, LOGOUT, VIEW_AS}),
    "rules": frozenset({"workflow assignment", "definition version"}),
    "states": frozenset({"state", "edition state", "live version", "approval", "plan"}),
    "places": frozenset({"created", "moved", "renamed", "deleted", "erased"}),
}
OTHER = "other"
#: What those who look after a space hear of it, and beside that of the space's own states.
OF_A_SPACE = CATEGORIES["access"] | CATEGORIES["rules"]

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


def category_of(kind):
    """What a kind belongs to, for those who look for something."""
    return next((name for name, kinds in CATEGORIES.items() if kind in kinds), OTHER)


def from_log_event(fact, space=None):
    """(what the chain says, note) of a fact that happened in the space with the uid ``space``."""
    said = {
        "id": fact.id, "at": fact.at, "kind": fact.kind, "actor": fact.actor, "person": person_of(fact),
        "subject": fact.subject, "space": space, "since": fact.since, "until": fact.until, "rule": fact.rule or None,
        "version": fact.version, "cause": fact.cause, "sponsor": fact.sponsor}  # fmt: skip
    note = {"reason": fact.reason or None}
    for name in _FIELDS:
        value = _plain(getattr(fact, name))
        if fact.kind in CATEGORIES["places"] and name != "key" and value is not None:
            # The name in an address may be made of anything.
            note[name] = value
            value = value[:1] if isinstance(value, list) else None
        elif not _is_safe(value):
            note[name], value = value, None
        said[name] = value
    return _lean(said), _lean(note)


def entry_of(fact):
    """A fact in the form of an entry, for whoever tells it before or without the trail."""
    said, note = from_log_event(fact)
    data = canonical({**said, "n": 0, **({"note": ""} if note else {})})
    return read(data, b"", canonical(note) if note else None)


def from_account_event(event):
    """(what the chain says, note) of something that happened to an account."""
    people = {"actor": event.actor, "person": event.person}
    details = {"details": event.details or None}
    if event.kind in PERSONAL:
        return _lean({"id": event.id, "at": event.at, "kind": event.kind}), _lean({**people, **details})
    return _lean({"id": event.id, "at": event.at, "kind": event.kind, **people}), _lean(details)


def person_of(fact):
    """The opaque id of whom a fact is about, or ``None``."""
    if fact.kind in ("membership", "ban", "join request", "access request", "grant", "review"):
        who = fact.key
    elif fact.kind in ("group", "site role", "account enabled", "erased", PASSWORD, ADDRESS):
        who = fact.key[0] if isinstance(fact.key, tuple) else None
    elif fact.kind == VIEW_AS:
        who = fact.key
    elif fact.kind in ("owner", "creator"):
        who = fact.after
    else:
        who = None
    return who if isinstance(who, str) and ":" not in who else None


def erased_in(records):
    """The ids of people whose accounts were erased, among what is told to the trail."""
    return [said["person"] for said, _note in records if said["kind"] == "erased" and said.get("person") is not None]


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
    """By what an entry is found."""
    found = ["all", f"kind:{entry.kind}", f"sort:{category_of(entry.kind)}"]
    found += [f"person:{who}" for who in dict.fromkeys((entry.actor, entry.person)) if who is not None]
    if entry.subject is not None:
        found.append(f"item:{entry.subject}")
    if entry.space is not None:
        found.append(f"space:{entry.space}")
        if entry.kind in OF_A_SPACE or (entry.kind == "state" and entry.subject == entry.space):
            found.append(f"access in:{entry.space}")
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
