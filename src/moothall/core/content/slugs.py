"""Names of items in their containers: made from a title, validated, and unique."""

import itertools
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from pyramid.traversal import find_root
from unidecode import unidecode

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.event_log.log import ActionContext

if TYPE_CHECKING:
    from moothall.core.content.items import Container, Item

#: Maximum number of characters of a name.
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


def name_in(container: "Container", wanted: str, act: ActionContext, item: "Item | None" = None) -> str:
    """Return ``wanted``, with a number if the name is reserved or taken in ``container``.

    A name that an item had before it was moved stays its own, since the old address redirects to it.
    """
    site, reserved = find_root(container), RESERVED | act.reserved

    def is_old(name: str) -> bool:
        uid = site.moved.get((container.uid, name)) if site.moved is not None else None
        return (
            uid is not None
            and uid != getattr(item, "uid", None)
            and (uid in site.successors or site.uids.get(uid) is not None)
        )

    names = itertools.chain([wanted], (f"{wanted}-{number}" for number in itertools.count(2)))
    return next(name for name in names if name not in reserved and name not in container and not is_old(name))
