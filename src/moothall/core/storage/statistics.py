"""Counts of this process since its start, for monitoring."""

import threading
from collections import Counter

#: Names of counts: committed writes; write conflicts; retries after them; writes given up after the last attempt.
COMMITS, CONFLICTS, RETRIES, GIVEN_UP = "commits", "conflicts", "retries", "given up"
#: Beginning of the names of counts of received emails; the rest is what became of them.
RECEIVED_EMAILS = "received emails "

_counts: Counter[str] = Counter()
_lock = threading.Lock()


def count(name: str, by: float = 1) -> None:
    """Add to a count."""
    with _lock:
        _counts[name] += by  # type: ignore[assignment]


def counts() -> dict[str, float]:
    """Return all counts by name; counts of 0 are missing."""
    with _lock:
        return dict(_counts)
