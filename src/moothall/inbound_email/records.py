"""The emails that were taken: a second delivery of one changes nothing, and a person's number per hour is limited."""

import hashlib
from datetime import datetime, timedelta

from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree
from persistent import Persistent

from moothall.core.base.shards import delete_where, new_shards, shard_of
from moothall.people.store import PeopleStore

DATA_KEY = "inbound email"
#: Time for which a second delivery is noticed; mail servers give up after 5 days (RFC 5321, 4.5.4.1).
MEMORY = timedelta(days=30)
HOUR = timedelta(hours=1)


class TakenEmails(Persistent):
    """Hash of a Message-ID → time, and person → times of the last hour."""

    def __init__(self) -> None:
        self._taken = new_shards(LOBTree)
        self._recent = OOBTree()

    def is_taken(self, key: int) -> bool:
        """Return True if the email with this key was taken before."""
        return key in shard_of(self._taken, key)

    def take(self, key: int, person: str, now: datetime) -> None:
        """Note an email of a person."""
        shard_of(self._taken, key)[key] = now
        self._recent[person] = (*self._since(person, now), now)

    def wait_for(self, person: str, now: datetime, limit: int) -> bool:
        """Return True if a person has sent as many emails in the last hour as are taken."""
        return len(self._since(person, now)) >= limit

    def _since(self, person: str, now: datetime) -> tuple[datetime, ...]:
        return tuple(at for at in self._recent.get(person, ()) if at > now - HOUR)

    def forget(self, person: str) -> None:
        """Delete what is stored about a person."""
        self._recent.pop(person, None)

    def purge(self, now: datetime) -> int:
        """Delete what is older than :data:`MEMORY`; return the number of emails."""
        for person in [one for one in self._recent if not self._since(one, now)]:
            del self._recent[person]
        return delete_where(self._taken, lambda at: at < now - MEMORY)


def key_of(person: str, uid: int, message_id: str, content: bytes) -> int:
    """Return the key of an email to a reply address; without Message-ID, it is that of its content."""
    named = message_id.encode() or hashlib.sha256(content).digest()
    digest = hashlib.blake2b(repr((person, uid, named)).encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 1


def taken_emails(people: PeopleStore) -> TakenEmails:
    """Return the stored emails, for a change."""
    return people.feature_data(DATA_KEY, TakenEmails)
