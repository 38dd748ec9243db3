"""Random ids, from the cryptographic source of the operating system.

While sample content is loaded they come from a seed instead, so that the same date
gives the same addresses each time.  Secrets are never generated here.
"""

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_source: ContextVar[random.Random] = ContextVar("source of ids", default=secrets.SystemRandom())  # noqa: B039  # it has no state


def random_bits(number: int) -> int:
    """Return a random integer of at most ``number`` bits."""
    return _source.get().getrandbits(number)


def random_letters(alphabet: str, number: int) -> str:
    """Return ``number`` random letters of an alphabet."""
    return "".join(_source.get().choice(alphabet) for _ in range(number))


@contextmanager
def seeded(seed: str) -> Iterator[None]:
    """Generate the ids of this thread from ``seed`` inside the block; for samples only."""
    token = _source.set(random.Random(seed))  # noqa: S311  # ids of samples are no secrets
    try:
        yield
    finally:
        _source.reset(token)
