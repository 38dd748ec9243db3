"""Events of a process that serves requests, for subscribers that run threads in it.

Commands and tests also create an application but do not serve.  So threads of the embedded server
start and end with these events, not with ``main``.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ServingStarts:
    """Sent before the application answers requests in this process."""

    app: Any


@dataclass(frozen=True)
class ServingEnds:
    """Sent after the last request is answered, while the databases are still open."""

    app: Any
