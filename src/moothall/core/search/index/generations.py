"""Where the index lives: a folder of databases, one of which is current.

::

    <folder>/current      a Xapian stub: one line that names the current database
    <folder>/lock         held by the process that writes
    <folder>/g-<random>/  a database

A rebuild makes a new database beside the current one and then replaces the
stub, in one step. Readers look at the stub at each search and open what it
names; a database that was replaced stays readable for those who have it open.
All of it is derived: whoever deletes the folder finds an empty index there,
without a watermark, which tells the indexer to fill it again.
"""

import fcntl
import logging
import os
import secrets
import shutil
import threading
from pathlib import Path

import xapian

from moothall.core.search.index.interface import IndexLocked, IndexUnavailable

log = logging.getLogger(__name__)

#: Changes with the meaning of terms, slots or stored data; an index with another one is built anew.
LAYOUT = b"2"

_LAYOUT_KEY = "layout"
_STUB = "current"


class Generations:
    """The folder. ``lock`` guards the writers: whoever touches one, or anything made from it, holds it."""

    def __init__(self, folder, durable=True):
        self.folder = Path(folder)
        self._flags = 0 if durable else xapian.DB_NO_SYNC
        self.lock = threading.RLock()
        self._writer = None
        self._stamp = None
        self._lock_file = None
        self._beside = None

    # Reading

    def stamp(self):
        """Changes whenever another database becomes the current one; ``None`` where there is none."""
        try:
            found = os.stat(self.folder / _STUB)
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns

    def open_reader(self):
        """The current database, freshly opened, or ``None`` where there is none that we can read."""
        name = self._current()
        if name is None:
            return None
        try:
            database = xapian.Database(str(self.folder / name))
        except xapian.DatabaseOpeningError:
            if (self.folder / name).exists() or self._current() != name:
                raise
            return None
        return database if database.get_metadata(_LAYOUT_KEY) == LAYOUT else None

    def _current(self):
        try:
            kind, _, name = (self.folder / _STUB).read_text("utf-8").strip().partition(" ")
        except (OSError, UnicodeDecodeError):
            return None
        return name if kind == "auto" and name.startswith("g-") and "/" not in name else None

    # Writing; all of it under `lock`.

    def writer(self):
        """The writer of the current database; opened once, and again when somebody replaced or deleted it."""
        if self._writer is not None and self._is_gone():
            log.warning("The search index was deleted or replaced while it was open.")
            self.let_go()
        if self._writer is None:
            self._claim()
            try:
                self._writer = self._open_current() or self._begin_empty()
            except BaseException:
                self.let_go()
                raise
            self._stamp = self.stamp()
        return self._writer

    def writers(self):
        """The writer, and the one of a rebuild where one is under way: what is written goes to both."""
        writer = self.writer()
        return [writer] if self._beside is None else [writer, self.beside]

    @property
    def beside(self):
        """The writer of the database that a rebuild is making, or ``None``."""
        return self._beside[1] if self._beside else None

    def begin(self):
        """Start a database beside the current one."""
        if self._beside is not None:
            raise IndexLocked()
        self.writer()
        self._beside = self._new()

    def adopt(self):
        """Make the database that was built beside the current one."""
        (name, database), self._beside = self._beside, None
        self._close(self._writer)
        self._writer = database
        self._point_to(name)

    def abandon(self):
        """Give up the database beside the current one."""
        if self._beside is not None:
            (name, database), self._beside = self._beside, None
            self._close(database)
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def let_go(self):
        """Close the writers and let others write."""
        self.abandon()
        writer, self._writer = self._writer, None
        self._close(writer)
        if self._lock_file is not None:
            self._lock_file.close()
            self._lock_file = None

    def _is_gone(self):
        # A database that was deleted takes writes all the same, and loses them.
        return self._stamp is None or self._stamp != self.stamp() or not (self.folder / self._current()).is_dir()

    def _claim(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        lock_file = open(self.folder / "lock", "ab")  # noqa: SIM115 - held until `let_go`
        try:
            fcntl.flock(lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock_file.close()
            raise IndexLocked() from None
        self._lock_file = lock_file
        current = self._current()
        for stray in self.folder.glob("g-*"):
            if stray.name != current:
                shutil.rmtree(stray, ignore_errors=True)

    def _open_current(self):
        name = self._current()
        if name is None:
            return None
        try:
            database = xapian.WritableDatabase(str(self.folder / name), xapian.DB_OPEN | self._flags)
            if database.get_metadata(_LAYOUT_KEY) == LAYOUT:
                return database
            self._close(database)
            log.warning("The search index has the layout of another release and is built anew.")
        except xapian.DatabaseLockError:
            raise IndexLocked() from None
        except xapian.DatabaseError as error:
            log.error("The search index cannot be opened and is built anew: %s", error)
        return None

    def _begin_empty(self):
        name, database = self._new()
        self._point_to(name)
        return database

    def _new(self):
        name = f"g-{secrets.token_hex(8)}"
        try:
            database = xapian.WritableDatabase(str(self.folder / name), xapian.DB_CREATE | self._flags)
            database.set_metadata(_LAYOUT_KEY, LAYOUT)
            database.commit()
        except xapian.Error as error:
            raise IndexUnavailable() from error
        return name, database

    def _point_to(self, name):
        fresh = self.folder / f"{_STUB}.new"
        with open(fresh, "w", encoding="utf-8") as stub:
            stub.write(f"auto {name}\n")
            stub.flush()
            os.fsync(stub.fileno())
        os.replace(fresh, self.folder / _STUB)
        self._stamp = self.stamp()
        for old in self.folder.glob("g-*"):
            if old.name != name:
                shutil.rmtree(old, ignore_errors=True)

    @staticmethod
    def _close(database):
        if database is not None:
            try:
                database.close()
            except xapian.Error as error:
                log.warning("Closing the search index: %s", error)
