"""Ids of items: made from a title, checked, and kept unique in a folder."""

import itertools
import re
import unicodedata

from unidecode import unidecode

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _

MAX_LENGTH = 80

#: View names and other words that may not be ids, since traversal would find the item instead of the page.
RESERVED = frozenset(
    {
        "add",
        "edit",
        "delete",
        "workflow",
        "people",
        "settings",
        "history",
        "members",
        "membership",
        "join",
        "leave",
        "posts",
        "closure",
        "pin",
        "mark-read",
        "upload",
        "download",
        "view",
        "log-in",
        "log-out",
        "login",
        "logout",
        "search",
        "admin",
        "static",
        "queue",
        "contents",
        "about",
        "new",
        "versions",
        "translations",
        "sharing",
        "overview",
        "accessibility",
        "privacy",
        "contact",
        "language",
        "theme",
        "feed",
        "favicon.ico",
        "robots.txt",
        "first-unread",
        "audit",
        "documents-tab",
        "manage",
        "ban",
        "replies",
        "preview",
        "schedule",
        "access",
        "why",
        "affected",
        "affected.csv",
        "affected.txt",
        "view-as",
        "sign-up",
        "mail-sent",
        "confirm-account",
        "forgotten-password",
        "new-password",
        "new-address",
        "own-data",
        "invitation",
        "ask-for-access",
        "permissions",
        "workflows",
        "move",
        "move-contents",
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


def free_name(container, wanted, reserved=RESERVED):
    """``wanted``, or it with the first suffix that is free in ``container``."""
    if wanted not in reserved and wanted not in container:
        return wanted
    return next(
        name
        for number in itertools.count(2)
        if (name := f"{wanted}-{number}") not in container and name not in reserved
    )
