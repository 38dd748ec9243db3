"""The files of a site kept in FileStorages: where they are, and how a copy of them is looked at."""

import sys
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

import transaction
from ZODB.DB import DB
from ZODB.FileStorage import FileStorage
from ZODB.POSException import POSError

from moothall.core.storage import PEOPLE, SITE

#: Name in a backup → its setting.  Content comes first: what it says of people must be in the copy of the people.
SETTINGS = {"content": "zodbconn.uri", PEOPLE: f"zodbconn.uri.{PEOPLE}"}


class Place(NamedTuple):
    """Where one database keeps its transactions and its blobs."""

    file: Path
    blobs: Path | None


def places(settings):
    """The places of both databases; stops the command where they are not files."""
    found = {}
    for name, setting in SETTINGS.items():
        parts = urlsplit(settings[setting])
        if parts.scheme != "file":
            sys.exit(f"{setting} names no file. Databases on a server are copied with the server's own tools.")
        blobs = parse_qs(parts.query).get("blobstorage_dir")
        found[name] = Place(Path(unquote(parts.path)), Path(blobs[0]) if blobs else None)
    return found


def places_in(folder):
    """The places of both databases in a backup."""
    return {name: Place(Path(folder) / f"{name}.fs", Path(folder) / f"{name}-blobs") for name in SETTINGS}


class Damaged(Exception):
    """A copy that cannot be read as a whole, and where it cannot."""


def look_into(found, look):
    """Open the databases at ``found`` for reading, and return ``look(site, people)``; may raise :class:`Damaged`."""
    storages = {name: FileStorage(str(place.file), read_only=True,
                                  blob_dir=str(place.blobs) if place.blobs and place.blobs.is_dir() else None)
                for name, place in found.items()}
    databases = {}
    for name, storage in storages.items():
        DB(storage, database_name=name, databases=databases)
    manager = transaction.TransactionManager(explicit=True)
    manager.begin()
    connection = databases["content"].open(manager)
    try:
        people = connection.get_connection(PEOPLE).root()[PEOPLE]
        return look(connection.root()[SITE], people)
    except (POSError, OSError, KeyError) as error:
        raise Damaged(str(error)) from None
    finally:
        manager.abort()
        connection.close()
        for database in databases.values():
            database.close()
