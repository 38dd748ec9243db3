"""Pack the databases: delete earlier states of objects, and what is no longer in use.

A FileStorage can only be packed by the process that has it open.  ``bin/moothall pack`` therefore leaves a request in
the folder of all data; a worker thread of that process carries it out and leaves its report there.
"""

import fcntl
import json
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from persistent.TimeStamp import TimeStamp
from pyramid.config import Configurator
from pyramid.registry import Registry

from moothall.core.base.i18n import _
from moothall.core.base.settings import Settings, settings_of
from moothall.core.search.fulltext import index_of
from moothall.core.search.index.interface import IndexUnavailable
from moothall.core.storage.databases import databases_of

log = logging.getLogger(__name__)

#: Seconds between checks for a request.
EVERY = 2.0
REQUEST, REPORT, LOCK = "pack.request", "pack.report", "maintenance.lock"


class Packed(NamedTuple):
    """A packed database, and its size in bytes before and after, without its files."""

    name: str
    before: int
    after: int


class PackingRefused(Exception):
    """A database cannot be packed now; the message says why."""


@contextmanager
def maintenance_lock(folder: Path, doing: str) -> Iterator[None]:
    """Hold the lock that a backup and a pack share; raise PackingRefused while the other one runs."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(folder / LOCK, "a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            other = file.read().strip() or "A backup or a pack"
            raise PackingRefused(f"{other} is running. Try again when it is done.") from None
        file.truncate(0)
        file.write(doing)
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def folder_of(settings: Settings) -> Path:
    """Return the folder of requests, reports and the lock."""
    return settings.backups_path.parent


def pack(registry: Registry) -> Iterator[Packed]:
    """Pack every database and compact the search index, while others read and write; yield each when it is done.

    Raise PackingRefused during a backup, and IndexUnavailable if another process writes the index.
    """
    with maintenance_lock(folder_of(settings_of(registry)), "A pack"):
        # The index is first: if another process owns it, that process packs the databases as well.
        index_of(registry).compact()
        for name, database in databases_of(registry).items():
            yield _pack(name, database)


def _pack(name: str, database: Any) -> Packed:
    storage, before = database.storage, database.getSize()
    if hasattr(storage, "pack_keep_old"):
        # The old file would keep erased data.
        storage.pack_keep_old = False
    last = storage.lastTransaction()
    # If the clock was set back, states that are newer than its time must be packed too.
    database.pack(max(time.time(), TimeStamp(last).timeTime() if last.strip(b"\0") else 0))
    if hasattr(storage, "getName"):
        # Left by a pack of another program.
        Path(f"{storage.getName()}.old").unlink(missing_ok=True)
    log.info("Packed %s: %d bytes before, %d after.", database.database_name, before, database.getSize())
    return Packed(name, before, database.getSize())


# -- requests to the process that has the databases open


def store_request(folder: Path, token: str) -> None:
    """Ask the process that has the databases open to pack them."""
    (folder / REPORT).unlink(missing_ok=True)
    _write(folder / REQUEST, {"token": token})


def withdraw_request(folder: Path) -> bool:
    """Remove the request; return False if a process has taken it."""
    try:
        (folder / REQUEST).unlink()
    except FileNotFoundError:
        return False
    return True


def report_of(folder: Path, token: str) -> dict[str, Any] | None:
    """Return the report on a request, or None: ``packed``, ``problem`` and whether it is ``done``."""
    try:
        report = json.loads((folder / REPORT).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return report if report.get("token") == token else None


def serve_request(registry: Registry) -> bool:
    """Carry out a request, if there is one; return True if there was."""
    folder = folder_of(settings_of(registry))
    try:
        token = json.loads((folder / REQUEST).read_text("utf-8")).get("token")
    except FileNotFoundError:
        return False
    except (OSError, ValueError, AttributeError):
        token = None
    if not withdraw_request(folder):
        return False
    report: dict[str, Any] = {"token": token, "packed": [], "problem": "", "done": False}
    _write(folder / REPORT, report)
    try:
        for packed in pack(registry):
            report["packed"].append(packed)
            _write(folder / REPORT, report)
    except (PackingRefused, IndexUnavailable) as error:
        report["problem"] = str(error) or "The search index cannot be written."
    except Exception as error:
        report["problem"] = f"{type(error).__name__}: {error}"
        log.exception("Packing failed")
    _write(folder / REPORT, {**report, "done": True})
    return True


def _write(path: Path, said: dict[str, Any]) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_text(json.dumps(said), "utf-8")
    os.replace(part, path)


def includeme(config: Configurator) -> None:
    """Register the periodic task."""
    config.add_periodic_task("packing", serve_request, EVERY, title=_("Packing of databases"))
