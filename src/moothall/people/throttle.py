"""Slow down guessing of passwords.

Only failed logins count.  They are counted for the username that was typed, whether or not there is
such an account, and for the network they came from.  After some attempts without a delay, each further one has
to wait, twice as long each time up to a maximum; no account is ever locked permanently.
A network from which the person has logged in before is counted separately, so that strangers cannot
keep people from their own account by failing on purpose.

The keys are keyed hashes, so no address and no username can be read from the database.  They are
random, in sixteen trees, so writers rarely conflict.
"""

import hmac
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from moothall.core.base.shards import delete_where, new_shards, shard_of
from moothall.web.client_info import network_of

#: Wait after the first failure that has one; it doubles with each further failure.
FIRST_WAIT = timedelta(seconds=1)
#: Time without a failure after which earlier ones no longer count.
MEMORY = timedelta(hours=24)
#: Time for which a network counts as known after a login from it.
FAMILIAR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Limits:
    """Number of attempts without a delay, and maximum delay."""

    account_tries: int = 5
    network_tries: int = 40
    longest_wait: timedelta = timedelta(seconds=300)
    first_wait: timedelta = FIRST_WAIT

    @classmethod
    def of(cls, settings) -> "Limits":
        return cls(
            settings.login_free_tries, settings.network_free_tries, timedelta(seconds=settings.login_longest_wait)
        )

    @classmethod
    def of_emails(cls, settings) -> "Limits":
        """Return the limits for emails that anyone can have sent to any address."""
        return cls(
            settings.mails_free_tries, settings.mails_network_free_tries, longest_wait=timedelta(hours=6),
            first_wait=timedelta(minutes=5),
        )  # fmt: skip

    @classmethod
    def of_invitations(cls) -> "Limits":
        """Return the limits for emails that one person sends to one address, and to all."""
        return cls(5, 10_000, longest_wait=timedelta(hours=6), first_wait=timedelta(minutes=5))


@dataclass(frozen=True, slots=True)
class LoginAttempt:
    """One login attempt: the keys under which it is counted."""

    account: bytes
    network: bytes
    #: The key of this username from this network.
    pair: bytes


def login_attempt(secret: bytes, login: str, address: str | None, what: str = "") -> LoginAttempt:
    """Return the attempt to log in as ``login`` from ``address``, or ``what`` else is counted separately."""
    network = network_of(address)
    return LoginAttempt(
        _key(secret, f"{what}account", login), _key(secret, f"{what}network", network),
        _key(secret, f"{what}pair", f"{network} {login}"),
    )  # fmt: skip


def sending_attempt(secret: bytes, sender: str, address: str, what: str) -> LoginAttempt:
    """Return the attempt of a person to send an email of a kind to an address."""
    pair = _key(secret, f"{what} pair", f"{sender} {address}")
    return LoginAttempt(pair, _key(secret, f"{what} sender", sender), pair)


class Throttle(Persistent):
    """Failed logins: ``{key: (count, time of the last)}``."""

    def __init__(self):
        self._failures = new_shards(OOBTree)
        self._familiar = new_shards(OOBTree)

    def wait(self, attempt: LoginAttempt, now: datetime, limits: Limits) -> int:
        """Return the seconds until this attempt is accepted; 0 if it is now."""
        ends = [now]
        for key, free in self._counted(attempt, now, limits):
            failures, last = self._remembered(key, now)
            ends.append(last + _delay(failures, free, limits))
        return math.ceil((max(ends) - now).total_seconds())

    def take(self, attempt: LoginAttempt, now: datetime, limits: Limits) -> int:
        """Count the attempt as failed unless it has to wait; return the seconds to wait.

        It is counted before the password is checked, so that many simultaneous attempts do not all pass
        with the same count.
        """
        wait = self.wait(attempt, now, limits)
        if not wait:
            for key, _ in self._counted(attempt, now, limits):
                failures, _ = self._remembered(key, now)
                shard_of(self._failures, key[0])[key] = (failures + 1, now)
        return wait

    def failures(self, attempt: LoginAttempt, now: datetime, limits: Limits) -> int:
        """Return the number of failures for the username, or for it from this network if that is known."""
        key, _free = next(iter(self._counted(attempt, now, limits)))
        return self._remembered(key, now)[0]

    def succeeded(self, attempt: LoginAttempt, now: datetime, limits: Limits) -> None:
        """Delete the failures of this account; those of the network stay, except for this attempt.

        Otherwise people with an account could reset the count by logging in to it.
        """
        for key, _ in self._counted(attempt, now, limits):
            failures, last = self._remembered(key, now)
            tree = shard_of(self._failures, key[0])
            if key != attempt.network or failures <= 1:
                tree.pop(key, None)
            else:
                tree[key] = (failures - 1, last)
        shard_of(self._familiar, attempt.pair[0])[attempt.pair] = now

    def purge(self, now: datetime) -> int:
        """Delete counts that no longer matter; return their number."""
        failures = delete_where(self._failures, lambda stored: stored[1] + MEMORY <= now)
        return failures + delete_where(self._familiar, lambda last: last + FAMILIAR <= now)

    def _counted(self, attempt, now, limits) -> Iterable[tuple[bytes, int]]:
        known = shard_of(self._familiar, attempt.pair[0]).get(attempt.pair)
        familiar = known is not None and now < known + FAMILIAR
        yield (attempt.pair if familiar else attempt.account), limits.account_tries
        yield attempt.network, limits.network_tries

    def _remembered(self, key, now):
        failures, last = shard_of(self._failures, key[0]).get(key, (0, now))
        return (failures, last) if now < last + MEMORY else (0, now)


def _delay(failures, free, limits) -> timedelta:
    if failures < free:
        return timedelta(0)
    # Beyond 30 doublings the number would only overflow.
    return min(limits.first_wait * 2 ** min(failures - free, 30), limits.longest_wait)


def _key(secret, kind, text) -> bytes:
    return hmac.digest(secret, f"throttle {kind} {text}".encode("utf-8", "surrogatepass"), "sha256")[:16]
