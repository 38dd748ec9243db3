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
from moothall.command.server.shutdown import end, stop_on_signals
from moothall.command.server.status import add_status_argument, changed_settings, start_status
from moothall.core.base.settings import settings_of
from moothall.core.storage.databases import DatabaseLost, close_databases
from moothall.core.work.workers import Workers


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the option of the listener for monitoring."""
    add_status_argument(parser)


def run(options: argparse.Namespace) -> int:
    configuration = Configuration(options)
    configuration.setup_logging()
    app = configuration.application(changed=changed_settings(options))
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
        try:
            start_status(app.registry, stopping.is_set)
        except OSError as error:
            print(f"The status listener cannot be used: {error.strerror}.", file=sys.stderr)
            return 1
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
