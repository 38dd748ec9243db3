"""A progress bar for whatever can last longer than a second."""

import sys

from tqdm import tqdm


def progress(steps, title, total=None, unit=""):
    """Go through ``steps`` with a bar on the terminal; in a log, one line every ten seconds.

    ``total`` is needed where the steps have no length.
    """
    return _bar(title, unit, iterable=steps, total=total)


def progress_of(total, title, unit=""):
    """Return a bar to be moved by hand.

    ``with progress_of(10, "Reading") as bar: bar.update()``
    """
    return _bar(title, unit, total=total)


def _bar(title, unit, **arguments):
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
