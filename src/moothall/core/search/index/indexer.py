"""Keeps the index in step with the queue of changed items.

A change writes its uid into the queue in its own transaction. The indexer
reads a batch of them, loads each item as it is now, writes the index in one
commit, and only then takes the keys out of the queue, those whose ticket has
not changed meanwhile. Whatever is killed at whatever point, the keys are still
there or the index has the item; doing it twice does no harm.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from moothall.core.search.index.interface import IndexDocument, IndexUnavailable
from moothall.core.search.index.limits import BATCH

log = logging.getLogger(__name__)

#: Seconds between looks at the queue without being woken: another process may have written.
POLL = 2.0

#: Seconds between being woken and looking: what is written one after the other is indexed together.
GATHERING = 0.25

#: Seconds of waiting after a failure; doubled at each further one.
FIRST_WAIT = 0.5
MAX_WAIT = 60.0

#: Seconds until an item that could not be read or indexed is tried again, unless it changes before.
REFUSED_FOR = 20.0


class Queue(Protocol):
    """What the indexer asks of the queue. All of it is called from one thread."""

    #: The id of the transaction that the last `peek` saw as the newest.
    tid: bytes

    def peek(self, limit: int) -> list[tuple[int, object]]:
        """Return up to ``limit`` pairs (uid, ticket) from a new snapshot.

        Items loaded afterwards are as of that snapshot or newer, never older.
        """

    def done(self, entries: list[tuple[int, object]]) -> None:
        """Delete, in a transaction of its own, those whose ticket has not changed."""


@dataclass(frozen=True, slots=True)
class Lag:
    """How far the index is behind."""

    #: Keys seen at the last look; at the limit of a batch there may be more.
    pending: int
    #: Seconds since the index last had everything; 0 where it has.
    seconds: float
    watermark: bytes | None
    #: Keys left in the queue because their items could not be read or indexed.
    refused: int
    #: What went wrong last, ``None`` if it has gone right since.
    error: str | None


class Indexer:
    """Empties the queue into the index.

    ``load`` gives the document of a uid, or ``None`` where there is none any more. ``refill`` is called when
    the index turns out to be new or to have been deleted: it sees to it that every item is in the queue, or
    has the index rebuilt.
    """

    def __init__(
        self,
        index,
        queue: Queue,
        load: Callable[[int], IndexDocument | None],
        refill: Callable[[], None] | None = None,
        batch: int = BATCH,
        monotonic: Callable[[], float] = time.monotonic,
    ):
        self._index, self._queue, self._load, self._refill = index, queue, load, refill
        self._batch = batch
        self._monotonic = monotonic
        self._reached = threading.Condition()
        self._reached_tid = b""
        self._behind_since = None
        self._pending = 0
        self._refused = {}
        self._error = None

    def drain(self, stopping=lambda: False):
        """Work until nothing is left that can be done; how many keys that were."""
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

    def wait_for(self, tid, timeout):
        """Wait until the index has reached a transaction; whether it has."""
        with self._reached:
            return self._reached.wait_for(lambda: self._reached_tid >= tid, timeout)

    def lag(self):
        since = self._behind_since
        return Lag(
            self._pending,
            0.0 if since is None else self._monotonic() - since,
            self._reached_tid or None,
            len(self._refused),
            self._error,
        )

    def failed(self, error):
        """Note a failure, for the report of the lag."""
        self._error = f"{type(error).__name__}: {error}"
        if self._behind_since is None:
            self._behind_since = self._monotonic()

    def _refill_if_lost(self):
        if self._refill is not None and self._index.watermark() is None:
            log.info("The search index is empty; every item is queued to be indexed.")
            self._refill()
            # From here on the queue holds everything, whatever happens to this process.
            if self._index.watermark() is None:
                self._index.set_watermark(b"\0" * 8)

    def _step(self):
        """One batch: how many keys were done, and whether to go on."""
        # Keys of items that cannot be indexed stay at hand, so ask for as many more.
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

    def _write(self, entries, tid):
        documents, gone, done = [], [], []
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
            # That is not the items' fault.
            self._refused.clear()
            raise RuntimeError("None of the queued items could be read.")
        try:
            self._index.apply(documents, gone, None if self._refused else tid)
        except IndexUnavailable:
            raise
        except Exception:
            log.exception("A batch of %d cannot be indexed together; trying one by one.", len(done))
            done = self._write_singly(documents, gone, dict(done))
        return done

    def _write_singly(self, documents, gone, tickets):
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

    def _refuse(self, uid, ticket, error):
        log.error("Item %d cannot be indexed and stays in the queue.", uid, exc_info=error)
        self._refused[uid] = (ticket, self._monotonic() + REFUSED_FOR)

    def _is_refused(self, uid, ticket):
        refused = self._refused.get(uid)
        return refused is not None and refused[0] == ticket

    def _caught_up(self, tid):
        self._pending = 0
        self._behind_since = None
        self._error = None
        if not self._refused:
            with self._reached:
                self._reached_tid = max(self._reached_tid, tid)
                self._reached.notify_all()


class IndexerThread:
    """Runs an indexer until it is stopped; failures are logged and tried again after a while."""

    def __init__(self, indexer, poll=POLL):
        self.indexer = indexer
        self._poll = poll
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread = None

    def start(self):
        if self._thread is None:
            self._stop.clear()
            self._thread = threading.Thread(target=self._run, name="moothall-indexer", daemon=True)
            self._thread.start()

    def wake(self):
        """Something was queued: look now."""
        self._wake.set()

    def stop(self, timeout=10.0):
        """Finish the batch under way and stop; whether it did in time."""
        self._stop.set()
        self._wake.set()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join(timeout)
            return not thread.is_alive()
        return True

    @property
    def alive(self):
        """Whether it is running."""
        return self._thread is not None and self._thread.is_alive()

    def lag(self):
        return self.indexer.lag()

    def _run(self):
        wait = 0.0
        while not self._stop.is_set():
            self._wake.clear()
            try:
                self.indexer.drain(self._stop.is_set)
            except Exception as error:
                self.indexer.failed(error)
                wait = min(max(wait * 2, FIRST_WAIT), MAX_WAIT)
                # A lock held by a rebuild elsewhere, or a full disk, says enough in a line.
                known = isinstance(error, IndexUnavailable)
                log.error("The indexer failed and tries again in %.1f s: %s", wait, error, exc_info=not known)
                # Waking does not shorten this: whatever failed needs the time.
                self._stop.wait(wait)
            else:
                wait = 0.0
                if self._wake.wait(self._poll):
                    # Each commit of the index costs as much as the writing of a document; searches do not wait for it.
                    self._stop.wait(GATHERING)
