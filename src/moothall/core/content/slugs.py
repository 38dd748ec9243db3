"""Names of items in their containers: made from a title, validated, and unique."""

import itertools
import re
import unicodedata
from collections.abc import Collection
from typing import Any

from unidecode import unidecode

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _

MAX_LENGTH = 80

#: Reserved words in addresses, besides the names of views: see :mod:`moothall.core.content.reserved_names`.
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


def slug(title: str) -> str:
    """Return a readable name for ``title``: lower-case letters, digits and hyphens; "item" if nothing remains."""
    plain = unidecode(unicodedata.normalize("NFKC", title)).lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return words[:MAX_LENGTH].rstrip("-") or "item"


def checked(name: Any) -> str:
    """Return ``name`` if it is valid; raise :class:`BadInput` otherwise."""
    if not isinstance(name, str) or not _SHAPE.match(name) or len(name) > MAX_LENGTH + 20:
        raise BadInput(
            _("Use only lower-case letters, digits, dots, hyphens and underscores, starting with a letter or digit.")
        )
    return name


def free_name(container: Any, wanted: str, reserved: Collection[str]) -> str:
    """Return ``wanted``, with a number if the name is taken in ``container`` or reserved."""
    if wanted not in reserved and wanted not in container:
        return wanted
    return next(
        name
        for number in itertools.count(2)
        if (name := f"{wanted}-{number}") not in container and name not in reserved
    )
