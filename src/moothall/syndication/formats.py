"""The formats of feeds: Atom (RFC 4287) and JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from lxml import etree, html

from moothall.core.content.uids import uid_name
from moothall.syndication.feeds import Entry

ATOM = "application/atom+xml"
JSON = "application/feed+json"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
#: Characters that no XML document can contain (XML 1.0, section 2.2).
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Feed(NamedTuple):
    """A feed: ``url`` is its own address, ``page`` that of the item; ``urls`` has the address of each entry."""

    id: str
    title: str
    description: str
    language: str
    site: str
    url: str
    page: str
    updated: datetime
    entries: list[Entry]
    urls: list[str]


def entry_id(host: str, item: Any) -> str:
    """Return an identifier that stays when the item is renamed or moved (RFC 4151)."""
    return f"tag:{host},{item.created:%Y-%m-%d}:{uid_name(item.uid)}"


def atom(feed: Feed) -> bytes:
    """Return an Atom document."""
    root = etree.Element(f"{{{_NAMESPACE}}}feed", nsmap={None: _NAMESPACE})
    root.set(_XML_LANGUAGE, feed.language)
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    if feed.description:
        _add(root, "subtitle", feed.description)
    _add(root, "updated", _moment(feed.updated))
    _link(root, "self", feed.url, ATOM)
    _link(root, "alternate", feed.page, "text/html")
    for entry, url in zip(feed.entries, feed.urls, strict=True):
        _add_entry(root, feed, entry, url)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _add_entry(root: Any, feed: Feed, entry: Entry, url: str) -> None:
    node = _add(root, "entry")
    if entry.language:
        node.set(_XML_LANGUAGE, entry.language)
    _add(node, "id", entry_id(feed.site, entry.item))
    _add(node, "title", entry.title)
    _add(node, "published", _moment(entry.published))
    _add(node, "updated", _moment(entry.updated))
    # An entry must have an author, and an Atom author a name.
    _add(_add(node, "author"), "name", entry.author or feed.title)
    _link(node, "alternate", url, "text/html")
    for tag in entry.tags:
        _add(node, "category").set("term", _clean(tag))
    if entry.summary:
        _add(node, "summary", entry.summary)
    if entry.html or not entry.summary:
        _add(node, "content", absolute(entry.html, url)).set("type", "html")


def json_feed(feed: Feed) -> dict[str, Any]:
    """Return the data of a JSON Feed."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.url,
        **({"description": feed.description} if feed.description else {}),
        "language": feed.language,
        "items": list(_json_items(feed)),
    }


def _json_items(feed: Feed) -> Iterable[dict[str, Any]]:
    for entry, url in zip(feed.entries, feed.urls, strict=True):
        found = {
            "id": entry_id(feed.site, entry.item),
            "url": url,
            "title": entry.title,
            "content_html": absolute(entry.html, url),
            "date_published": _moment(entry.published),
            "date_modified": _moment(entry.updated),
            "authors": [{"name": entry.author}] if entry.author else [],
            "tags": list(entry.tags),
        }
        if entry.summary:
            found["summary"] = entry.summary
        if entry.language:
            found["language"] = entry.language
        yield found


def absolute(text: str, url: str) -> str:
    """Return HTML whose links and images have absolute addresses; ``url`` is the address that it is shown at."""
    if not text:
        return ""
    parts = html.fragment_fromstring(text, create_parent="div")
    parts.make_links_absolute(url, handle_failures="ignore")
    whole = html.tostring(parts, encoding="unicode")
    return whole.removeprefix("<div>").removesuffix("</div>")


def _add(parent: Any, name: str, text: str | None = None) -> Any:
    node = etree.SubElement(parent, f"{{{_NAMESPACE}}}{name}")
    if text is not None:
        node.text = _clean(text)
    return node


def _link(parent: Any, rel: str, href: str, media_type: str) -> None:
    node = _add(parent, "link")
    node.set("rel", rel)
    node.set("type", media_type)
    node.set("href", href)


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("", text)


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
