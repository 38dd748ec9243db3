"""The second pass of cleaning: it gives markup that nh3 has filtered the form our pages expect.

nh3's output is canonical: every `<`, `>` and `"` in text and attributes is an entity, and every element that needs an
end tag has one. So it can be read with regular expressions. This pass renames elements, puts attributes in order, makes
addresses of the site relative, and turns addresses in words into links.
"""

import re
from html import unescape

from moothall.core.richtext.addresses import find_addresses, own_path
from moothall.core.richtext.anchors import ID_PREFIX, anchor_id, other_spelling, slug_of, with_known_fragment

#: Elements that are renamed. Both names parse alike, so the renamed text means the same when it is read again.
RENAMED = {
    "h1": "h2",
    "h5": "h4",
    "h6": "h4",
    "b": "strong",
    "i": "em",
    "del": "s",
    "strike": "s",
    "samp": "code",
    "tt": "code",
    "dfn": "em",
    "section": "div",
    "article": "div",
    "main": "div",
    "header": "div",
    "footer": "div",
    "aside": "div",
    "address": "div",
    "center": "div",
    "details": "div",
    "summary": "div",
}
#: The order of attributes, so that equal texts are equal character by character.
ORDER = (
    "id",
    "href",
    "data-mention",
    "src",
    "alt",
    "title",
    "start",
    "colspan",
    "rowspan",
    "span",
    "scope",
    "width",
    "height",
    "lang",
    "dir",
)

_RANK = {name: place for place, name in enumerate(ORDER)}
_REL = ' rel="nofollow ugc noopener noreferrer"'
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
#: The tags that the second pass handles: some names, and any tag with attributes.
_SPECIAL = re.compile(
    rf'<(/?)({"|".join(["a", "img", *RENAMED])})((?: [a-z-]+="[^"]*")*)>|<([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")+)>'
)
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_HEADING = re.compile(r'<(h[234])((?: [a-z-]+="[^"]*")*)>(.*?)</\1>', re.DOTALL)
_PRE = re.compile(r"(<pre[^>]*>)\n+")
_ANY_TAG = re.compile(r"<[^>]*>")
_TAGS = re.compile(r"(<[^>]*>)")
_LINK_INSIDE = re.compile(r' href="#(t-[^"]*)"')
_MAY_BE_ADDRESS = re.compile(r"://|www\.|@", re.IGNORECASE)
_NO_LINKS_IN = re.compile(r"<(/?)(?:a|pre|code|kbd)(?: [^>]*)?>")


class SecondPass:
    """The second pass over one text."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self.numbers: dict[str, int] = {}
        self.headings: list[tuple[str, str]] = []
        #: The elements that replace the links that are open; empty for those that are removed.
        self.open_links: list[str] = []

    def finish(self, html: str) -> str:
        """Return the finished markup."""
        html = _SPECIAL.sub(self.tag, html)
        if "<pre" in html:
            # A parser removes the first line break, so each pass would remove one more.
            html = _PRE.sub(r"\1", html)
        if _MAY_BE_ADDRESS.search(html):
            html = _with_links(html)
        if "<h" in html:
            html = _HEADING.sub(self.heading, html)
        lost = set(_LINK_INSIDE.findall(html)) - self.ids
        return self.with_found_targets(html) if lost and self.headings else html

    def tag(self, match: re.Match[str]) -> str:
        """Return what replaces a tag."""
        end, name, attributes, other, other_attributes = match.groups()
        if other:
            return f"<{other}{self.unique(other_attributes)}>"
        if name == "a":
            return self.link(end, attributes)
        if name == "img":
            return self.image(attributes)
        return f"<{end}{RENAMED[name]}{self.unique(attributes)}>"

    def link(self, end: str, attributes: str) -> str:
        """Rewrite the tag of a link; a link without a target is removed and its text stays.

        In a table, parsers let a link be inside another. HTML forbids it, so only the outer one stays a link.
        """
        if end:
            element = self.open_links.pop() if self.open_links else ""
            return f"</{element}>" if element else ""
        values = dict(_ATTRIBUTE.findall(attributes))
        name = values.pop("name", None)
        if name:
            values.setdefault("id", name)
        is_inside = "a" in self.open_links
        if is_inside:
            values.pop("href", None)
            values.pop("data-mention", None)
        leads_out = False
        if "href" in values:
            values["href"] = own_path(values["href"])
            leads_out = is_foreign(values["href"])
            if not leads_out:
                values["href"] = with_known_fragment(values["href"])
        kept = self.unique(_written(values))
        is_kept = any(f' {name}="' in kept for name in ("href", "id", "data-mention"))
        self.open_links.append(("span" if is_inside else "a") if is_kept else "")
        if not is_kept:
            return ""
        return f"<{self.open_links[-1]}{kept}{_REL if leads_out else ''}>"

    def image(self, attributes: str) -> str:
        """Rewrite an image of this site; replace others by their description, so that no other site sees the reader."""
        values = dict(_ATTRIBUTE.findall(attributes))
        values["src"] = own_path(values.get("src", ""))
        if not values["src"] or is_foreign(values["src"]):
            return values.get("alt", "").replace("&quot;", '"')
        values.setdefault("alt", "")
        return f"<img{self.unique(_written(values))}>"

    def unique(self, attributes: str) -> str:
        """Put attributes in order, without an id that an earlier element has."""
        found = _ATTRIBUTE.findall(attributes)
        if len(found) > 1:
            attributes = _written(dict(found))
        if ' id="' not in attributes:
            return attributes
        value = dict(found)["id"]
        if value in self.ids:
            return attributes.replace(f' id="{value}"', "")
        self.ids.add(value)
        return attributes

    def heading(self, match: re.Match[str]) -> str:
        """Add an id to a heading, for the table of contents."""
        name, attributes, inner = match.groups()
        words = unescape(_ANY_TAG.sub("", inner))
        if ' id="' in attributes:
            self.headings.append((dict(_ATTRIBUTE.findall(attributes))["id"], words))
            return match[0]
        slug = ID_PREFIX + (slug_of(words) or "part")
        free, number = slug, self.numbers.get(slug, 1)
        while free in self.ids:
            number += 1
            free = f"{slug}-{number}"
        # Repeated headings continue the count, because starting at 1 each time would take quadratic time.
        self.numbers[slug] = number
        self.ids.add(free)
        self.headings.append((free, words))
        return f'<{name} id="{free}"{attributes}>{inner}</{name}>'

    def with_found_targets(self, html: str) -> str:
        """Change links with an unknown fragment to lead to the heading from whose words the fragment was made."""
        targets: dict[str, str] = {}
        repeated: dict[str, int] = {}
        for id, words in self.headings:
            spelling = other_spelling(words)
            number = repeated[spelling] = repeated.get(spelling, -1) + 1
            for fragment in (slug_of(words), spelling if not number else f"{spelling}-{number}"):
                known = anchor_id(fragment)
                if known is not None:
                    targets.setdefault(known.lower(), id)

        def target(match: re.Match[str]) -> str:
            if match[1] in self.ids:
                return match[0]
            return f' href="#{targets.get(match[1].lower(), match[1])}"'

        return _LINK_INSIDE.sub(target, html)


def is_foreign(address: str) -> bool:
    """Return True if the address leads out of the site. It is written as by nh3, with entities."""
    address = unescape(address).replace("\\", "/").translate({9: None, 10: None, 13: None}).lstrip()
    return address.startswith("//") or _SCHEME.match(address) is not None


def _with_links(html: str) -> str:
    """Turn addresses in words into links, except in links and in code."""
    closed_in = 0
    parts = _TAGS.split(html)
    for place, part in enumerate(parts):
        if place % 2:
            tag = _NO_LINKS_IN.fullmatch(part)
            if tag:
                closed_in += -1 if tag[1] else 1
        elif not closed_in and _MAY_BE_ADDRESS.search(part):
            parts[place] = _linked(part)
    return "".join(parts)


def _linked(text: str) -> str:
    words, written, done = unescape(text), [], 0
    for start, end, target in find_addresses(words):
        address = own_path(target)
        rel = _REL if is_foreign(address) else ""
        if not rel:
            address = with_known_fragment(address)
        written += [_escaped(words[done:start]), f'<a href="{_escaped(address)}"{rel}>{_escaped(words[start:end])}</a>']
        done = end
    return "".join([*written, _escaped(words[done:])]) if written else text


def _escaped(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("\xa0", "&nbsp;")


def _written(values: dict[str, str]) -> str:
    return "".join(f' {name}="{values[name]}"' for name in sorted(values, key=_RANK.__getitem__))
