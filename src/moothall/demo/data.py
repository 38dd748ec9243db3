"""Read the files of the sample content, and the times in them."""

import re
from datetime import timedelta
from importlib import resources

import yaml

from moothall.core.richtext import from_markdown

_OFFSET = re.compile(r"(?P<sign>-?)(?:(?P<d>\d+)d)?(?:(?P<h>\d+)h)?(?:(?P<m>\d+)m)?\Z")


def read(name):
    """Return the content of one YAML file under ``data/``."""
    text = resources.files(__package__).joinpath("data", name).read_text("utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def read_all(folder):
    """Return the contents of all YAML files of a folder under ``data/``, by name."""
    files = sorted(
        entry.name
        for entry in resources.files(__package__).joinpath("data", folder).iterdir()
        if entry.name.endswith(".yaml")
    )
    return [read(f"{folder}/{name}") for name in files]


def text_of(markdown):
    """Return clean HTML of a sample text, whose lines are joined."""
    return from_markdown(markdown, breaks=False)


def when(offset, now):
    """Return the moment of an offset such as ``-12d4h30m``; raise :class:`ValueError` for anything else."""
    match = _OFFSET.match(str(offset))
    if match is None:
        raise ValueError(f"not an offset in time: {offset!r}")
    amount = timedelta(days=int(match["d"] or 0), hours=int(match["h"] or 0), minutes=int(match["m"] or 0))
    return now - amount if match["sign"] else now + amount
