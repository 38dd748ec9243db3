"""Pauses after failures: longer each time, and partly random.

Without the random part, all processes that failed at one moment would try again at one moment.
"""

import random


def pause_after(failures: int, first: float, longest: float) -> float:
    """Return the seconds to wait after a number of consecutive failures (at least 1).

    The limit is ``first`` after the first one, twice that after each further one, and never above ``longest``;
    the result is between half of the limit and the limit.
    """
    limit = min(first * 2.0 ** min(failures - 1, 30), longest)
    return random.uniform(limit / 2, limit)  # noqa: S311  # the pause need not be unpredictable
