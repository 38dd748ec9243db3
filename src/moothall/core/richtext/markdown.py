"""Convert Markdown to HTML and back, for the text area that replaces the editor where it does not run.

The round trip is stable: Markdown that came from a text, saved unchanged, gives the same Markdown again. Content that
Markdown cannot express (the size of an image, merged table cells, definition lists) is lost; `survives_markdown`
checks that beforehand, and a form can then offer the HTML itself.
"""

import re
from typing import Any

from bs4 import BeautifulSoup, NavigableString, Tag
from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdownify import ATX, MarkdownConverter
from mdit_py_plugins.footnote import footnote_plugin

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.richtext.addresses import find_addresses, own_path
from moothall.core.richtext.cleaning import BLOCKS, LIMIT, SafeHTML, clean

_LINE_BREAKS_STAY = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
_LINES_FLOW = MarkdownIt("commonmark", {"html": False, "breaks": False}).enable(["table", "strikethrough"])

#: Parser for pages written elsewhere: with footnotes and task lists.
_WITH_NOTES = MarkdownIt("commonmark", {"html": False, "breaks": False}).enable(["table", "strikethrough"])
_WITH_NOTES.use(footnote_plugin)
_TASK = re.compile(r"(<li>\s*(?:<p>)?)\[([ xX])\] ")

_ALWAYS_ESCAPED = re.compile(r"[\\*\[\]`|]|~(?=~|$)|^~|(?<=~)~|<(?=[A-Za-z/!?])|&(?=#?\w+;)|(?<!\w)_|_(?!\w)|!$")
_STARTS_SOMETHING = re.compile(
    r"^(?:([-+#>=:])(?=\s|[-+#>=:]|$)|(#{2,6})(?=\s|$)|(>)|(\d{1,9})([.)])(?=\s|$))", re.MULTILINE
)
#: An address that Markdown reads as nothing else, and the characters that may follow it.
_PLAIN_ADDRESS = re.compile(r"(?:[^\W_]|[:/.?=&%#+,@!$'-]|(?<=[^\W_])_(?=[^\W_]))+")
_AFTER_ADDRESS = re.compile(r"[.,;:!?)]*(?:\s|$)")
_EMPHASIS = ["strong", "em", "s"]
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_HOLD_PARAGRAPHS = ["[document]", "blockquote", "li", "dd", "dt", "div", "figure", "figcaption", "caption"]


def from_markdown(text: str, breaks: bool = True, limit: int = LIMIT, notes: bool = False) -> SafeHTML:
    """Return clean HTML of Markdown; HTML inside it is text. With `breaks`, line breaks are kept.

    With `notes`, it may have footnotes and task lists, and line breaks become spaces.

    Raise `BadInput` if it is not a string, or has more than `limit` characters.
    """
    if not isinstance(text, str):
        raise BadInput(_("The text must be a string."))
    if len(text) > limit:
        raise BadInput(_("The text is longer than ${limit} characters.", mapping={"limit": limit}))
    try:
        if notes:
            html = _TASK.sub(_box, _WITH_NOTES.render(text))
        else:
            html = (_LINE_BREAKS_STAY if breaks else _LINES_FLOW).render(text)
    except (RecursionError, UnicodeEncodeError):
        raise BadInput() from None
    return clean(html, limit=limit * 20)


def _box(task: re.Match[str]) -> str:
    # A task's check box is replaced, because an active one would be a form control.
    return f"{task[1]}{'☐' if task[2] == ' ' else '☑'} "


def to_markdown(html: str) -> str:
    """Return the Markdown that `from_markdown` converts to the same text, as far as Markdown can express it."""
    text = _convert(clean(html))
    for _again in range(4):
        settled = _convert(from_markdown(text))
        if settled == text:
            break
        # Adjacent characters formed other markup, so the text that they are parsed as is converted again.
        text = settled
    return text


def survives_markdown(html: str) -> bool:
    """Return True if editing the text as Markdown would change nothing but spacing."""
    html = clean(html)
    return _shape(from_markdown(to_markdown(html))) == _shape(html)


def _convert(html: str) -> str:
    soup = BeautifulSoup(html, "html.parser")
    _put_loose_words_into_paragraphs(soup)
    _flatten(soup)
    return _Converter(heading_style=ATX, bullets="-", autolinks=False).convert_soup(soup).strip("\n")


def _shape(html: str) -> str:
    soup = BeautifulSoup(html, "html.parser")
    _put_loose_words_into_paragraphs(soup)
    for tag in soup.find_all(id=True):
        del tag["id"]
    for tag in soup.find_all("tbody"):
        tag.unwrap()
    return re.sub(r"\s+", " ", re.sub(r"\s*(</?\w+[^>]*>)\s*", r"\1", str(soup)))


def _flatten(soup: BeautifulSoup) -> None:
    """Remove elements without a Markdown equivalent, and emphasis whose markers would not be recognised."""
    for code in soup.find_all(["code", "kbd"]):
        if code.parent and code.parent.name != "pre":
            for tag in code.find_all(["img", "br"]):
                tag.replace_with(f" {tag.get('alt', '')} ")
            code.string = " ".join(code.get_text().split())
    for tag in soup.find_all(["span", "abbr", "sub", "sup", "kbd", "mark", "q", "cite"]):
        tag.unwrap()
    for tag in soup.find_all("a", href=False):
        tag.unwrap()
    for tag in soup.find_all([*_EMPHASIS, "code", "a"]):
        if tag.find_parent(["pre", tag.name]) or not (tag.get_text(strip=True) or tag.find("img")):
            tag.unwrap()
    soup.smooth()
    for tag in soup.find_all([*_EMPHASIS, "code"]):
        while isinstance(tag.next_sibling, Tag) and tag.next_sibling.name == tag.name:
            tag.extend(list(tag.next_sibling.extract().contents))
    soup.smooth()
    for tag in soup.find_all(_EMPHASIS):
        if not _can_be_marked(tag):
            tag.unwrap()
    soup.smooth()


def _can_be_marked(tag: Tag) -> bool:
    """Return True if CommonMark would recognise emphasis markers at this position, by the characters around them."""
    leaves = [leaf for leaf in tag.descendants if isinstance(leaf, NavigableString) or leaf.name in ("img", "br")]
    before = _neighbour(tag.previous_sibling, -1)
    after = _neighbour(tag.next_sibling, 0)
    first, last = _character(leaves[0], 0), _character(leaves[-1], -1)
    if isinstance(tag.previous_sibling, Tag) and tag.previous_sibling.name in _EMPHASIS:
        return False
    if first.isspace() or last.isspace():
        return True
    return not (before.isalnum() and not first.isalnum()) and not (after.isalnum() and not last.isalnum())


def _neighbour(node: Any, end: int) -> str:
    return " " if node is None else _character(node, end)


def _character(node: Any, end: int) -> str:
    if isinstance(node, NavigableString):
        return node[end] if node else " "
    return {"br": " ", "img": "!", "code": "`"}.get(node.name, "*")


def _put_loose_words_into_paragraphs(soup: BeautifulSoup) -> None:
    for holder in [soup, *soup.find_all(_HOLD_PARAGRAPHS)]:
        run = []
        for child in [*holder.children, None]:
            if child is not None and not (isinstance(child, Tag) and child.name in BLOCKS):
                run.append(child)
                continue
            if any(isinstance(part, Tag) or part.strip() for part in run):
                paragraph = soup.new_tag("p")
                run[0].insert_before(paragraph)
                for part in run:
                    paragraph.append(part.extract())
            else:
                for part in run:
                    part.extract()
            run = []


class _Converter(MarkdownConverter):
    """markdownify with the escapes that CommonMark needs, and no others, because people read and edit the result."""

    def process_text(self, el: Any, parent_tags: Any = None) -> str:
        if "pre" not in (parent_tags or ()):
            text = _SPACE.sub(" ", el)
            if text != el:
                el = _replaced(el, text)
        return super().process_text(el, parent_tags=parent_tags)

    def escape(self, text: str, _parent_tags: Any) -> str:
        return _ALWAYS_ESCAPED.sub(lambda match: "\\" + match[0], text)

    def convert_p(self, _el: Tag, text: str, parent_tags: set[str]) -> str:
        if "_inline" in parent_tags:
            return f" {text.strip()} "
        lines = [line.strip() for line in text.strip(" \n").split("\n")]
        return "\n\n" + _escape_starts("\n".join(line for line in lines if line)) + "\n\n" if any(lines) else ""

    def convert_hN(self, n: int, _el: Tag, text: str, parent_tags: set[str]) -> str:
        text = " ".join(text.split())
        # A closing run of # would be read as part of the heading's markers.
        text = re.sub(r"(^|\s)(#+)$", r"\1\\\2", text)
        return f"\n\n{'#' * n} {text}\n\n" if text and "_inline" not in parent_tags else text

    def convert_br(self, _el: Tag, _text: str, parent_tags: set[str]) -> str:
        return " " if "_inline" in parent_tags else "\n"

    def convert_code(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        text = super().convert_code(el, text, parent_tags)
        # A bar ends a table cell even inside code.
        return text.replace("|", "\\|") if parent_tags & {"td", "th"} else text

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "_noformat" in parent_tags or not text.strip():
            return text
        if _is_plain_address(el):
            return str(el.string)
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return f"{before}[{text.strip()}]({_address(el['href'])}){after}"

    def convert_img(self, el: Tag, _text: str, parent_tags: set[str]) -> str:
        return f"![{self.escape(el.get('alt', ''), parent_tags)}]({_address(el['src'])})"

    def convert_pre(self, el: Tag, _text: str, **_parent_tags: set[str]) -> str:
        code = el.get_text().strip("\n")
        longest = max((len(run) for run in re.findall("`+", code)), default=0)
        fence = "`" * max(3, longest + 1)
        return f"\n\n{fence}\n{code}\n{fence}\n\n"

    def convert_blockquote(self, _el: Tag, text: str, parent_tags: set[str]) -> str:
        text = text.strip("\n")
        if not text.strip() or "_inline" in parent_tags:
            return text
        return "\n\n" + "\n".join(f"> {line}".rstrip() for line in text.split("\n")) + "\n\n"

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        # An item with only a nested list is written without an empty line between them.
        inside = [child.name for child in el.children if isinstance(child, Tag)]
        if inside == ["p", "ul"]:
            text = text.strip().replace("\n\n", "\n", 1)
        return super().convert_li(el, text, parent_tags)

    def convert_caption(self, _el: Tag, text: str, **_parent_tags: set[str]) -> str:
        return f"\n\n{text.strip()}\n\n"

    def convert_dt(self, _el: Tag, text: str, **_parent_tags: set[str]) -> str:
        return f"\n\n{text.strip()}\n\n"

    convert_dd = convert_dt


def _is_plain_address(link: Tag) -> bool:
    """Return True for a link that cleaning makes of its words alone."""
    words, following = link.string, link.next_sibling
    if words is None or not isinstance(link.contents[0], NavigableString) or not _PLAIN_ADDRESS.fullmatch(words):
        return False
    before = _neighbour(link.previous_sibling, -1)
    if not (before.isspace() or before == "(") or (
        following is not None and not isinstance(following, NavigableString)
    ):
        return False
    if following and not _AFTER_ADDRESS.match(following):
        return False
    found = find_addresses(words)
    return [(0, len(words), link["href"])] == [(one.start, one.end, own_path(one.target)) for one in found]


def _replaced(node: Any, text: str) -> NavigableString:
    new = NavigableString(text)
    node.replace_with(new)
    return new


def _escape_starts(text: str) -> str:
    def escaped(match: re.Match[str]) -> str:
        return f"{match[4]}\\{match[5]}" if match[4] else "\\" + match[0]

    return _STARTS_SOMETHING.sub(escaped, text)


def _address(address: str) -> str:
    """Return a link's target in the form that CommonMark reads."""
    address = normalizeLink(address)
    return f"<{address}>" if re.search(r"[()]", address) else address
