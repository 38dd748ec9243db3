"""Redirects that stay on the site."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlsplit

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from moothall.core.base.settings import settings_of

#: Maximum number of characters of a target.
MAX_LENGTH = 2000

#: Characters that browsers drop or, for a backslash, read as a slash.
_TREACHEROUS = re.compile(r"[\x00-\x20\x7f\\]")


def safe_path(request: Request, target: Any, default: str = "/") -> str:
    """Return ``target`` as a path on this site, or ``default`` if it leads elsewhere."""
    if not isinstance(target, str) or not target or len(target) > MAX_LENGTH or _TREACHEROUS.search(target):
        return default
    for own in (request.host_url, settings_of(request.registry).site_url):
        if target == own or target.startswith(own + "/"):
            target = target.removeprefix(own) or "/"
            break
    try:
        parts = urlsplit(target)
    except ValueError:
        return default
    if parts.scheme or parts.netloc or not target.startswith("/") or target.startswith("//"):
        return default
    return quote(target, safe="/%?#&=;:@!$'()*+,~-._[]")


def safe_redirect(
    request: Request, came_from: Any, default: str = "/", headers: Iterable[tuple[str, str]] = ()
) -> HTTPSeeOther:
    """Return 303 See Other to ``came_from`` if it is on this site, else to ``default``."""
    return HTTPSeeOther(request.host_url + safe_path(request, came_from, default), headers=list(headers))
