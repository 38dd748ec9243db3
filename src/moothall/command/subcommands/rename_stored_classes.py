"""Write the current class names into the databases, where an earlier version stored others.

A version whose classes have moved can open older databases: the names are
translated on reading. After this command they need no translation, and conflicts
between two writes of the same list of tuples are resolved without a retry.
The command is optional and can be repeated.

Stop every server and worker, make a backup, and confirm that with --backed-up; an
earlier version cannot read what this one writes. Older states of objects, for undo,
keep their names until the databases are packed. --dry-run only counts.
"""

import argparse
import sys
from collections.abc import Mapping
from contextlib import closing
from typing import Any

import zc.lockfile

from moothall.command.configuration import Configuration
from moothall.command.file_storages import SETTINGS
from moothall.command.progress import progress
from moothall.core.storage.databases import resolve_address
from moothall.core.storage.renamed import renames


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="only count the records with old names")
    parser.add_argument("--backed-up", action="store_true", help="there is a backup of the databases as they are now")


def run(options: argparse.Namespace) -> int:
    configuration = Configuration(options)
    settings = configuration.settings
    if not options.dry_run and not options.backed_up:
        sys.exit("Stop the server and its workers, make a backup (bin/moothall backup), and confirm with --backed-up.")
    configuration.require_databases()
    try:
        for name, setting in SETTINGS.items():
            storage_of, _options = resolve_address(settings[setting])
            with closing(storage_of()) as storage:
                count = rewrite(storage, renames(), options.dry_run)
            done = "to rewrite" if options.dry_run else "rewritten"
            print(f"{name}: {count} records {done}.")
    except zc.lockfile.LockError:
        sys.exit(f"Another process has the databases in {configuration.var} open; stop it first.")
    return 0


def rewrite(storage: Any, table: Mapping[tuple[str, str], tuple[str, str]], dry_run: bool = False) -> int:
    """Rewrite each current record of ``storage`` with a class name in ``table``; return their number."""
    if not len(storage):
        # The database is empty on a site older than the audit log, and an empty storage has no first record.
        return 0
    # This import adds a finder to Python's importers, which no other command needs.
    from zodbupdate.update import Updater

    counted = _counting(Updater)(storage, dry=dry_run, renames=table)
    counted()
    return counted.count


def _counting(updater: Any) -> Any:
    """Return a subclass of ``Updater`` that counts changes and shows a progress bar."""

    class Counting(updater):
        count = 0

        def __init__(self, *args: Any, **kw: Any) -> None:
            super().__init__(*args, **kw)
            rename = self.processor.rename

            def counting(record: Any) -> Any:
                new = rename(record)
                self.count += new is not None
                return new

            self.processor.rename = counting

        @property
        def records(self) -> Any:
            return progress(super().records, "Reading", total=len(self.storage), unit="records")

    return Counting
