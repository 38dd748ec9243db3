"""Put a backup in place of the databases of this configuration.

Stop the server first. Existing databases are not touched, unless --force is given;
they are then moved into a folder next to them, not deleted.
The search index is removed: the server rebuilds it when it starts.
"""

import argparse
import hashlib
import json
import shutil
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import zc.lockfile

from moothall.command.configuration import Configuration
from moothall.command.failures import sentence_of_failure
from moothall.command.file_storages import (
    DamagedCopy,
    StoragePaths,
    existing_paths_in_backup,
    paths_in_backup,
    storage_paths,
)
from moothall.command.progress import progress, progress_of
from moothall.command.subcommands.backup import CHUNK, MANIFEST, verify
from moothall.core.base.settings import Settings, parse_settings
from moothall.core.storage.backup_times import RESTORE, record_time


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", nargs="?", help="the backup")
    parser.add_argument(
        "--test", action="store_true", help="restore to a temporary folder, read everything there, and delete it again"
    )
    parser.add_argument(
        "--tested", action="store_true", help="only record for monitoring that a restore was tested by other means"
    )
    parser.add_argument(
        "--force", action="store_true", help="also if there are databases; they are moved to another folder"
    )


def run(options: argparse.Namespace) -> int:
    settings = Configuration(options).settings
    parsed = parse_settings(Settings, settings)
    if options.tested == (options.folder is not None):
        return _failed("Name the folder of the backup, or --tested for a restore tested by other means.")
    code = 0
    if options.test:
        code = try_restore(Path(options.folder), parsed.backups_path.parent)
    elif not options.tested:
        return restore_backup(Path(options.folder), storage_paths(settings), parsed.index_path, options.force)
    if code == 0:
        record_time(parsed.backups_path, RESTORE, datetime.now(UTC))
    return code


def try_restore(folder: Path, beside: Path) -> int:
    """Restore the backup in ``folder`` below ``beside`` and read all of it; return the exit code."""
    beside.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="restore-test-", dir=beside) as temporary:
        code = restore_backup(folder, paths_in_backup(Path(temporary)), Path(temporary) / "index")
        if code == 0:
            try:
                items, people, entries = verify(Path(temporary))
            except DamagedCopy as error:
                return _failed(f"The restored databases cannot be read: {error}")
            print(f"The restore was tested: {items} items, {people} people, {entries} entries of the audit log.")
        return code


def restore_backup(folder: Path, targets: Mapping[str, StoragePaths], index: Path, force: bool = False) -> int:
    """Restore the backup in ``folder`` to ``targets``; return the exit code."""
    sources = existing_paths_in_backup(folder)
    problem = _problem_of(folder, sources)
    if problem:
        return _failed(problem)
    there = [target.file for target in targets.values() if target.file.exists()]
    if there and not force:
        return _failed(f"{there[0]} exists already. With --force it is moved to another folder.")
    locks = []
    try:
        for target in targets.values():
            target.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            locks.append(zc.lockfile.LockFile(f"{target.file}.lock"))
        # First, so that no index of other databases is left if anything fails.
        _drop_index(index)
        if there:
            print(f"The previous databases are in {_move_aside(targets)}.")
        # The content comes last: without it there is no site, and so none whose parts are of different times.
        for name, source in reversed(sources.items()):
            _put(source, targets[name])
            print(f"Restored {name} to {targets[name].file}.")
    except zc.lockfile.LockError:
        return _failed("A server or a command has the databases open. Stop it first.")
    except OSError as error:
        return _failed(f"The backup is not restored. {sentence_of_failure(error)} Nothing was deleted.")
    finally:
        for lock in locks:
            lock.close()
    print(f"The search index in {index} was dropped. It is rebuilt when the server starts.")
    return 0


def _drop_index(index: Path) -> None:
    """Delete the search index; raise OSError if that fails, because it would find items that do not exist."""
    if index.is_symlink():
        index = index.resolve()
    if index.exists():
        shutil.rmtree(index)


def _problem_of(folder: Path, sources: Mapping[str, StoragePaths]) -> str:
    """Return why this is no complete backup, or an empty string."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        totals, blobs = (manifest["items"], manifest["people"], manifest.get("entries", 0)), int(manifest["blobs"])
        expected = {name: (each["size"], each["sha256"]) for name, each in manifest["databases"].items()}
    except OSError as error:
        return f"{folder} is not a complete backup: {MANIFEST}: {error.strerror}."
    except (ValueError, TypeError, LookupError, AttributeError):
        return f"{folder} is not a complete backup: {MANIFEST} is damaged."
    for name, source in sources.items():
        known = expected.get(name)
        if known is None:
            return f"{source.file} was changed after the backup."
        if not source.file.is_file() or source.file.stat().st_size != known[0]:
            return f"{source.file} is missing or has another size than in the backup."
        if _digest(source.file) != known[1]:
            return f"{source.file} was changed after the backup."
    if set(expected) - set(sources):
        return f"{folder} is not a complete backup: a database is missing."
    copied = sum(1 for source in sources.values() if source.blobs for _blob in source.blobs.rglob("*.blob"))
    if copied != blobs:
        return f"{folder} is not a complete backup: it contains {copied} files instead of {blobs}."
    try:
        items, people, entries = verify(folder)
    except DamagedCopy as error:
        return f"{folder} is incomplete: {error}"
    if (items, people, entries) != totals:
        return f"{folder} contains {items} items and {people} people, which differs from the backup."
    return ""


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file, progress_of(path.stat().st_size, f"Checking {path.name}", "bytes") as bar:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            bar.update(len(chunk))
    return digest.hexdigest()


def _move_aside(targets: Mapping[str, StoragePaths]) -> Path:
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%S}"
    aside = next(iter(targets.values())).file.parent / f"before-restore-{stamp}"
    aside.mkdir()
    for target in targets.values():
        for path in (target.file, target.file.with_name(f"{target.file.name}.index")):
            if path.exists():
                path.rename(aside / path.name)
        if target.blobs is not None and target.blobs.exists():
            # The blobs stay on their file system, which can differ from that of the databases.
            target.blobs.rename(target.blobs.with_name(f"{target.blobs.name}-{aside.name}"))
    return aside


def _put(source: StoragePaths, target: StoragePaths) -> None:
    """Copy one database and its blobs; the database appears last, and complete."""
    if target.blobs is not None and source.blobs is not None and source.blobs.is_dir():
        paths = [path for path in sorted(source.blobs.rglob("*")) if path.is_file()]
        for path in progress(paths, f"Restoring {target.blobs.name}", unit="files"):
            copy = target.blobs / path.relative_to(source.blobs)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    part = target.file.with_name(f"{target.file.name}.part")
    shutil.copyfile(source.file, part)
    part.replace(target.file)


def _failed(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1
