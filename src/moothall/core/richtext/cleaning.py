"""Clean HTML: nh3 filters the markup, then a second pass gives it the form our pages expect."""

import re

import nh3

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.richtext.anchors import anchor_id
from moothall.core.richtext.second_pass import RENAMED, SecondPass

#: Maximum length of a text, in characters. The longest page of a large manual has a tenth of that.
LIMIT = 500_000
#: Maximum depth of nested elements: browsers stop at 512, and programs that read the text use recursion.
MAX_DEPTH = 100

#: A header cell without words or images: its attributes and its content.
_EMPTY_HEADER = re.compile(
    r"<th((?: [a-z-]+=\"[^\"]*\")*)>"
    r"((?:\s|&nbsp;|</?(?!(?:img|hr|table|t[hdr])[ >])[a-z][a-z0-9]*(?: [a-z-]+=\"[^\"]*\")*>)*)</th>"
)
#: Attributes that are meaningless on a cell that is no header.
_HEADER_ONLY = re.compile(r' scope="[^"]*"')

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
    "a": {"href", "name", "data-mention"},
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
    "data-mention": re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?"),
}
_FREE = {"alt", "title"}
#: Attributes that mean nothing with the value 1.
_ONE_BY_DEFAULT = {"colspan", "rowspan", "span"}

_CONTROL = dict.fromkeys(c for c in (*range(32), *range(127, 160)) if c not in (9, 10, 13))
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>")
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


def clean(html: str, limit: int = LIMIT) -> SafeHTML:
    """Return the allowed part of `html`.

    Raise `BadInput` if it is not a string, is not valid Unicode, has more than `limit` characters or is nested too
    deeply. Addresses of the site itself (see `own_addresses`) become relative to it, and addresses in words links.
    """
    if isinstance(html, SafeHTML):
        return html
    _check_text(html, limit)
    if html.count("<") > 2_000 and _nesting(html) > 500:
        # The parser takes quadratic time on such text: 20 s for a quarter of a megabyte of nested lists.
        raise BadInput(_("The text is nested too deeply."))
    cleaned = SecondPass().finish(_CLEANER.clean(html.translate(_CONTROL)))
    if "<th" in cleaned:
        cleaned = _EMPTY_HEADER.sub(_plain_cell, cleaned)
    if cleaned.count("</") > MAX_DEPTH and _depth(cleaned) > MAX_DEPTH:
        raise BadInput(_("The text is nested too deeply."))
    return SafeHTML(cleaned)


def _plain_cell(header: re.Match[str]) -> str:
    """Return an empty cell for an empty header cell, which screen readers would announce as the header of others."""
    return f"<td{_HEADER_ONLY.sub('', header[1])}>{header[2]}</td>"


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
    if name == "data-mention":
        value = value.lower()
    # nh3 also calls this for attributes that it will remove anyway.
    shape = _SHAPES.get(name)
    if name in _ONE_BY_DEFAULT and value == "1":
        return None
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
