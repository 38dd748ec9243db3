"""Reports of mail servers that an email could not be delivered (RFC 3464), counted for each address.

They come to an address that is signed for the recipient.  After several permanent errors, notifications are not sent
to the address until the person says that it works again, or has another one.
"""

import re
from datetime import datetime
from typing import NamedTuple

from BTrees.OOBTree import OOBTree

from moothall.core.storage.databases import PEOPLE
from moothall.core.storage.write_lock import write_apart
from moothall.inbound_email.reading import parse, status_fields
from moothall.inbound_email.records import key_of
from moothall.people.store import PeopleStore

DATA_KEY = "bounces"
#: Permanent errors after which an address is paused.
MOST = 3
#: Maximum length of the explanation of a mail server.
MAX_REASON_LENGTH = 300
_PERMANENT = re.compile(r"^5\.\d{1,3}\.\d{1,3}")


class Bounces(NamedTuple):
    """The errors of one address: their number, the last one, and the keys of the reports."""

    address: str
    count: int
    at: datetime
    reason: str
    keys: tuple[int, ...] = ()

    @property
    def is_paused(self) -> bool:
        """Return True if no notifications are sent to the address."""
        return self.count >= MOST


def bounces_of(people, account) -> Bounces | None:
    """Return the errors of the address that an account has now, or None."""
    stored = people.feature_data(DATA_KEY)
    found = stored.get(account.id) if stored is not None else None
    return Bounces(*found) if found is not None and found[0] == account.email else None


def forget_bounces(people, person: str) -> None:
    """Forget the errors of a person's address, so that emails are sent again."""
    stored = people.feature_data(DATA_KEY)
    if stored is not None:
        stored.pop(person, None)


def is_paused(people, account) -> bool:
    """Return True if no notifications are sent to an account because emails came back."""
    found = bounces_of(people, account)
    return found is not None and found.is_paused


def paused_count(people) -> int:
    """Return the number of paused addresses."""
    stored = people.feature_data(DATA_KEY)
    return sum(Bounces(*found).is_paused for found in stored.values()) if stored is not None else 0


def permanent_error(content: bytes) -> str | None:
    """Return the explanation in the report of a permanent error, or None for any other email."""
    for fields in status_fields(parse(content)):
        action = str(fields.get("Action", "")).strip().lower()
        status = str(fields.get("Status", "")).strip()
        if action == "failed" and _PERMANENT.match(status):
            diagnostic = str(fields.get("Diagnostic-Code", "")).partition(";")[2] or status
            return " ".join(diagnostic.split())[:MAX_REASON_LENGTH]
    return None


def count_bounce(registry, token, content: bytes, message_id: str, reason: str) -> bool:
    """Count a permanent error; return False if the token is not for the address that the person has now."""

    def note(root) -> bool:
        people = PeopleStore(root[PEOPLE])
        account = people.by_id(token.person)
        if account is None or not account.email or not token.is_for(people, account):
            return False
        before = bounces_of(people, account)
        keys = before.keys if before is not None else ()
        key = key_of(account.id, 0, message_id, content)
        if key not in keys:
            count = (before.count if before is not None else 0) + 1
            found = Bounces(account.email, count, registry.clock(), reason, (*keys, key)[-MOST:])
            people.feature_data(DATA_KEY, OOBTree)[account.id] = tuple(found)
        return True

    return write_apart(registry, PEOPLE, note)


def includeme(config):
    config.add_email_pause("bounces", is_paused)
