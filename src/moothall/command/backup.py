"""Copy the databases and their files into DIR, also while the server runs.

The content comes first, then the people, so that everybody the content speaks of
is in the copy, then the audit trail, which has what waits in neither; blobs, which
never change once they are written, come last. Nothing may pack the databases
meanwhile. The copy is opened and looked through at the end.
The search index is not copied: it is built anew from a restored site. The file of keys
is left out, so that whoever has a backup cannot read the credentials in it.
"""

import hashlib
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from ZODB.FileStorage import FileStorage

from moothall.command.configuration import Configuration
from moothall.command.file_storages import Damaged, inspect_databases, places, places_in, places_of_copies
from moothall.command.progress import progress, progress_of
from moothall.core.content.versions import Versioned
from moothall.core.storage.databases import AUDIT

MANIFEST = "backup.json"
CHUNK = 1024 * 1024


def add_arguments(parser):
    parser.add_argument("folder", metavar="DIR", help="where to put the copy: a folder that is empty or not there yet")


def run(options):
    configuration = Configuration(options)
    return back_up(places(configuration.settings("app:main")), Path(options.folder))


def back_up(sources, folder):
    """Copy the databases at ``sources`` into ``folder``; returns the exit code."""
    if folder.exists() and any(folder.iterdir()):
        print(f"{folder} is not empty. Name a folder for this backup alone.", file=sys.stderr)
        return 1
    for name, source in sources.items():
        if not source.file.is_file():
            print(f"There is no database {source.file}.", file=sys.stderr)
            return 1
        if source.file.with_name(source.file.name + ".pack").exists():
            print(f"The database {name} is being packed. Try again when that is done.", file=sys.stderr)
            return 1
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    begun, files = datetime.now(UTC), {}
    for name, source in sources.items():
        files[name] = _copy_database(source.file, places_in(folder)[name].file)
    blobs = sum(
        _copy_blobs(source.blobs, places_in(folder)[name].blobs)
        for name, source in sources.items()
        if source.blobs is not None
    )
    try:
        items, people, entries = verify(folder)
    except Damaged as error:
        print(f"The copy cannot be read as a whole: {error}", file=sys.stderr)
        return 1
    manifest = {
        "begun": begun.isoformat(),
        "databases": files,
        "blobs": blobs,
        "items": items,
        "people": people,
        "entries": entries,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    print(f"{folder} holds {items} items, {people} people and {blobs} files, as of {begun:%Y-%m-%d %H:%M} UTC.")
    print("The backup does not contain the file of keys (setting keys_path). Copy that to a safe place of its own.")
    return 0


def _copy_database(source, target):
    """Copy everything up to the last complete transaction; returns size and digest."""
    reader = FileStorage(str(source), read_only=True)
    size = reader.getSize()
    reader.close()
    digest, left = hashlib.sha256(), size
    with (
        open(source, "rb") as from_,
        open(target, "wb") as to,
        progress_of(size, f"Copying {source.name}", "bytes") as bar,
    ):
        while left:
            chunk = from_.read(min(CHUNK, left))
            if not chunk:
                raise OSError(f"{source} has become shorter while it was copied.")
            to.write(chunk)
            digest.update(chunk)
            left -= len(chunk)
            bar.update(len(chunk))
        to.flush()
        os.fsync(to.fileno())
    return {"size": size, "sha256": digest.hexdigest()}


def _copy_blobs(source, target):
    """Copy the files of a blob folder with its layout; returns how many there are."""
    paths = [path for path in sorted(source.rglob("*")) if path.is_file() and _belongs(path.relative_to(source))]
    for path in progress(paths, f"Copying {source.name}", unit="files"):
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "rb") as from_, open(copy, "wb") as to:
            while chunk := from_.read(CHUNK):
                to.write(chunk)
            to.flush()
            os.fsync(to.fileno())
    return sum(path.suffix == ".blob" for path in paths)


def _belongs(path):
    # The folder tmp holds what is not committed yet; locks belong to the process that runs.
    return path.parts[0] != "tmp" and path.suffix != ".lock" and path.name != ".removed"


def verify(folder):
    """Open the copy, wake every item, find every file, follow the chain of the audit trail.

    Returns the numbers of items, of people and of entries.
    """
    copies = places_of_copies(folder)

    def look(site, people, trail):
        uids = list(site.uids)
        for uid in progress(uids, "Looking through the copy", unit="items"):
            item = site.uids.get(uid)
            item.title  # noqa: B018 - wakes it
            if isinstance(item, Versioned):
                for version in item.versions.values():
                    stored = version.get("file")
                    if stored is not None and os.path.getsize(stored.blob.committed()) != stored.size:
                        raise OSError(f"The file {stored.filename} is not whole in the copy.")
        waiting = site.facts.waiting
        for broken in trail.verify(waiting.seals if waiting is not None else ()) if AUDIT in copies else ():
            raise OSError(f"The audit trail is broken at entry {broken.number}: {broken.what}.")
        return len(uids), len(people.by_id), len(trail)

    return inspect_databases(copies, look)
