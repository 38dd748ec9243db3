"""The write lock, and retries of writes after conflicts.

Within a process, unsafe requests begin and commit one after the other: each waits in a fair queue before
its snapshot is taken, so that they do not conflict in the database.  A request that has waited too long
continues and risks a conflict; the lock does not cover other processes.  After a conflict, the write is
retried several times with random pauses.
"""

import random
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from pyramid.config import Configurator
from pyramid.registry import Registry
from transaction.interfaces import TransientError

from moothall.core.base.settings import settings_of
from moothall.core.storage.databases import OpenDatabases, open_databases
from moothall.core.storage.statistics import CONFLICTS, GIVEN_UP, RETRIES, count

#: Upper limit of the first random pause, and of all pauses, in seconds.
FIRST_PAUSE, MAX_PAUSE = 0.02, 0.5

Result = TypeVar("Result")


class FairLock:
    """A lock that threads acquire in the order of their requests."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._queue: deque[tuple[int, threading.Event]] = deque()
        self._owner: int | None = None

    def acquire(self, timeout: float) -> bool:
        """Wait for the lock, at most ``timeout`` seconds; return False if it was not free in that time."""
        me = threading.get_ident()
        with self._guard:
            if self._owner is None:
                self._owner = me
                return True
            turn = threading.Event()
            ticket = (me, turn)
            self._queue.append(ticket)
        if turn.wait(timeout):
            return True
        with self._guard:
            # The lock may have been passed on at the moment the wait ended.
            if turn.is_set():
                return True
            self._queue.remove(ticket)
            return False

    def release(self) -> None:
        """Pass the lock to the thread that has waited longest."""
        with self._guard:
            if self._owner != threading.get_ident():
                raise RuntimeError("released by a thread that does not hold it")
            if self._queue:
                self._owner, turn = self._queue.popleft()
                turn.set()
            else:
                self._owner = None

    @property
    def is_mine(self) -> bool:
        """Return True if the current thread has the lock."""
        return self._owner == threading.get_ident()

    @property
    def waiting(self) -> int:
        """Return the number of waiting threads."""
        return len(self._queue)

    @contextmanager
    def hold(self, timeout: float) -> Iterator[bool]:
        """Hold the lock, or continue without it after ``timeout`` seconds; yield True if it is held."""
        if self.is_mine:
            yield True
            return
        held = self.acquire(timeout)
        try:
            yield held
        finally:
            if held:
                self.release()


def retry_on_conflict(work: Callable[[], Result], attempts: int = 8) -> Result:
    """Return the result of ``work()``, called again after a pause on a write conflict, at most ``attempts`` times."""
    for attempt in range(attempts):
        try:
            return work()
        except TransientError:
            count(CONFLICTS)
            if attempt == attempts - 1:
                count(GIVEN_UP)
                raise
            count(RETRIES)
            pause(attempt)
    raise ValueError("attempts must be 1 or more")


def with_write_lock(registry: Registry, work: Callable[[], Result], attempts: int = 8) -> Result:
    """Call ``work()``, which begins and commits a transaction, under the write lock; retry on conflict."""

    def locked() -> Result:
        with registry.moothall_write_lock.hold(settings_of(registry).write_lock_wait):
            return work()

    return retry_on_conflict(locked, attempts)


def write(registry: Registry, work: Callable[[OpenDatabases], Result], database: str = "", attempts: int = 8) -> Result:
    """Return the result of ``work(databases)``, called in a transaction of its own, which is committed.

    It runs under the write lock, outside of a request, and is retried on conflict.
    """

    def attempt() -> Result:
        with open_databases(registry, database) as databases:
            result = work(databases)
            databases.commit()
            return result

    return with_write_lock(registry, attempt, attempts)


def write_in_batches(registry: Registry, batch: Callable[[OpenDatabases], int]) -> int:
    """Call ``batch(databases)`` until it returns 0, each time in a transaction of its own; return the sum.

    Between two batches other writers get the write lock.
    """
    total = 0
    while done := write(registry, batch):
        total += done
    return total


def write_apart(registry: Registry, database: str, change: Callable[[Any], Result], attempts: int = 6) -> Result:
    """Return the result of ``change(root)``, committed in a short transaction of its own on one database.

    Use it for data that must be stored even if the request fails, such as a failed login.
    """
    return write(registry, lambda databases: change(databases.root), database, attempts)


def pause(attempt: int) -> None:
    """Sleep for a random time before a retry, which grows with each attempt."""
    longest = min(FIRST_PAUSE * 2**attempt, MAX_PAUSE)
    time.sleep(random.uniform(0, longest))  # noqa: S311  # the pause need not be unpredictable


def includeme(config: Configurator) -> None:
    """Create the lock of the application."""
    config.registry.moothall_write_lock = FairLock()
