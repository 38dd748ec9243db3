"""The time within which people can appeal: six months (Regulation (EU) 2022/2065, article 20)."""

from datetime import datetime

from moothall.core.base.dates import months_later

MONTHS = 6


def appeal_end(event) -> datetime:
    """Return the time until which one can appeal against the decision that a logged event made."""
    return months_later(event.at, MONTHS)
