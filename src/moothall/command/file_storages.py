"""The files of a site in FileStorages: their paths, and how to inspect a copy."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.parse import parse_qs

from ZODB.DB import DB
from ZODB.FileStorage import FileStorage
from ZODB.POSException import POSError

from moothall.core.audit.audit_log import audit_log_in
from moothall.core.storage.databases import AUDIT, PEOPLE, SITE, OpenDatabases
from moothall.core.storage.renamed import class_of

#: Name in a backup → its setting.  Content comes first: people in the content must be in the copy of the people, and
#: events that have left its queue must be in the copy of the audit log.
SETTINGS = {"content": "zodbconn.uri", PEOPLE: f"zodbconn.uri.{PEOPLE}", AUDIT: f"zodbconn.uri.{AUDIT}"}


T = TypeVar("T")


class StoragePaths(NamedTuple):
    """The files of one database, and the folder of its blobs."""

    file: Path
    blobs: Path | None


def storage_paths(settings: Mapping[str, str]) -> dict[str, StoragePaths]:
    """Return the places of the databases; stop the command if they are not files."""
    found = {}
    for name, setting in SETTINGS.items():
        if setting not in settings:
            sys.exit(f"The settings do not name the database {name}: {setting} is missing.")
        place = paths_of_address(settings[setting])
        if place is None:
            sys.exit(f"{setting} is not a file. Copy databases on a server with the tools of the server.")
        found[name] = place
    return found


def paths_of_address(address: str) -> StoragePaths | None:
    """Return the place of a database by its address, as zodburi reads it; None if it is not a file."""
    scheme, _separator, rest = address.partition("://")
    if scheme != "file":
        return None
    path, _mark, query = rest.partition("?")
    blobs = parse_qs(query).get("blobstorage_dir")
    return StoragePaths(Path(path), Path(blobs[0]) if blobs else None)


def paths_in_backup(folder: Path) -> dict[str, StoragePaths]:
    """Return the places of the databases in a backup."""
    return {name: StoragePaths(Path(folder) / f"{name}.fs", Path(folder) / f"{name}-blobs") for name in SETTINGS}


def existing_paths_in_backup(folder: Path) -> dict[str, StoragePaths]:
    """Return the places of the existing databases of a backup; an old one has no audit log."""
    return {name: place for name, place in paths_in_backup(folder).items() if name != AUDIT or place.file.exists()}


class DamagedCopy(Exception):
    """A copy that is incomplete; the message says where."""


def inspect_databases(found: Mapping[str, StoragePaths], look: Callable[[Any, Any, Any], T]) -> T:
    """Open the databases at ``found`` for reading, and return ``look(site, people, trail)``.

    Raise :class:`Damaged` if they cannot be read.
    """
    storages = {
        name: FileStorage(
            str(place.file), read_only=True, blob_dir=str(place.blobs) if place.blobs and place.blobs.is_dir() else None
        )
        for name, place in found.items()
    }
    databases: dict[str, Any] = {}
    for name, storage in storages.items():
        DB(storage, database_name=name, databases=databases, class_factory=class_of)
    try:
        with OpenDatabases(databases["content"]) as opened:
            people = opened.people_connection.root()[PEOPLE]
            trail = audit_log_in(opened.connection.get_connection(AUDIT).root() if AUDIT in found else {})
            return look(opened.root[SITE], people, trail)
    except (POSError, OSError, KeyError) as error:
        raise DamagedCopy(str(error)) from None
    finally:
        for database in databases.values():
            database.close()
