"""Events of a process that serves requests, for subscribers that run threads in it.

Commands and tests also create an application but do not serve.  So threads of the embedded server
start and end with these events, not with ``main``.
"""

from dataclasses import dataclass
from typing import Any

from moothall.core.storage.databases import OpenDatabases


@dataclass(frozen=True)
class ServingStarts:
    """Sent before the application answers requests in this process."""

    app: Any


@dataclass(frozen=True)
class SiteAnnounced:
    """Sent before a server prints its address; subscribers append to ``lines`` what it prints as well."""

    databases: OpenDatabases
    lines: list[str]


@dataclass(frozen=True)
class ServingEnds:
    """Sent after the last request is answered, while the databases are still open."""

    app: Any
