"""Slows down whoever guesses passwords, and nobody else.

Only failed log-ins count.  They are counted for the log-in that was typed,
whether or not there is such an account, and for the network they came from.
After some free tries each further one has to wait, twice as long each time up
to a longest wait; nobody is ever locked out for good.  So that strangers
cannot keep somebody from their own account by failing on purpose, a network
from which that person has logged in before is counted by itself.

The keys are keyed hashes: no address and no log-in can be read from the
database.  They are random, in sixteen trees, so writers rarely meet.
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

FIRST_WAIT = timedelta(seconds=1)
#: After so long without a failure, earlier ones are forgotten.
MEMORY = timedelta(hours=24)
#: How long a network stays familiar after a log-in from it.
FAMILIAR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many tries are free and how long the wait may grow."""

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
    def of_mails(cls, settings) -> "Limits":
        """For mails that anybody can have sent to any address: they are not to become a nuisance there."""
        return cls(
            settings.mails_free_tries, settings.mails_network_free_tries, longest_wait=timedelta(hours=6),
            first_wait=timedelta(minutes=5),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LoginAttempt:
    """One attempt to log in: the keys under which it would be counted."""

    account: bytes
    network: bytes
    #: This log-in from this network.
    pair: bytes


def login_attempt(secret: bytes, login: str, address: str | None, what: str = "") -> LoginAttempt:
    """The attempt to log in as ``login`` from ``address``, or ``what`` else is counted apart from log-ins."""
    network = network_of(address)
    return LoginAttempt(
        _key(secret, f"{what}account", login), _key(secret, f"{what}network", network),
        _key(secret, f"{what}pair", f"{network} {login}"),
    )  # fmt: skip


class Throttle(Persistent):
    """Failed log-ins: ``{key: (how many, when the last)}``."""

    def __init__(self):
        self._failures = new_shards(OOBTree)
        self._familiar = new_shards(OOBTree)

    def wait(self, attempt: LoginAttempt, now: datetime, limits: Limits) -> int:
        """Seconds until this attempt will be looked at; 0 when it may be now."""
        ends = [now]
        for key, free in self._counted(attempt, now, limits):
            failures, last = self._remembered(key, now)
            ends.append(last + _delay(failures, free, limits))
        return math.ceil((max(ends) - now).total_seconds())

    def take(self, attempt: LoginAttempt, now: datetime, limits: Limits) -> int:
        """Count the attempt as failed, unless it has to wait; returns the seconds to wait.

        It is counted before the password is looked at, so that many attempts
        at once are not all let through by the same count.
        """
        wait = self.wait(attempt, now, limits)
        if not wait:
            for key, _ in self._counted(attempt, now, limits):
                failures, _ = self._remembered(key, now)
                shard_of(self._failures, key[0])[key] = (failures + 1, now)
        return wait

    def failures(self, attempt: LoginAttempt, now: datetime, limits: Limits) -> int:
        """How many failures are remembered for what was typed, or for it from this network where that is familiar."""
        key, _free = next(iter(self._counted(attempt, now, limits)))
        return self._remembered(key, now)[0]

    def succeeded(self, attempt: LoginAttempt, now: datetime, limits: Limits) -> None:
        """Forget the failures on this account; those of the network stay, but for this attempt.

        Otherwise whoever has an account could begin afresh by logging in to it.
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
        """Drop what is no longer remembered; returns how many."""
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
