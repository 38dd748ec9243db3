"""How writes take turns, and what happens when one cannot be saved.

Within a process, unsafe requests begin and commit one after the other: each
waits in a fair queue before its snapshot is taken, so they do not meet in the
database.  The body has been read by then, and what takes long (hashing a
password) has been prepared.  Whoever has waited too long goes ahead and risks
a conflict; other processes are not waited for at all.  A conflict is tried
again after a random pause, several times.

`includeme` takes the place of ``config.include("pyramid_retry")``.
"""

import random
import threading
import time
from collections import deque
from contextlib import contextmanager

import transaction
import ZODB.Connection
from pyramid.tweens import INGRESS
from pyramid_retry import BeforeRetry, RetryableExecutionPolicy
from transaction.interfaces import TransientError

from moothall.core.failures import is_storage_trouble
from moothall.core.settings import settings_of
from moothall.core.web import limits
from moothall.core.web.lastresort import broken, complete

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

TM = "pyramid_tm.tm_tween_factory"

FIRST_PAUSE, LONGEST_PAUSE = 0.02, 0.5


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
    def turn(self, timeout: float):
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


@contextmanager
def turn(registry):
    """A turn to write: taken like a request's, given back at the end."""
    lock = registry.moothall_write_lock
    mine = lock.acquire(settings_of(registry).write_lock_wait)
    try:
        yield
    finally:
        if mine:
            lock.release()


def in_turn(registry, work, attempts: int = 8):
    """Call ``work()``, which begins and commits a transaction, when it is our turn; again when it met another one."""
    for attempt in range(attempts - 1):
        try:
            with turn(registry):
                return work()
        except TransientError:
            pause(attempt)
    with turn(registry):
        return work()


def write_lock_tween_factory(handler, registry):
    """Let unsafe requests take turns, from before their snapshot until after their commit."""
    settings = settings_of(registry)
    lock = registry.moothall_write_lock
    unlocked = registry.moothall_unlocked_views
    preparations = registry.moothall_preparations

    def write_lock_tween(request):
        if request.method in SAFE_METHODS or limits.refusal(request) is not None:
            return handler(request)
        view = limits.last_segment(request)
        if view in unlocked:
            return handler(request)
        if view in preparations and "moothall.prepared" not in request.environ:
            # A retried request finds what the first attempt has prepared.
            request.environ["moothall.prepared"] = preparations[view](request)
        with lock.turn(settings.write_lock_wait):
            return handler(request)

    return write_lock_tween


def storage_watch_tween_factory(handler, registry):
    """After an error of the storage, drop the connections that may have kept something of it.

    A ZEO client can keep wrong oids when its server was restarted, a broken
    connection to PostgreSQL stays broken, and a transaction that found the
    disk full leaves objects in memory that are in no database.
    """

    def storage_watch_tween(request):
        try:
            response = handler(request)
        except Exception as error:
            if is_storage_trouble(error):
                drop_connections(registry)
            raise
        if is_storage_trouble(getattr(request, "exception", None)):
            # The request's own connections go back to the pool when it ends, so the pool is emptied after that.
            request.add_finished_callback(lambda request: drop_connections(registry))
        return response

    return storage_watch_tween


def drop_connections(registry) -> None:
    """Release every connection that is not in use, and empty the caches of those that are when they come back."""
    ZODB.Connection.resetCaches()
    for database in registry._zodb_databases.values():
        size = database.getPoolSize()
        database.setPoolSize(0)
        database.setPoolSize(size)


def write_apart(registry, database: str, change, attempts: int = 6):
    """Call ``change(root)`` in a short transaction of its own on one database, and commit it.

    For what must be kept whatever becomes of the request, such as a failed
    log-in, which is answered by an error and so saves nothing else.
    """
    manager = transaction.TransactionManager(explicit=True)
    wait = settings_of(registry).write_lock_wait
    attempt = 0
    while True:
        with registry.moothall_write_lock.turn(wait):
            manager.begin()
            connection = registry._zodb_databases[database].open(manager)
            try:
                result = change(connection.root())
                manager.commit()
                return result
            except BaseException as error:
                manager.abort()
                if not isinstance(error, TransientError) or attempt + 1 == attempts:
                    raise
            finally:
                connection.close()
        pause(attempt)
        attempt += 1


def pause(attempt: int) -> None:
    """Wait a random while before trying again, longer each time."""
    longest = min(FIRST_PAUSE * 2**attempt, LONGEST_PAUSE)
    time.sleep(random.uniform(0, longest))  # noqa: S311  # nobody gains by foreseeing it


def execution_policy(settings):
    """Try a request again after conflicts, and never answer with a trace."""
    retrying = RetryableExecutionPolicy(settings.write_attempts)

    def policy(environ, router):
        # Before the body is read, which trying again needs.
        limits.look_at_length(environ, settings)
        try:
            return retrying(environ, router)
        except Exception as error:
            return complete(broken(error, environ), settings)
        finally:
            limits.close_copied_body(environ)

    return policy


def _prepare_retry(event):
    # Parsed uploads are files that have been read to their end; they are parsed anew.
    event.environ.pop("webob._parsed_post_vars", None)
    pause(event.environ["retry.attempt"])


def includeme(config):
    settings = settings_of(config.registry)
    registry = config.registry
    registry.moothall_write_lock = FairLock()
    registry.moothall_unlocked_views = set()
    registry.moothall_preparations = {}
    config.add_directive("write_without_lock", _write_without_lock)
    config.add_directive("prepare_before_lock", _prepare_before_lock)
    config.add_subscriber(_prepare_retry, BeforeRetry)
    config.set_execution_policy(execution_policy(settings))
    limits_tween = "moothall.core.web.limits.limits_tween_factory"
    config.add_tween("moothall.core.writing.storage_watch_tween_factory", under=(limits_tween, INGRESS), over=TM)
    config.add_tween(
        "moothall.core.writing.write_lock_tween_factory",
        under="moothall.core.writing.storage_watch_tween_factory",
        over=TM,
    )


def _write_without_lock(config, *view_names: str):
    """Directive: these views hash passwords or wait for others, and write by `write_apart` if at all."""
    config.registry.moothall_unlocked_views.update(view_names)


def _prepare_before_lock(config, view_name: str, prepare):
    """Directive: call ``prepare(request)`` before unsafe requests to that view take the lock.

    What it returns is ``request.environ["moothall.prepared"]``, also in each
    further attempt.  It must not look at the database: there is no snapshot yet.
    """
    config.registry.moothall_preparations[view_name] = prepare
