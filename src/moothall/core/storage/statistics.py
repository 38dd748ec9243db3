"""Counts of this process since its start, for monitoring."""

import threading
from collections import Counter

#: Names of counts: committed writes; writes that met another one; new attempts after that; writes given up at last.
COMMITS, CONFLICTS, RETRIES, GIVEN_UP = "commits", "conflicts", "retries", "given up"

_counts: Counter[str] = Counter()
_lock = threading.Lock()


def count(name: str, by: float = 1) -> None:
    """Add to a count."""
    with _lock:
        _counts[name] += by  # type: ignore[assignment]


def counts() -> dict[str, float]:
    """Return all counts by name; what never happened is missing."""
    with _lock:
        return dict(_counts)
