"""Run the server in the foreground, until stopped by SIGTERM or Ctrl-C.

Requests that have begun are answered first, for up to 30 seconds.

Prints the address once the site answers, and for the sample site the usernames.
"""

import argparse
import gc
import os
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from typing import Any

import hupper

from moothall.command.configuration import Configuration
from moothall.command.server.http_server import HTTPServer
from moothall.command.server.shutdown import end, stop_on_signals
from moothall.command.server.status import add_status_argument, changed_settings, start_status
from moothall.core.storage.databases import DatabaseLost, close_databases, open_databases
from moothall.core.storage.migrations import unfinished
from moothall.core.work.server_events import ServingEnds, ServingStarts, SiteAnnounced


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", metavar="CONFIG", help="the configuration; the same as --config")
    parser.add_argument("--port", type=int, help="the port (default: 6543)")
    add_status_argument(parser)
    parser.add_argument("--reload", action="store_true", help="restart when the code or a template changes")


def run(options: argparse.Namespace) -> int:
    options.config = options.file or options.config
    if options.reload:
        os.environ["PYRAMID_RELOAD_TEMPLATES"] = "1"
        hupper.start_reloader("moothall.command.main")
    configuration = Configuration(options)
    configuration.setup_logging()
    listening = configuration.server
    print("Starting …", flush=True)
    app = configuration.application(changed=changed_settings(options))
    # Objects of the application stay alive, so garbage collections during requests need not visit them.
    gc.freeze()
    try:
        code = _serve(app, listening)
    finally:
        app.registry.notify(ServingEnds(app))
        close_databases(app.registry)
    return code or end(code)


def _serve(app: Any, listening: dict[str, str]) -> int:
    """Serve until stopped and return 0; return 1 if the port cannot be used or a database is lost."""
    try:
        server = HTTPServer(app, listening)
    except (OSError, OverflowError) as error:
        where = listening.get("listen") or listening.get("port") or ""
        print(f"Port {where.rpartition(':')[2]} cannot be used: {_why(error)}.", file=sys.stderr)
        return 1
    stop_on_signals(server.stop)
    lost: list[str] = []

    def database_lost(event: DatabaseLost) -> None:
        lost.append(event.sentence)
        # No request can be answered without the database.
        server.stop(drains_for=1)

    app.registry.registerHandler(database_lost, (DatabaseLost,))
    try:
        status = start_status(app.registry, lambda: server.is_stopping)
    except OSError as error:
        print(f"The status listener cannot be used: {_why(error)}.", file=sys.stderr)
        return 1
    address = _address(*server.sockets[0])
    welcome = _welcome(app, address, server.sockets, status.address if status is not None else "")
    app.registry.notify(ServingStarts(app))
    threading.Thread(target=_announce, args=(address, welcome), daemon=True).start()
    server.run()
    if lost:
        print(lost[0], file=sys.stderr, flush=True)
        end(1)
    return 0


def _why(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _address(host: str, port: int) -> str:
    """Return the address at which this machine reaches a socket."""
    if host in ("127.0.0.1", "0.0.0.0", "::", "::1", "localhost"):  # noqa: S104 - it is compared only
        host = "localhost"
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _announce(address: str, welcome: str) -> None:
    while not _answers(address):
        time.sleep(0.1)
    print(welcome, flush=True)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address + "/", timeout=30):
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def _welcome(app: Any, address: str, listening: Iterable[tuple[str, int]], status: str = "") -> str:
    """Return what is printed once the site answers.

    ``listening``: (host, port) of each socket of the site; ``status``: the address for monitoring, if there is one.
    """
    sockets = ", ".join(f"{host}:{port}" for host, port in listening)
    lines = [
        "",
        f"Moothall answers at {address}",
        f"Listeners: site on {sockets}{f'; status on {status}' if status else ''}",
    ]
    return "\n".join([*lines, *_announced(app), "Stop it with Ctrl-C.", ""])


def _announced(app: Any) -> list[str]:
    """Return the lines that features add; stop the command if there is no site or it must be evolved."""
    with open_databases(app.registry) as databases:
        if databases.site is None:
            sys.exit("There is no site yet; bin/moothall init creates one.")
        if unfinished(databases.site, app.registry):
            sys.exit("This site was created by an earlier version. Make a backup, then run bin/moothall evolve.")
        announced = SiteAnnounced(databases, [])
        app.registry.notify(announced)
        return announced.lines
