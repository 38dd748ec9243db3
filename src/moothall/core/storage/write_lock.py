"""How writes take turns, and what happens when one cannot be saved.

Within a process, unsafe requests begin and commit one after the other: each
waits in a fair queue before its snapshot is taken, so they do not meet in the
database.  Whoever has waited too long goes ahead and risks a conflict; other
processes are not waited for at all.  A conflict is tried again after a random
pause, several times.
"""

import random
import threading
import time
from collections import deque
from contextlib import contextmanager

from transaction.interfaces import TransientError

from moothall.core.base.settings import settings_of
from moothall.core.storage.databases import open_databases

FIRST_PAUSE, MAX_PAUSE = 0.02, 0.5


class FairLock:
    """A lock that is handed over in the order in which it was asked for."""

    def __init__(self):
        self._guard = threading.Lock()
        self._queue = deque()
        self._owner = None

    def acquire(self, timeout: float) -> bool:
        """Wait for one's turn; False when it did not come in time."""
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
            # It may have been handed over in the very moment in which the wait ended.
            if turn.is_set():
                return True
            self._queue.remove(ticket)
            return False

    def release(self) -> None:
        """Hand the lock to whoever has waited longest."""
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
        """Whether the current thread holds it."""
        return self._owner == threading.get_ident()

    @property
    def waiting(self) -> int:
        """How many are in the queue."""
        return len(self._queue)

    @contextmanager
    def hold(self, timeout: float):
        """Hold the lock, or after ``timeout`` seconds go on without it; yields whether it is held."""
        if self.is_mine:
            yield True
            return
        held = self.acquire(timeout)
        try:
            yield held
        finally:
            if held:
                self.release()


def retry_on_conflict(work, attempts: int = 8):
    """Call ``work()`` and return its result; on a write conflict call it again after a pause, so often in all."""
    for attempt in range(attempts - 1):
        try:
            return work()
        except TransientError:
            pause(attempt)
    return work()


def with_write_lock(registry, work, attempts: int = 8):
    """Call ``work()``, which begins and commits a transaction, under the write lock; retry on conflict."""

    def locked():
        with registry.moothall_write_lock.hold(settings_of(registry).write_lock_wait):
            return work()

    return retry_on_conflict(locked, attempts)


def write(registry, work, database: str = "", attempts: int = 8):
    """Call ``work(databases)`` in a transaction of its own, commit it, and return what it returned.

    It runs under the write lock, outside of a request, and again on conflict.
    """

    def attempt():
        with open_databases(registry, database) as databases:
            result = work(databases)
            databases.commit()
            return result

    return with_write_lock(registry, attempt, attempts)


def write_apart(registry, database: str, change, attempts: int = 6):
    """Call ``change(root)`` in a short transaction of its own on one database, and commit it.

    For what must be kept whatever becomes of the request, such as a failed
    log-in, which is answered by an error and so saves nothing else.
    """
    return write(registry, lambda databases: change(databases.root), database, attempts)


def pause(attempt: int) -> None:
    """Wait a random while before trying again, longer each time."""
    longest = min(FIRST_PAUSE * 2**attempt, MAX_PAUSE)
    time.sleep(random.uniform(0, longest))  # noqa: S311  # nobody gains by foreseeing it


def includeme(config):
    config.registry.moothall_write_lock = FairLock()
