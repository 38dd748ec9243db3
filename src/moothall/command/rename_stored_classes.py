"""Write today's class names into the databases, where an earlier version stored others.

A version whose classes have moved opens older databases as they are: the names are
translated while reading. Written anew, they need no translation, and conflicts
between two writes of the same list of tuples are resolved again without another try.
Nothing has to run this, and it can be run again.

Stop every server and worker, make a backup, and confirm that with --backed-up; an
earlier version cannot read what this one writes. Older states of objects, for undo,
keep their names until the databases are packed. --dry-run only counts.
"""

import sys
from contextlib import closing

import zc.lockfile
from zodburi import resolve_uri

from moothall.command.configuration import Configuration
from moothall.command.file_storages import SETTINGS
from moothall.command.progress import progress
from moothall.core.storage.renamed import renames


def add_arguments(parser):
    parser.add_argument("--dry-run", action="store_true", help="only count the records with old names")
    parser.add_argument("--backed-up", action="store_true", help="there is a backup of the databases as they are now")


def run(options):
    configuration = Configuration(options)
    settings = configuration.settings("app:main")
    if not options.dry_run and not options.backed_up:
        sys.exit("Stop the server and its workers, make a backup (bin/moothall backup), and confirm with --backed-up.")
    try:
        for name, setting in SETTINGS.items():
            storage_of, _options = resolve_uri(settings[setting])
            with closing(storage_of()) as storage:
                count = rewrite(storage, renames(), options.dry_run)
            done = "to rewrite" if options.dry_run else "rewritten"
            print(f"{name}: {count} records {done}.")
    except zc.lockfile.LockError:
        sys.exit(f"Another process has the databases in {configuration.var} open; stop it first.")
    return 0


def rewrite(storage, table, dry_run=False):
    """Store each current record of ``storage`` anew that names a class in ``table``; returns how many there are."""
    if not len(storage):
        # A site from before there was an audit trail; the index of a storage without records has no first one.
        return 0
    # Puts a finder of its own among Python's importers, which no other command needs.
    from zodbupdate.update import Updater

    counted = _counting(Updater)(storage, dry=dry_run, renames=table)
    counted()
    return counted.count


def _counting(updater):
    """An ``Updater`` that counts what it changes, and shows how far it is."""

    class Counting(updater):
        count = 0

        def __init__(self, *args, **kw):
            super().__init__(*args, **kw)
            rename = self.processor.rename

            def counting(record):
                new = rename(record)
                self.count += new is not None
                return new

            self.processor.rename = counting

        @property
        def records(self):
            return progress(super().records, "Reading", total=len(self.storage), unit="records")

    return Counting
