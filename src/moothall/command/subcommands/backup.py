"""Copy the databases and their files into DIR, also while the server runs.

The content is copied first, then the people, so that all people in the content
are in the copy, then the audit log, because an event is removed from its queue in
the content once it is copied there; blobs, which never change after they are
written, are copied last. The databases must not be packed during the backup. The
copy is opened and checked at the end.
The search index is not copied: it is rebuilt on a restored site. The file of keys
is not copied either, so that a backup does not disclose the credentials in it.
"""

import argparse
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from ZODB.FileStorage import FileStorage

from moothall.command.configuration import Configuration
from moothall.command.file_storages import (
    DamagedCopy,
    StoragePaths,
    existing_paths_in_backup,
    inspect_databases,
    paths_in_backup,
    storage_paths,
)
from moothall.command.progress import progress, progress_of
from moothall.core.base.settings import Settings, parse_settings
from moothall.core.content.versioned import Versioned
from moothall.core.storage.backup_times import BACKUP, record_time
from moothall.core.storage.databases import AUDIT
from moothall.core.work.packing import PackingRefused, folder_of, maintenance_lock

MANIFEST = "backup.json"
#: Number of bytes copied at a time.
CHUNK = 1024 * 1024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder", metavar="DIR", nargs="?", help="the folder of the copy, which must be empty or missing"
    )
    parser.add_argument(
        "--done", action="store_true", help="copy nothing; record for monitoring that a backup was made by other means"
    )


def run(options: argparse.Namespace) -> int:
    configuration = Configuration(options)
    settings = configuration.settings
    if options.done == (options.folder is not None):
        print("Name the folder of the copy, or --done for a backup made by other means.", file=sys.stderr)
        return 2
    parsed, code = parse_settings(Settings, settings), 0
    if not options.done:
        configuration.require_databases()
        # A site of a version without an audit log gets its database later.
        sources = {
            name: place for name, place in storage_paths(settings).items() if name != AUDIT or place.file.exists()
        }
        try:
            with maintenance_lock(folder_of(parsed), "A backup"):
                code = back_up(sources, Path(options.folder))
        except PackingRefused as error:
            print(error, file=sys.stderr)
            return 1
    if code == 0:
        record_time(parsed.backups_path, BACKUP, datetime.now(UTC))
    return code


def back_up(sources: Mapping[str, StoragePaths], folder: Path) -> int:
    """Copy the databases at ``sources`` into ``folder``; return the exit code."""
    if folder.exists() and any(folder.iterdir()):
        print(f"{folder} is not empty. Use a new folder for each backup.", file=sys.stderr)
        return 1
    for name, source in sources.items():
        if source.file.with_name(source.file.name + ".pack").exists():
            print(f"The database {name} is being packed. Try again when that is done.", file=sys.stderr)
            return 1
    is_new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        return _make_copy(sources, folder)
    except BaseException:
        # What a full disk or Ctrl-C leaves is no backup, and takes the place of the next one.
        _remove_contents(folder)
        if is_new:
            folder.rmdir()
        raise


def _remove_contents(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _make_copy(sources: Mapping[str, StoragePaths], folder: Path) -> int:
    begun, files = datetime.now(UTC), {}
    for name, source in sources.items():
        files[name] = _copy_database(source.file, paths_in_backup(folder)[name].file)
    blobs = sum(
        _copy_blobs(source.blobs, cast(Path, paths_in_backup(folder)[name].blobs))
        for name, source in sources.items()
        if source.blobs is not None
    )
    try:
        items, people, entries = verify(folder)
    except DamagedCopy as error:
        print(f"The copy is incomplete: {error}", file=sys.stderr)
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
    print(f"{folder} contains {items} items, {people} people and {blobs} files, as of {begun:%Y-%m-%d %H:%M} UTC.")
    print("The backup does not contain the file of keys (setting keys_path). Copy that file to another safe place.")
    return 0


def _copy_database(source: Path, target: Path) -> dict[str, int | str]:
    """Copy everything up to the last complete transaction; return size in bytes and digest."""
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
                raise OSError(f"{source} was truncated during the copy.")
            to.write(chunk)
            digest.update(chunk)
            left -= len(chunk)
            bar.update(len(chunk))
        to.flush()
        os.fsync(to.fileno())
    return {"size": size, "sha256": digest.hexdigest()}


def _copy_blobs(source: Path, target: Path) -> int:
    """Copy the files of a blob folder with its layout; return the number of blobs."""
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


def _belongs(path: Path) -> bool:
    # The folder tmp contains uncommitted blobs; locks belong to the running process.
    return path.parts[0] != "tmp" and path.suffix != ".lock" and path.name != ".removed"


def verify(folder: Path) -> tuple[int, int, int]:
    """Open the copy, load every item, find every file and verify the audit log.

    Return the numbers of items, of people and of audit entries; raise Damaged for an incomplete copy.
    """
    copies = existing_paths_in_backup(folder)

    def look(site: Any, people: Any, trail: Any) -> tuple[int, int, int]:
        uids = list(site.uids)
        for uid in progress(uids, "Checking the copy", unit="items"):
            item = site.uids.get(uid)
            if item is None:
                # It belongs to an extension that is not loaded.
                continue
            item.title  # noqa: B018 - this loads the item
            if isinstance(item, Versioned):
                for version in item.versions.values():
                    stored = version.get("file")
                    if stored is not None and os.path.getsize(stored.blob.committed()) != stored.size:
                        raise OSError(f"The file {stored.filename} is incomplete in the copy.")
        if not people.by_id:
            # A site always has an administrator: the file lost its end.
            raise OSError("The database of people contains no account.")
        waiting = site.event_log.waiting
        for broken in trail.verify(waiting.seals if waiting is not None else ()) if AUDIT in copies else ():
            raise OSError(f"The audit log was altered at entry {broken.number}: {broken.what}.")
        return len(uids), len(people.by_id), len(trail)

    return inspect_databases(copies, look)
