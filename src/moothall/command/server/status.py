"""The listener for monitoring of a server or worker, if the settings ask for one."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from pyramid.registry import Registry

from moothall.core.base.settings import Settings, settings_of

if TYPE_CHECKING:
    from moothall.command.server.status_server import StatusServer

SETTING = "moothall.status_listen"


def add_status_argument(parser: argparse.ArgumentParser) -> None:
    """Add the option for a process beside another one with the same settings file."""
    parser.add_argument(
        "--status-listen",
        metavar="HOST:PORT",
        help="where health, readiness and metrics are answered, instead of the setting status_listen",
    )


def changed_settings(options: argparse.Namespace) -> dict[str, str]:
    """Return the settings that the option replaces."""
    asked = getattr(options, "status_listen", None)
    return {SETTING: asked} if asked else {}


def start_status(registry: Registry, is_stopping: Callable[[], bool]) -> "StatusServer | None":
    """Start the listener and return it, or None if there is none; raise OSError if it cannot listen."""
    settings: Settings = settings_of(registry)
    if not settings.status_listen:
        return None
    # Its library is needed by sites with monitoring only, and takes 50 ms of each start.
    from moothall.command.server.status_server import StatusServer

    return StatusServer(registry, settings.status_listen, is_stopping)
