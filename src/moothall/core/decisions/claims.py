"""Assignments of decisions, notes about them, and approvals that need more people.

They are stored apart from the items, by the keys of the decisions, so that assigning a decision
writes no object that other people read or write.  A claim expires by itself.
"""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

from BTrees.OOBTree import OOBTree, OOTreeSet
from persistent import Persistent

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.event_log.log import ActionContext
from moothall.core.storage.renamed import RenamedAttributes

#: Time until an assignment expires, and until a note is deleted; maximum number of characters of a note.
CLAIM_LIFETIME = timedelta(minutes=30)
NOTE_LIFETIME = timedelta(days=90)
MAX_NOTE_LENGTH = 2000

_LAST_UID = 2**63


class Claim(NamedTuple):
    """Assignment of a decision to ``person`` at ``since``; it expires at ``until`` unless they act again."""

    person: str | None
    since: datetime
    until: datetime


class Note(NamedTuple):
    """A note by one of the people who decide, for the others."""

    person: str | None
    at: datetime
    text: str


class ClaimStore(RenamedAttributes, Persistent):
    """Claims and notes by the key of a decision, and approvals that wait for more people.

    The callers check permissions.
    """

    renamed_attributes = MappingProxyType({"mailed_on": "emailed_on"})

    #: The last day for which the daily emails were created, as ISO 8601.
    emailed_on = ""

    def __init__(self) -> None:
        self.claims = OOBTree()
        self._notes = OOBTree()
        #: Pairs of (person id, uid of an edition): approvals that wait for more people.
        self.agreed = OOTreeSet()

    def claim_on(self, key: str, now: datetime) -> Claim | None:
        """Return the claim on a decision, or None if there is none or it has expired."""
        claim = self.claims.get(key)
        return claim if claim is not None and now < claim.until else None

    def claim(self, act: ActionContext, key: str) -> Claim:
        """Assign the decision to the person who acts, or extend their claim; return the claim."""
        known = self.claim_on(key, act.at)
        since = known.since if known is not None and known.person == act.person else act.at
        found = self.claims[key] = Claim(act.person, since, act.at + CLAIM_LIFETIME)
        return found

    def release(self, key: str) -> None:
        """Remove the claim."""
        self.claims.pop(key, None)

    def notes(self, key: str, now: datetime) -> list[Note]:
        """Return the notes about a decision that have not expired, oldest first."""
        return [note for note in self._notes.get(key, ()) if now < note.at + NOTE_LIFETIME]

    def note(self, act: ActionContext, key: str, text: str) -> None:
        """Add a note; raise :class:`BadInput` if it is empty or too long."""
        text = text.strip()
        if not text:
            raise BadInput(_("Enter some text."))
        if len(text) > MAX_NOTE_LENGTH:
            raise BadInput(_("A note can have up to ${longest} characters.", mapping={"longest": MAX_NOTE_LENGTH}))
        self._notes[key] = (*self.notes(key, act.at), Note(act.person, act.at, text))

    def notes_by(self, person: str) -> Iterator[tuple[str, Note]]:
        """Yield (key of a decision, note) for each stored note of a person."""
        return ((key, note) for key, notes in self._notes.items() for note in notes if note.person == person)

    def add_approval(self, person: str, uid: int) -> None:
        """Store a person's approval of an edition that needs more people."""
        self.agreed.insert((person, uid))

    def approved_by(self, person: str | None) -> list[int]:
        """Return the uids of editions a person has approved; some may have changed or been decided since."""
        if person is None:
            return []
        return [uid for _person, uid in self.agreed.keys(min=(person,), max=(person, _LAST_UID))]

    def expired(self, now: datetime) -> tuple[list[str], list[str]]:
        """Return the keys with an expired claim, and the keys with expired notes, without writing."""
        claims = [key for key, claim in self.claims.items() if claim.until <= now]
        notes = [key for key, notes in self._notes.items() if len(self.notes(key, now)) < len(notes)]
        return claims, notes

    def purge_expired(self, now: datetime, decided: Collection[tuple[str, int]] = ()) -> int:
        """Delete expired claims and notes, and the ``decided`` pairs of :attr:`agreed`; return their number."""
        for pair in decided:
            self.agreed.discard(pair)
        claims, notes = self.expired(now)
        for key in claims:
            del self.claims[key]
        for key in notes:
            kept = tuple(self.notes(key, now))
            if kept:
                self._notes[key] = kept
            else:
                del self._notes[key]
        return len(claims) + len(notes) + len(decided)
