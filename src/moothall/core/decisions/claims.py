"""The desk of those who decide: who holds what, what they have noted for each other, and what they have agreed to.

All of it is kept apart from the items, under the keys of the decisions, so that taking
something in hand writes nothing that others read or write.  A claim ends by the
clock; nothing has to end it.
"""

from datetime import timedelta
from typing import NamedTuple

from BTrees.OOBTree import OOBTree, OOTreeSet
from persistent import Persistent

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _

CLAIM_LIFETIME = timedelta(minutes=30)
NOTE_LIFETIME = timedelta(days=90)
MAX_NOTE_LENGTH = 2000

_LAST_UID = 2**63


class Claim(NamedTuple):
    """``person`` has had a decision in hand since ``since``, and until ``until`` unless they do more about it."""

    person: str
    since: object
    until: object


class Note(NamedTuple):
    """What somebody wants the others who decide to know."""

    person: str
    at: object
    text: str


class ClaimStore(Persistent):
    """Claims and notes by the key of a decision, and approvals that wait for more people.

    Whether somebody may is checked by those who ask.
    """

    #: The day up to which the daily mails have been left, as ISO 8601.
    mailed_on = ""

    def __init__(self):
        self.claims = OOBTree()
        self._notes = OOBTree()
        #: (id of a person, uid of an edition) of what somebody approved while it needs more people.
        self.agreed = OOTreeSet()

    def claim_on(self, key, now):
        """The claim on a decision that has not run out, or ``None``."""
        claim = self.claims.get(key)
        return claim if claim is not None and now < claim.until else None

    def claim(self, act, key):
        """Let the one who acts have the decision in hand, from now on or for longer; returns the claim."""
        known = self.claim_on(key, act.at)
        since = known.since if known is not None and known.person == act.person else act.at
        found = self.claims[key] = Claim(act.person, since, act.at + CLAIM_LIFETIME)
        return found

    def release(self, key):
        """Let nobody have it in hand."""
        self.claims.pop(key, None)

    def notes(self, key, now):
        """The notes about a decision that are not too old, oldest first."""
        return [note for note in self._notes.get(key, ()) if now < note.at + NOTE_LIFETIME]

    def note(self, act, key, text):
        """Leave a note; raises :class:`BadInput` for an empty or overlong one."""
        text = text.strip()
        if not text:
            raise BadInput(_("Enter some text."))
        if len(text) > MAX_NOTE_LENGTH:
            raise BadInput(_("A note can have up to ${longest} characters.", mapping={"longest": MAX_NOTE_LENGTH}))
        self._notes[key] = (*self.notes(key, act.at), Note(act.person, act.at, text))

    def notes_by(self, person):
        """(key of a decision, note) of all that somebody has noted, for as long as it is kept."""
        return ((key, note) for key, notes in self._notes.items() for note in notes if note.person == person)

    def add_approval(self, person, uid):
        """Somebody approves of an edition that needs more people."""
        self.agreed.insert((person, uid))

    def approved_by(self, person):
        """The uids of what somebody has approved, some of it changed or decided since."""
        if person is None:
            return []
        return [uid for _person, uid in self.agreed.keys(min=(person,), max=(person, _LAST_UID))]

    def expired(self, now):
        """The keys whose claims, and those whose notes, have had their time: nothing is written to find out."""
        claims = [key for key, claim in self.claims.items() if claim.until <= now]
        notes = [key for key, notes in self._notes.items() if len(self.notes(key, now)) < len(notes)]
        return claims, notes

    def purge_expired(self, now, decided=()):
        """Drop what has run out, and the ``decided`` of :attr:`agreed`; returns how much it was."""
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
