"""Clean HTML: nh3 filters the markup, then a second pass gives it the form our pages expect.

nh3's output is canonical: every `<`, `>` and `"` in text and attributes is an entity, and every element that needs an
end tag has one. So the second pass can read it with regular expressions; it renames elements, checks numbers and adds
nothing from the text except identifiers made of letters, digits and hyphens.
"""

import re
from html import unescape

import nh3
from unidecode import unidecode

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _

#: Maximum length of a text, in characters. The longest page of a large manual has a tenth of it.
LIMIT = 500_000
#: Maximum depth of nested elements: browsers stop at 512, and programs that read the text use recursion.
MAX_DEPTH = 100
#: Prefix of identifiers in a text, so that none can be confused with an identifier of the page.
ID_PREFIX = "t-"

BLOCKS = {
    "p",
    "h2",
    "h3",
    "h4",
    "ul",
    "ol",
    "li",
    "blockquote",
    "pre",
    "hr",
    "figure",
    "figcaption",
    "dl",
    "dt",
    "dd",
    "div",
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "td",
    "th",
    "colgroup",
    "col",
}
INLINE = {"br", "strong", "em", "a", "code", "img", "sub", "sup", "abbr", "span", "kbd", "s", "mark", "q", "cite"}
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
#: Elements that are removed with their content.
DROPPED = {
    "script",
    "style",
    "template",
    "noscript",
    "textarea",
    "select",
    "button",
    "iframe",
    "object",
    "svg",
    "math",
    "title",
    "nav",
    "audio",
    "video",
    "canvas",
    "dialog",
    "applet",
    "frameset",
    "noembed",
    "noframes",
    "xmp",
    "plaintext",
}

_ATTRIBUTES = {
    "*": {"id", "lang", "dir"},
    "a": {"href", "name"},
    "img": {"src", "alt", "width", "height"},
    "abbr": {"title"},
    "ol": {"start"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "col": {"span"},
    "colgroup": {"span"},
}
_SHAPES = {
    "lang": re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}"),
    "dir": re.compile(r"ltr|rtl|auto"),
    "width": re.compile(r"[0-9]{1,4}"),
    "height": re.compile(r"[0-9]{1,4}"),
    "start": re.compile(r"[0-9]{1,6}"),
    "colspan": re.compile(r"[1-9][0-9]?"),
    "rowspan": re.compile(r"[1-9][0-9]{0,2}"),
    "span": re.compile(r"[1-9][0-9]?"),
    "scope": re.compile(r"(?:col|row)(?:group)?"),
}
_FREE = {"alt", "title"}
_REL = ' rel="nofollow ugc noopener noreferrer"'

_ID = re.compile(r"[A-Za-z0-9_.:-]{1,120}")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_CONTROL = dict.fromkeys(c for c in (*range(32), *range(127, 160)) if c not in (9, 10, 13))
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>")
#: The tags that the second pass handles: some names, and any tag with an id.
_SPECIAL = re.compile(
    rf'<(/?)({"|".join(["a", "img", *RENAMED])})((?: [a-z]+="[^"]*")*)>|<([a-z][a-z0-9]*)((?: [a-z]+="[^"]*")+)>'
)
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
_HEADING = re.compile(r'<(h[234])((?: [a-z]+="[^"]*")*)>(.*?)</\1>', re.DOTALL)
_PRE = re.compile(r"(<pre[^>]*>)\n+")
_ANY_TAG = re.compile(r"<[^>]*>")
_OPENED = re.compile(
    r"<!--.*?(?:--!?>|$)"
    r"|<(script|style|textarea|title|xmp|iframe|noembed|noframes|noscript)\b.*?(?:</\1|$)"
    r"|<(/?)([a-z][^\s/>]*)(?:[^>\"']|\"[^\"]*\"|'[^']*')*",
    re.IGNORECASE | re.DOTALL,
)
_NEVER_NESTED = {
    "p",
    "li",
    "td",
    "tr",
    "th",
    "dt",
    "dd",
    "option",
    "br",
    "img",
    "hr",
    "input",
    "meta",
    "link",
    "col",
    "source",
    "wbr",
    "area",
    "base",
    "embed",
    "param",
    "track",
    "thead",
    "tbody",
    "tfoot",
}


class SafeHTML(str):
    """Markup returned by `clean`. Page templates insert it unescaped, through `__html__`.

    Create it with `clean`, or with `stored` for text that was cleaned when it was saved. In the database it is a plain
    string, so that no stored object depends on this class.
    """

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)

    def __reduce__(self) -> tuple:
        return (str, (str(self),))


def stored(html: str) -> SafeHTML:
    """Mark markup that was cleaned when it was saved."""
    return SafeHTML(html)


def clean(html: str, limit: int = LIMIT, site_url: str = "") -> SafeHTML:
    """Return the allowed part of `html`.

    Raise `BadInput` if it is not a string, is not valid Unicode, has more than `limit` characters or is nested too
    deeply. `site_url` is the site's own address: images and links that begin with it become relative to the site.
    """
    if isinstance(html, SafeHTML):
        return html
    _check_text(html, limit)
    if html.count("<") > 2_000 and _nesting(html) > 500:
        # The parser takes quadratic time on such text: 20 s for a quarter of a megabyte of nested lists.
        raise BadInput(_("The text is nested too deeply."))
    cleaned = _Finish(site_url.rstrip("/")).finish(_CLEANER.clean(html.translate(_CONTROL)))
    if cleaned.count("</") > MAX_DEPTH and _depth(cleaned) > MAX_DEPTH:
        raise BadInput(_("The text is nested too deeply."))
    return SafeHTML(cleaned)


def anchor_id(name: str) -> str | None:
    """Return the id that `clean` gives to `name`, or None if it is not allowed."""
    name = name.strip()
    if not _ID.fullmatch(name):
        return None
    return name if name.startswith(ID_PREFIX) else ID_PREFIX + name


def _check_text(text: object, limit: int) -> None:
    if not isinstance(text, str):
        raise BadInput(_("The text must be a string."))
    if len(text) > limit:
        raise BadInput(_("The text is longer than ${limit} characters.", mapping={"limit": limit}))
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadInput(_("The text has characters that are not valid Unicode.")) from None


def _keep(_tag: str, name: str, value: str) -> str | None:
    if name in _FREE:
        return value
    if name == "href":
        return _link(value)
    if name == "src":
        return value.strip()
    if name in ("id", "name"):
        return anchor_id(value)
    # nh3 also calls this for attributes that it will remove anyway.
    shape = _SHAPES.get(name)
    return value if shape and shape.fullmatch(value) else None


def _link(address: str) -> str | None:
    address = address.strip()
    if address.startswith("#"):
        anchor = anchor_id(address[1:])
        return "#" + anchor if anchor else None
    return address


_CLEANER = nh3.Cleaner(
    tags=BLOCKS | INLINE | set(RENAMED),
    clean_content_tags=DROPPED,
    attributes=_ATTRIBUTES,
    attribute_filter=_keep,
    link_rel=None,
    url_schemes={"http", "https", "mailto"},
)


class _Finish:
    """The second pass over one text."""

    def __init__(self, site_url: str) -> None:
        self.site_url = site_url
        self.ids: set[str] = set()
        self.numbers: dict[str, int] = {}
        self.link_is_open = False

    def finish(self, html: str) -> str:
        html = _SPECIAL.sub(self.tag, html)
        if "<pre" in html:
            # A parser removes the first line break, so each pass would remove one more.
            html = _PRE.sub(r"\1", html)
        return _HEADING.sub(self.heading, html) if "<h" in html else html

    def tag(self, match: re.Match[str]) -> str:
        end, name, attributes, other, other_attributes = match.groups()
        if other:
            return f"<{other}{self.unique(other_attributes)}>"
        if name == "a":
            return self.link(end, attributes)
        if name == "img":
            return self.image(attributes)
        return f"<{end}{RENAMED[name]}{self.unique(attributes)}>"

    def link(self, end: str, attributes: str) -> str:
        """Rewrite the tag of a link; a link without a target is removed and its text stays."""
        if end:
            was_open, self.link_is_open = self.link_is_open, False
            return "</a>" if was_open else ""
        values = dict(_ATTRIBUTE.findall(attributes))
        name = values.pop("name", None)
        if name:
            values.setdefault("id", name)
        if "href" in values:
            values["href"] = self.own(values["href"])
        kept = self.unique(_written(values))
        self.link_is_open = ' href="' in kept or ' id="' in kept
        if not self.link_is_open:
            return ""
        leads_out = "href" in values and _is_foreign(values["href"])
        return f"<a{kept}{_REL if leads_out else ''}>"

    def image(self, attributes: str) -> str:
        """Rewrite an image of this site; replace others by their description, so that no other site sees the reader."""
        values = dict(_ATTRIBUTE.findall(attributes))
        values["src"] = self.own(values.get("src", ""))
        if not values["src"] or _is_foreign(values["src"]):
            return values.get("alt", "").replace("&quot;", '"')
        values.setdefault("alt", "")
        return f"<img{self.unique(_written(values))}>"

    def own(self, address: str) -> str:
        if self.site_url and (address + "/").startswith(self.site_url + "/"):
            return address[len(self.site_url) :] or "/"
        return address

    def unique(self, attributes: str) -> str:
        """Remove an id that an earlier element has."""
        if ' id="' not in attributes:
            return attributes
        value = dict(_ATTRIBUTE.findall(attributes))["id"]
        if value in self.ids:
            return attributes.replace(f' id="{value}"', "")
        self.ids.add(value)
        return attributes

    def heading(self, match: re.Match[str]) -> str:
        """Add an id to a heading, for the table of contents."""
        name, attributes, inner = match.groups()
        if ' id="' in attributes:
            return match[0]
        words = unidecode(unescape(_ANY_TAG.sub("", inner))).lower()
        slug = ID_PREFIX + (re.sub(r"[^a-z0-9]+", "-", words).strip("-")[:60] or "part")
        free, number = slug, self.numbers.get(slug, 1)
        while free in self.ids:
            number += 1
            free = f"{slug}-{number}"
        # Repeated headings continue the count, because starting at 1 each time would take quadratic time.
        self.numbers[slug] = number
        self.ids.add(free)
        return f'<{name} id="{free}"{attributes}>{inner}</{name}>'


def _written(values: dict[str, str]) -> str:
    return "".join(f' {name}="{value}"' for name, value in values.items())


def _is_foreign(address: str) -> bool:
    """Return True if the address leads out of the site. It is written as by nh3, with entities."""
    address = unescape(address).replace("\\", "/").translate({9: None, 10: None, 13: None}).lstrip()
    return address.startswith("//") or _SCHEME.match(address) is not None


def _nesting(html: str) -> int:
    """Return the maximum nesting depth of unchecked markup. Elements that close each other do not count."""
    open_now: dict[str, int] = {}
    total = deepest = 0
    for match in _OPENED.finditer(html):
        name = (match[3] or "").lower()
        if not name or name in _NEVER_NESTED:
            continue
        if match[2]:
            if open_now.get(name):
                open_now[name] -= 1
                total -= 1
        else:
            open_now[name] = open_now.get(name, 0) + 1
            total += 1
            deepest = max(deepest, total)
    return deepest


def _depth(cleaned: str) -> int:
    now = deepest = 0
    for match in _TAG.finditer(cleaned):
        if match[1]:
            now -= 1
        elif match[2] not in ("br", "hr", "img", "col"):
            now += 1
            deepest = max(deepest, now)
    return deepest
