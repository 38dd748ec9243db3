"""Where random ids come from: the system's own source, which nobody foresees.

While sample content is loaded they come from a seed instead, so that the same date
gives the same addresses each time.  Secrets are never drawn here.
"""

import random
import secrets
from contextlib import contextmanager
from contextvars import ContextVar

_source = ContextVar("source of ids", default=secrets.SystemRandom())  # noqa: B039  # it holds no state


def random_bits(number: int) -> int:
    """A random integer of at most so many bits."""
    return _source.get().getrandbits(number)


def random_letters(alphabet: str, number: int) -> str:
    """So many random letters of an alphabet."""
    return "".join(_source.get().choice(alphabet) for _ in range(number))


@contextmanager
def seeded(seed: str):
    """Draw what this thread draws meanwhile from ``seed``: for samples alone."""
    token = _source.set(random.Random(seed))  # noqa: S311  # nothing secret comes of it
    try:
        yield
    finally:
        _source.reset(token)
