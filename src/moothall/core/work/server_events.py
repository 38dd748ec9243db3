"""What a serving process announces, for whoever has work of its own to do in it.

An application is also made by commands and tests, which do not serve: threads
of the embedded server begin and end with these events, not with ``main``.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ServingStarts:
    """The application is about to answer requests in this process."""

    app: Any


@dataclass(frozen=True)
class ServingEnds:
    """No request is being answered any more; the databases are still open."""

    app: Any
