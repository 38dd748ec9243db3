"""Pack all databases: delete earlier states of objects, and what is no longer in use.

The server may be running; it then packs the databases itself. Afterwards, no database,
stored file or search index contains data that was deleted permanently before.
Backups are not changed. No backup can be made at the same time.
"""

import argparse
import secrets
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from moothall.command.configuration import Configuration
from moothall.command.databases import opened
from moothall.command.file_storages import paths_of_address
from moothall.core.base.locations import DATABASE
from moothall.core.base.settings import Settings, parse_settings
from moothall.core.search.fulltext import index_of
from moothall.core.search.index.interface import IndexUnavailable
from moothall.core.storage.databases import close_databases
from moothall.core.work import packing
from moothall.core.work.packing import Packed, PackingRefused

#: Seconds until a running process must have taken the request, and between checks of its report.
TAKEN_WITHIN, POLL = 20.0, 0.2
MIB = 1024 * 1024


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Add nothing: there are no further arguments."""


def run(options: argparse.Namespace) -> int:
    """Pack the databases here, or ask the process that has them open to do it; return the exit code."""
    configuration = Configuration(options)
    configuration.setup_logging()
    folder = packing.folder_of(parse_settings(Settings, configuration.settings))
    began = datetime.now(UTC)
    try:
        here = not configuration.is_locked() and _pack_here(configuration)
        if not here:
            _pack_there(folder)
    except PackingRefused as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Everything erased or permanently deleted before {began:%Y-%m-%d %H:%M} UTC is gone from the databases.")
    print("Erasure is complete. Earlier backups still contain it; delete them when their time is over.")
    for aside in _set_aside(configuration):
        print(f"{aside} contains earlier databases as well. Delete it when you no longer need it.")
    return 0


def _pack_here(configuration: Configuration) -> bool:
    """Pack in this process; return False if another one writes the search index and must do it."""
    app = configuration.application()
    try:
        with opened(app):
            # A database that lost its end, and the site with it, must not be reported as packed.
            pass
        for packed in packing.pack(app.registry):
            _print(packed)
    except IndexUnavailable:
        return False
    finally:
        index_of(app.registry).close()
        close_databases(app.registry)
    return True


def _pack_there(folder: Path) -> None:
    """Ask a running server or worker to pack, and print its report; raise PackingRefused if it does not."""
    token = secrets.token_hex(8)
    packing.store_request(folder, token)
    try:
        deadline = time.monotonic() + TAKEN_WITHIN
        while (report := packing.report_of(folder, token)) is None:
            if time.monotonic() > deadline and packing.withdraw_request(folder):
                raise PackingRefused(
                    "Another process has the databases open and does not pack them. A server or a worker does; "
                    "any other command must end first."
                )
            time.sleep(POLL)
        shown = 0
        while True:
            for packed in report["packed"][shown:]:
                _print(Packed(*packed))
            shown = len(report["packed"])
            if report["done"]:
                break
            time.sleep(POLL)
            report = packing.report_of(folder, token) or report
    except KeyboardInterrupt:
        packing.withdraw_request(folder)
        raise
    if report["problem"]:
        raise PackingRefused(report["problem"])


def _print(packed: Packed) -> None:
    print(
        f"Packed {packed.name or 'content'}: {packed.before / MIB:.1f} MB before, {packed.after / MIB:.1f} MB after.",
        flush=True,
    )


def _set_aside(configuration: Configuration) -> list[Path]:
    """Return the folders of databases that ``restore`` has moved aside."""
    found: set[Path] = set()
    for name, address in configuration.settings.items():
        place = paths_of_address(address) if name == DATABASE or name.startswith(f"{DATABASE}.") else None
        if place is not None:
            found.update(place.file.parent.glob("before-restore-*"))
            if place.blobs is not None:
                found.update(place.blobs.parent.glob(f"{place.blobs.name}-before-restore-*"))
    return sorted(found)
