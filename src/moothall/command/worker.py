"""Index content, send emails and run periodic tasks in a process of its own, until stopped.

For sites whose databases are shared by several processes (RelStorage) and
whose configuration says moothall.work_inside = false. The embedded server does
this work itself.
"""

import argparse
import sys
import threading

from pyramid.registry import Registry

from moothall.command.configuration import Configuration
from moothall.command.shutdown import end, stop_on_signals
from moothall.core.base.settings import settings_of
from moothall.core.storage.databases import DatabaseLost, close_databases
from moothall.core.work.workers import Workers


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Add nothing: there are no further arguments."""


def run(options: argparse.Namespace) -> int:
    configuration = Configuration(options)
    configuration.setup_logging()
    app = configuration.application()
    try:
        if settings_of(app.registry).work_inside:
            print(
                "The server does this work itself, unless its configuration says moothall.work_inside = false.",
                file=sys.stderr,
            )
            return 1
        stopping, lost = threading.Event(), []

        def database_lost(event: DatabaseLost) -> None:
            lost.append(event.sentence)
            stopping.set()

        app.registry.registerHandler(database_lost, (DatabaseLost,))
        stop_on_signals(stopping.set)
        work(app.registry, stopping)
        if lost:
            print(lost[0], file=sys.stderr)
    finally:
        close_databases(app.registry)
    return end(1 if lost else 0)


def work(registry: Registry, stopping: threading.Event) -> None:
    """Run the workers until ``stopping`` is set; each finishes its current task."""
    workers = registry.workers = Workers(registry)
    workers.start()
    print("Working.", flush=True)
    stopping.wait()
    print("Stopping …", flush=True)
    workers.stop()
    registry.workers = None
