"""Where the links of a page lead once the page stands on the site."""

import os
import posixpath
from urllib.parse import unquote, urljoin, urlsplit

from moothall.core.richtext import anchor_id
from moothall.importing.plan import DOWNLOAD

_ABROAD = ("http", "https", "mailto")


class Links:
    """The links of one page. What could not be kept is in `lost`, a sentence each."""

    def __init__(self, plan, path, base=""):
        self.plan = plan
        self.root = str(plan.root)
        self.lost = []
        self.base = base.strip()
        self.own = posixpath.join(self.root, path)
        self.folder = posixpath.dirname(self.own)
        if self.base and not urlsplit(self.base).scheme and not self.base.startswith("//"):
            self.folder = posixpath.dirname(posixpath.join(self.folder, unquote(urlsplit(self.base).path)))
            self.base = ""

    def link(self, href):
        """The new target of a link, or None where it leads nowhere that we could lead to."""
        href = href.strip()
        if href.startswith("#"):
            return href
        return self._target(href, "link")

    def picture(self, src):
        """The new address of a picture, or None where it is not brought along."""
        address = self._target(src.strip(), "picture")
        if address and not address.startswith("/"):
            self.lost.append(f"picture elsewhere: {_short(src)}")
            return None
        return address

    def _target(self, address, what):
        try:
            if self.base:
                address = urljoin(self.base, address)
            parts = urlsplit(address)
        except ValueError:
            self.lost.append(f"{what} that is no address: {_short(address)}")
            return None
        if parts.scheme or parts.netloc:
            if (parts.scheme or "https") in _ABROAD:
                return address if parts.scheme else "https:" + address
            self.lost.append(f"{what} of a kind that is not followed: {_short(address)}")
            return None
        return self._within(parts, address, what)

    def _within(self, parts, address, what):
        where = unquote(parts.path)
        if "\0" in where:
            self.lost.append(f"{what} that is no address: {_short(address)}")
            return None
        start = self.root if where.startswith("/") else self.folder
        full = os.path.normpath(posixpath.join(start, where.lstrip("/")) if where else self.own)
        if full != self.root and not full.startswith(self.root + "/"):
            self.lost.append(f"{what} out of the folder: {_short(address)}")
            return None
        path = full[len(self.root) + 1 :]
        found = self.plan.address_of(self.plan.index_of(path) if path not in self.plan.names else path)
        if found is None and not path:
            found = self.plan.address or None
        if found is None:
            self.lost.append(f"{what} to what is not brought in: {_short(path)}")
            return None
        if self.plan.is_upload(path):
            return found + DOWNLOAD
        anchor = anchor_id(unquote(parts.fragment)) if parts.fragment else None
        return f"{found}#{anchor}" if anchor else found


def _short(address):
    return "".join(c if c.isprintable() else "?" for c in address[:150])
