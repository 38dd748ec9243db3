"""The folder of the index: a set of databases, one of which is current.

::

    <folder>/current      a Xapian stub: one line with the name of the current database
    <folder>/lock         locked by the process that writes
    <folder>/g-<random>/  a database

A rebuild creates a new database next to the current one and then replaces the
stub atomically. Readers read the stub at each search and open the database
in it; a replaced database stays readable for those who have it open.
All of it is derived: if the folder is deleted, an empty index without a watermark
is created there, and the indexer fills it again.
"""

import fcntl
import logging
import os
import secrets
import shutil
import threading
from os import PathLike
from pathlib import Path
from typing import BinaryIO, cast

import xapian

from moothall.core.search.index.interface import IndexLocked, IndexUnavailable

log = logging.getLogger(__name__)

#: Version of terms, slots and stored data; an index with another one is rebuilt.
LAYOUT = b"4"

_LAYOUT_KEY = "layout"
_STUB = "current"


class Generations:
    """The folder of the index. ``lock`` must be held to use a writer, or anything derived from it."""

    def __init__(self, folder: str | PathLike[str], durable: bool = True) -> None:
        self.folder = Path(folder)
        self._flags = 0 if durable else xapian.DB_NO_SYNC
        self.lock = threading.RLock()
        self._writer: xapian.WritableDatabase | None = None
        self._stamp: tuple[int, int] | None = None
        self._lock_file: BinaryIO | None = None
        self._beside: tuple[str, xapian.WritableDatabase] | None = None

    # Reading

    def stamp(self) -> tuple[int, int] | None:
        """Return a value that changes when another database becomes the current one; None if there is none."""
        try:
            found = os.stat(self.folder / _STUB)
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns

    def open_reader(self) -> xapian.Database | None:
        """Open and return the current database; return None if there is none with our layout."""
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

    def _current(self) -> str | None:
        try:
            kind, _, name = (self.folder / _STUB).read_text("utf-8").strip().partition(" ")
        except (OSError, UnicodeDecodeError):
            return None
        return name if kind == "auto" and name.startswith("g-") and "/" not in name else None

    # Writing; all of it under `lock`.

    def writer(self) -> xapian.WritableDatabase:
        """Return the writer of the current database; open it again if the database was replaced or deleted.

        Raise IndexLocked if another process writes, IndexUnavailable if no database can be created.
        """
        if self._writer is not None and self._is_gone():
            log.warning("The search index was deleted or replaced while it was open.")
            self.release()
        if self._writer is None:
            self._claim()
            try:
                self._writer = self._open_current() or self._begin_empty()
            except BaseException:
                self.release()
                raise
            self._stamp = self.stamp()
        return self._writer

    def writers(self) -> list[xapian.WritableDatabase]:
        """Return the writer, and that of a rebuild in progress: every change is written to both."""
        writer = self.writer()
        return [writer] if self._beside is None else [writer, self.beside]

    @property
    def beside(self) -> xapian.WritableDatabase | None:
        """Return the writer of the database of a rebuild in progress, or None."""
        return self._beside[1] if self._beside else None

    def begin(self) -> None:
        """Create a database next to the current one; raise IndexLocked during another rebuild."""
        if self._beside is not None:
            raise IndexLocked()
        self.writer()
        self._beside = self._new()

    def adopt(self) -> None:
        """Make the database of the rebuild the current one."""
        (name, database), self._beside = cast(tuple[str, xapian.WritableDatabase], self._beside), None
        self._close(self._writer)
        self._writer = database
        self._point_to(name)

    def abandon(self) -> None:
        """Delete the database of the rebuild, if there is one."""
        if self._beside is not None:
            (name, database), self._beside = self._beside, None
            self._close(database)
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def compact(self) -> None:
        """Copy the current database without its unused blocks, which can contain deleted text, and replace it.

        Raise IndexLocked during a rebuild or if another process writes.
        """
        if self._beside is not None:
            raise IndexLocked()
        writer, name = self.writer(), f"g-{secrets.token_hex(8)}"
        try:
            writer.commit()
            writer.compact(str(self.folder / name))
            fresh = xapian.WritableDatabase(str(self.folder / name), xapian.DB_OPEN | self._flags)
        except xapian.Error as error:
            shutil.rmtree(self.folder / name, ignore_errors=True)
            raise IndexUnavailable() from error
        self._close(writer)
        self._writer = fresh
        self._point_to(name)

    def release(self) -> None:
        """Close the writers and release the lock."""
        self.abandon()
        writer, self._writer = self._writer, None
        self._close(writer)
        if self._lock_file is not None:
            self._lock_file.close()
            self._lock_file = None

    def _is_gone(self) -> bool:
        # A deleted database accepts writes, and loses them.
        name = self._current()
        return self._stamp is None or self._stamp != self.stamp() or not (name and (self.folder / name).is_dir())

    def _claim(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        lock_file = open(self.folder / "lock", "ab")  # noqa: SIM115 - open until `release`
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

    def _open_current(self) -> xapian.WritableDatabase | None:
        name = self._current()
        if name is None:
            return None
        try:
            database = xapian.WritableDatabase(str(self.folder / name), xapian.DB_OPEN | self._flags)
            if database.get_metadata(_LAYOUT_KEY) == LAYOUT:
                return database
            self._close(database)
            log.warning("The search index has the layout of another release and is rebuilt.")
        except xapian.DatabaseLockError:
            raise IndexLocked() from None
        except xapian.DatabaseError as error:
            log.error("The search index cannot be opened and is rebuilt: %s", error)
        return None

    def _begin_empty(self) -> xapian.WritableDatabase:
        name, database = self._new()
        self._point_to(name)
        return database

    def _new(self) -> tuple[str, xapian.WritableDatabase]:
        name = f"g-{secrets.token_hex(8)}"
        try:
            database = xapian.WritableDatabase(str(self.folder / name), xapian.DB_CREATE | self._flags)
            database.set_metadata(_LAYOUT_KEY, LAYOUT)
            database.commit()
        except xapian.Error as error:
            raise IndexUnavailable() from error
        return name, database

    def _point_to(self, name: str) -> None:
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
    def _close(database: xapian.WritableDatabase | None) -> None:
        if database is not None:
            try:
                database.close()
            except xapian.Error as error:
                log.warning("Closing the search index: %s", error)
