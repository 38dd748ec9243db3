"""A progress bar for operations that can take longer than a second."""

import sys
from collections.abc import Iterable
from typing import Any, TypeVar

from tqdm import tqdm

T = TypeVar("T")


def progress(steps: Iterable[T], title: str, total: int | None = None, unit: str = "") -> Iterable[T]:
    """Iterate over ``steps`` with a bar on the terminal; in a log, print a line every ten seconds.

    ``total`` is needed if ``steps`` has no length.
    """
    return _bar(title, unit, iterable=steps, total=total)


def progress_of(total: int, title: str, unit: str = "") -> tqdm:
    """Return a bar that the caller updates.

    ``with progress_of(10, "Reading") as bar: bar.update()``
    """
    return _bar(title, unit, total=total)


def _bar(title: str, unit: str, **arguments: Any) -> tqdm:
    interval = 0.1 if sys.stderr.isatty() else 10
    return tqdm(
        desc=title,
        unit=f" {unit}" if unit else "",
        mininterval=interval,
        maxinterval=interval,
        dynamic_ncols=True,
        leave=True,
        file=sys.stderr,
        **arguments,
    )
