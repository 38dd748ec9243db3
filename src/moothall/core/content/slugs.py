"""Ids of items: made from a title, checked, and kept unique in a folder."""

import itertools
import re
import unicodedata

from unidecode import unidecode

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _

MAX_LENGTH = 80

#: Words that have a meaning in addresses, beside the names of pages: see :mod:`moothall.core.content.reserved_names`.
RESERVED = frozenset(
    {
        "admin",
        "ban",
        "closure",
        "documents-tab",
        "favicon.ico",
        "feed",
        "log-in",
        "log-out",
        "manage",
        "members",
        "membership",
        "new",
        "overview",
        "posts",
        "preview",
        "robots.txt",
        "search",
        "static",
        "theme",
        "translations",
        "view",
    }
)

_SHAPE = re.compile(r"[a-z0-9][a-z0-9._-]*\Z")


def slug(title):
    """A readable id for ``title``: lower-case letters, digits and hyphens; "item" when nothing remains."""
    plain = unidecode(unicodedata.normalize("NFKC", title)).lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return words[:MAX_LENGTH].rstrip("-") or "item"


def checked(name):
    """``name`` when it may be an id; raises :class:`BadInput` otherwise."""
    if not isinstance(name, str) or not _SHAPE.match(name) or len(name) > MAX_LENGTH + 20:
        raise BadInput(
            _("Use only lower-case letters, digits, dots, hyphens and underscores, starting with a letter or digit.")
        )
    return name


def free_name(container, wanted, reserved):
    """Return ``wanted``, or it with the first suffix that is free in ``container``."""
    if wanted not in reserved and wanted not in container:
        return wanted
    return next(
        name
        for number in itertools.count(2)
        if (name := f"{wanted}-{number}") not in container and name not in reserved
    )
