"""Update the index from the queue of changed items.

A change writes its uid into the queue in its own transaction. The indexer
reads a batch, loads each item in its current state, writes the index in one
commit, and only then removes the keys from the queue, except those whose ticket
changed in the meantime. If the process dies at any point, either the key is still
queued or the index has the item; indexing an item twice does no harm.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from moothall.core.base.backoff import pause_after
from moothall.core.search.index.interface import IndexDocument, IndexUnavailable
from moothall.core.search.index.limits import BATCH

log = logging.getLogger(__name__)

#: Seconds between checks of the queue without a wake-up, because another process can have written.
POLL = 2.0

#: Seconds between a wake-up and the check, so that consecutive changes are indexed together.
GATHERING = 0.25

#: Seconds of waiting after the first failure, about doubled at each further one up to the maximum.
FIRST_WAIT = 0.5
MAX_WAIT = 60.0

#: Seconds until an item that could not be indexed is retried, unless it changes before.
REFUSED_FOR = 20.0


class Queue(Protocol):
    """The queue as the indexer uses it. All methods are called from one thread."""

    #: The id of the newest transaction visible to the last `peek`.
    tid: bytes

    def peek(self, limit: int) -> list[tuple[int, object]]:
        """Return up to ``limit`` pairs (uid, ticket) from a new snapshot.

        Items loaded afterwards are as of that snapshot or newer, never older.
        """

    def done(self, entries: list[tuple[int, object]]) -> None:
        """Delete, in a separate transaction, those entries whose ticket has not changed."""


@dataclass(frozen=True, slots=True)
class Lag:
    """How far the index is behind the database."""

    #: Keys seen at the last check; at the limit of a batch there can be more.
    pending: int
    #: Seconds since the index was last complete; 0 if it is.
    seconds: float
    watermark: bytes | None
    #: Keys left in the queue because their items could not be read or indexed.
    refused: int
    #: The last failure, None after a success.
    error: str | None


class Indexer:
    """Empties the queue into the index.

    ``load`` returns the document of a uid, or None if the item does not exist. ``refill`` is called when
    the index is new or was deleted: it must queue every item, or rebuild the index.
    """

    def __init__(
        self,
        index: Any,
        queue: Queue,
        load: Callable[[int], IndexDocument | None],
        refill: Callable[[], None] | None = None,
        batch: int = BATCH,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._index, self._queue, self._load, self._refill = index, queue, load, refill
        self._batch = batch
        self._monotonic = monotonic
        self._reached = threading.Condition()
        self._reached_tid = b""
        self._behind_since: float | None = None
        self._pending = 0
        self._refused: dict[int, tuple[object, float]] = {}
        self._error: str | None = None

    def drain(self, stopping: Callable[[], bool] = lambda: False) -> int:
        """Index until the queue has nothing left that can be indexed; return the number of keys done."""
        self._refill_if_lost()
        now = self._monotonic()
        self._refused = {uid: refused for uid, refused in self._refused.items() if refused[1] > now}
        done = 0
        while not stopping():
            worked, more = self._step()
            done += worked
            if not more:
                break
        return done

    def wait_for(self, tid: bytes, timeout: float) -> bool:
        """Wait up to ``timeout`` seconds until the index has reached a transaction; return True if it has."""
        with self._reached:
            return self._reached.wait_for(lambda: self._reached_tid >= tid, timeout)

    def lag(self) -> Lag:
        """Return how far the index is behind."""
        since = self._behind_since
        return Lag(
            self._pending,
            0.0 if since is None else self._monotonic() - since,
            self._reached_tid or None,
            len(self._refused),
            self._error,
        )

    def failed(self, error: Exception) -> None:
        """Record a failure for :meth:`lag`."""
        self._error = f"{type(error).__name__}: {error}"
        if self._behind_since is None:
            self._behind_since = self._monotonic()

    def _refill_if_lost(self) -> None:
        if self._refill is not None and self._index.watermark() is None:
            log.info("The search index is empty; every item is queued to be indexed.")
            self._refill()
            # The queue is now complete, even if this process dies.
            if self._index.watermark() is None:
                self._index.set_watermark(b"\0" * 8)

    def _step(self) -> tuple[int, bool]:
        """Index one batch; return the number of keys done, and whether to continue."""
        # Keys of refused items stay in the queue, so ask for as many more.
        entries = self._queue.peek(self._batch + len(self._refused))
        tid = self._queue.tid
        everything = len(entries) < self._batch + len(self._refused)
        todo = [(uid, ticket) for uid, ticket in entries if not self._is_refused(uid, ticket)]
        self._pending = len(todo)
        if todo and self._behind_since is None:
            self._behind_since = self._monotonic()
        done = self._write(todo, tid if everything else None) if todo else []
        if done:
            self._queue.done(done)
        if everything:
            self._caught_up(tid)
        return len(done), bool(todo) and not everything

    def _write(self, entries: list[tuple[int, object]], tid: bytes | None) -> list[tuple[int, object]]:
        documents: list[IndexDocument] = []
        gone: list[int] = []
        done: list[tuple[int, object]] = []
        for uid, ticket in entries:
            try:
                document = self._load(uid)
            except Exception as error:
                self._refuse(uid, ticket, error)
                continue
            self._refused.pop(uid, None)
            done.append((uid, ticket))
            if document is None:
                gone.append(uid)
            else:
                documents.append(document)
        if not done and len(entries) > 1:
            # The items are not the cause if all of them fail.
            self._refused.clear()
            raise RuntimeError("None of the queued items could be read.")
        try:
            self._index.apply(documents, gone, None if self._refused else tid)
        except IndexUnavailable:
            raise
        except Exception:
            log.exception("A batch of %d cannot be indexed together; indexing each document separately.", len(done))
            done = self._write_singly(documents, gone, dict(done))
        return done

    def _write_singly(
        self, documents: list[IndexDocument], gone: list[int], tickets: dict[int, object]
    ) -> list[tuple[int, object]]:
        self._index.forget(gone)
        done = [(uid, tickets[uid]) for uid in gone]
        for document in documents:
            try:
                self._index.put([document])
            except IndexUnavailable:
                raise
            except Exception as error:
                self._refuse(document.uid, tickets[document.uid], error)
            else:
                done.append((document.uid, tickets[document.uid]))
        return done

    def _refuse(self, uid: int, ticket: object, error: Exception) -> None:
        log.error("Item %d cannot be indexed and stays in the queue.", uid, exc_info=error)
        self._refused[uid] = (ticket, self._monotonic() + REFUSED_FOR)

    def _is_refused(self, uid: int, ticket: object) -> bool:
        refused = self._refused.get(uid)
        return refused is not None and refused[0] == ticket

    def _caught_up(self, tid: bytes) -> None:
        self._pending = 0
        self._behind_since = None
        self._error = None
        if not self._refused:
            with self._reached:
                self._reached_tid = max(self._reached_tid, tid)
                self._reached.notify_all()


class IndexerThread:
    """Runs an indexer until it is stopped; failures are logged and retried after a while."""

    def __init__(self, indexer: Indexer, poll: float = POLL, failed: Callable[[Exception], Any] = repr) -> None:
        self.indexer = indexer
        self._failed = failed
        self._poll = poll
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread unless it is running."""
        if self._thread is None:
            self._stop.clear()
            self._thread = threading.Thread(target=self._run, name="moothall-indexer", daemon=True)
            self._thread.start()

    def wake(self) -> None:
        """Check the queue now."""
        self._wake.set()

    def stop(self, timeout: float = 10.0) -> bool:
        """Finish the current batch and stop; return True if that took less than ``timeout`` seconds."""
        self._stop.set()
        self._wake.set()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join(timeout)
            return not thread.is_alive()
        return True

    @property
    def alive(self) -> bool:
        """Return True if the thread is running."""
        return self._thread is not None and self._thread.is_alive()

    def lag(self) -> Lag:
        """Return how far the index is behind."""
        return self.indexer.lag()

    def _run(self) -> None:
        failures = 0
        while not self._stop.is_set():
            self._wake.clear()
            try:
                self.indexer.drain(self._stop.is_set)
            except Exception as error:
                self.indexer.failed(error)
                failures += 1
                wait = pause_after(failures, FIRST_WAIT, MAX_WAIT)
                # No traceback is needed for an index that is locked by a rebuild or cannot be written.
                known = isinstance(error, IndexUnavailable)
                log.error("The indexer failed; the next attempt is in %.1f s: %s", wait, error, exc_info=not known)
                self._failed(error)
                # A wake-up does not shorten this pause, because the cause of the failure needs time to go away.
                self._stop.wait(wait)
            else:
                failures = 0
                if self._wake.wait(self._poll):
                    # A commit of the index costs as much as writing a document; searches do not wait for it.
                    self._stop.wait(GATHERING)
