"""The files of a site kept in FileStorages: where they are, and how a copy of them is looked at."""

import sys
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from ZODB.DB import DB
from ZODB.FileStorage import FileStorage
from ZODB.POSException import POSError

from moothall.core.audit.audit_log import audit_log_in
from moothall.core.storage.databases import AUDIT, PEOPLE, SITE, OpenDatabases
from moothall.core.storage.renamed import class_of

#: Name in a backup → its setting.  Content comes first: what it says of people must be in the copy of the people, and
#: what waits there no longer in the copy of the audit trail.
SETTINGS = {"content": "zodbconn.uri", PEOPLE: f"zodbconn.uri.{PEOPLE}", AUDIT: f"zodbconn.uri.{AUDIT}"}


class Place(NamedTuple):
    """Where one database keeps its transactions and its blobs."""

    file: Path
    blobs: Path | None


def places(settings):
    """The places of the databases; stops the command where they are not files."""
    found = {}
    for name, setting in SETTINGS.items():
        parts = urlsplit(settings[setting])
        if parts.scheme != "file":
            sys.exit(f"{setting} names no file. Databases on a server are copied with the server's own tools.")
        blobs = parse_qs(parts.query).get("blobstorage_dir")
        found[name] = Place(Path(unquote(parts.path)), Path(blobs[0]) if blobs else None)
    return found


def places_in(folder):
    """The places of the databases in a backup."""
    return {name: Place(Path(folder) / f"{name}.fs", Path(folder) / f"{name}-blobs") for name in SETTINGS}


def places_of_copies(folder):
    """The places of the databases that are in a backup: one from before there was an audit trail has none."""
    return {name: place for name, place in places_in(folder).items() if name != AUDIT or place.file.exists()}


class Damaged(Exception):
    """A copy that cannot be read as a whole, and where it cannot."""


def inspect_databases(found, look):
    """Open the databases at ``found`` for reading, and return ``look(site, people, trail)``.

    May raise :class:`Damaged`.
    """
    storages = {
        name: FileStorage(
            str(place.file), read_only=True, blob_dir=str(place.blobs) if place.blobs and place.blobs.is_dir() else None
        )
        for name, place in found.items()
    }
    databases = {}
    for name, storage in storages.items():
        DB(storage, database_name=name, databases=databases, class_factory=class_of)
    try:
        with OpenDatabases(databases["content"]) as opened:
            people = opened.people_connection.root()[PEOPLE]
            trail = audit_log_in(opened.connection.get_connection(AUDIT).root() if AUDIT in found else {})
            return look(opened.root[SITE], people, trail)
    except (POSError, OSError, KeyError) as error:
        raise Damaged(str(error)) from None
    finally:
        for database in databases.values():
            database.close()
