"""Index content, send emails and run periodic tasks in a process of its own, until stopped.

For sites whose databases are shared by several processes (RelStorage, ZEO) and
whose configuration says moothall.work_inside = false. The embedded server does
this work itself.
"""

import argparse
import signal
import sys
import threading

from pyramid.registry import Registry

from moothall.command.configuration import Configuration
from moothall.command.shutdown import end
from moothall.core.base.settings import settings_of
from moothall.core.storage.databases import close_databases
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
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: stopping.set())
        work(app.registry, stopping)
    finally:
        close_databases(app.registry)
    return end(0)


def work(registry: Registry, stopping: threading.Event) -> None:
    """Run the workers until ``stopping`` is set; each finishes its current task."""
    workers = registry.workers = Workers(registry)
    workers.start()
    print("Working.", flush=True)
    stopping.wait()
    print("Stopping …", flush=True)
    workers.stop()
    registry.workers = None
