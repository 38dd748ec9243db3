"""Rewrite the links of a page to addresses on the site."""

import base64
import os
import posixpath
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from moothall.core.base.errors import BadInput
from moothall.core.richtext import anchor_id
from moothall.core.richtext.addresses import own_path
from moothall.importing.plan import DOWNLOAD, Plan

_ABROAD = ("http", "https", "mailto")


class Links:
    """Rewrites the links of one page. `lost` collects a sentence for each link that was removed."""

    def __init__(self, plan: Plan, path: str, base: str = "") -> None:
        self.plan = plan
        self.path = path
        self.root = str(plan.root)
        self.lost: list[str] = []
        self.base = base.strip()
        self.own = posixpath.join(self.root, path)
        self.folder = posixpath.dirname(self.own)
        if self.base and not urlsplit(self.base).scheme and not self.base.startswith("//"):
            self.folder = posixpath.dirname(posixpath.join(self.folder, unquote(urlsplit(self.base).path)))
            self.base = ""

    def link(self, href: str) -> str | None:
        """Return the new target of a link, or None if it has none on the site."""
        href = href.strip()
        if href.startswith("#"):
            return href
        return self._target(href, "link")

    def picture(self, src: str) -> str | None:
        """Return the new address of an image, or None if it is not imported."""
        if src.strip()[:5].lower() == "data:":
            return self._embedded(src.strip())
        address = self._target(src.strip(), "image")
        if address and not address.startswith("/"):
            self.lost.append(f"image on another site: {_short(src)}")
            return None
        return address

    def _embedded(self, src: str) -> str | None:
        """Keep an image inside the page as a file beside it; return its address."""
        head, _comma, body = src.partition(",")
        try:
            data = base64.b64decode(unquote(body), validate=False) if head.lower().endswith(";base64") else b""
            found = self.plan.embed(self.path, data)
        except (ValueError, BadInput):
            found = None
        if found is None:
            self.lost.append("image inside the page that is not accepted: " + _short(head))
            return None
        return found + DOWNLOAD

    def _target(self, address: str, what: str) -> str | None:
        try:
            if self.base:
                address = urljoin(self.base, address)
            own = own_path(address)
            if own != address:
                return own
            parts = urlsplit(address)
        except ValueError:
            self.lost.append(f"invalid address of a {what}: {_short(address)}")
            return None
        if parts.scheme or parts.netloc:
            if (parts.scheme or "https") in _ABROAD:
                return address if parts.scheme else "https:" + address
            self.lost.append(f"unsupported type of {what}: {_short(address)}")
            return None
        return self._within(parts, address, what)

    def _within(self, parts: SplitResult, address: str, what: str) -> str | None:
        where = unquote(parts.path)
        if "\0" in where:
            self.lost.append(f"invalid address of a {what}: {_short(address)}")
            return None
        start = self.root if where.startswith("/") else self.folder
        full = os.path.normpath(posixpath.join(start, where.lstrip("/")) if where else self.own)
        if full != self.root and not full.startswith(self.root + "/"):
            self.lost.append(f"{what} to a place outside the folder: {_short(address)}")
            return None
        path = full[len(self.root) + 1 :]
        found = self.plan.address_of(self.plan.index_of(path) if path not in self.plan.names else path)
        if found is None and not path:
            found = self.plan.address or None
        if found is None:
            self.lost.append(f"{what} to a file that is not imported: {_short(path)}")
            return None
        if self.plan.is_upload(path):
            return found + DOWNLOAD
        anchor = anchor_id(unquote(parts.fragment)) if parts.fragment else None
        return f"{found}#{anchor}" if anchor else found


def _short(address: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in address[:150])
