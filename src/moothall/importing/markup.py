"""Extract the text of an HTML page.

Everything around the text (menus, search boxes, footers, scripts) is removed; the text is converted to the elements
of our rich text: headings, lists, tables, code, images, and notes as quotations with a label.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from moothall.core.richtext import anchor_id
from moothall.importing.labels import LABELS
from moothall.importing.links import Links
from moothall.importing.tidying import classes_of, tidy_blocks, tidy_spaces, words_of

_AROUND = ("nav", "aside", "footer")
_NEVER = (
    "script",
    "style",
    "noscript",
    "template",
    "button",
    "input",
    "select",
    "textarea",
    "label",
    "iframe",
    "object",
    "embed",
    "svg",
    "math",
    "canvas",
    "audio",
    "video",
    "map",
    "dialog",
    "head",
    "link",
    "meta",
    "base",
)
_ROLES = {"navigation", "banner", "contentinfo", "search", "complementary", "menu", "toolbar"}
_MAY_BE_MAIN = ("main", "article", "div", "section", "td")
_MAIN_IDS = ("content", "main-content", "main", "DisplayArea", "bodyContent")
_STRONG = {"strong", "bold", "emph", "menuitem", "guilabel", "guimenu", "widget"}
_EMPHASIS = {"em", "emphasis", "italic"}
_CODE = {"code", "literal", "input", "keycode", "kbd", "monospace", "filename", "command"}
_BODY_OF_NOTE = {"notetext", "admonition-body", "note-body"}
_PARSER = {"encoding": "utf-8", "remove_comments": True, "remove_pis": True, "no_network": True, "huge_tree": False}
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SIZE = re.compile(r"(?:width|height)\s*:\s*(\d+)px", re.IGNORECASE)
#: Maximum number of elements of a page.
MAX_ELEMENTS = 50_000
#: Maximum size of an icon, in pixels; icons are removed without a report.
_ICON = 48


_PERMALINKS = {"headerlink", "permalink", "anchorjs-link", "heading-anchor", "header-anchor", "hash-link"}
_PERMALINK_SIGNS = {"¶", "#", "§", "🔗"}
#: What generators add to the title of each page: "Installation — Sphinx 8.2 documentation".
_GENERATED = re.compile(r"\s+[—–|-]\s+[^—–|]*\bdocumentation$", re.IGNORECASE)


class Unreadable(Exception):
    """The page contains no usable text."""


@dataclass
class Source:
    """A parsed page: its title, its declared language and base address, and the element that contains its text."""

    title: str
    language: str
    base: str
    description: str
    main: Any


def parse(text: str) -> Source:
    """Find the text of a page, and its metadata; raise Unreadable if there is none."""
    try:
        root = lxml_html.document_fromstring(text.encode(), parser=lxml_html.HTMLParser(**_PARSER))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        raise Unreadable("has no text") from None
    body = root.find("body")
    if body is None:
        raise Unreadable("has no text")
    source = Source(
        title=words_of(root.find(".//title")),
        language=root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "",
        base=next((base.get("href") for base in root.iter("base") if base.get("href")), ""),
        description=next(
            (
                meta.get("content") or ""
                for meta in root.iter("meta")
                if (meta.get("name") or "").lower() == "description"
            ),
            "",
        ),
        main=_main(body),
    )
    _join_alternatives(source.main)
    _remove_what_is_around(source.main)
    _remove_permalinks(source.main)
    _take_title(source)
    if sum(1 for _element in source.main.iter()) > MAX_ELEMENTS:
        raise Unreadable("has too many elements")
    if not words_of(source.main) and source.main.find(".//img") is None:
        raise Unreadable("has no text")
    return source


def plain(main: Any) -> str:
    """Return the words of the text, for language detection."""
    return " ".join(main.itertext())


def finish(main: Any, language: str | None, links: Links, anchors: Collection[str] | None) -> str:
    """Return the text as HTML, with links rewritten by `links` and only those ids that become one of `anchors`.

    None as `anchors` keeps all ids.
    """
    _label_notes(main, language)
    _name_spans(main)
    for picture in list(main.iter("img")):
        _picture(picture, links)
    for link in main.iter("a"):
        href = link.get("href")
        if href is not None:
            target = links.link(href)
            if target is None:
                del link.attrib["href"]
            else:
                link.set("href", target)
    if anchors is not None:
        _keep_anchors(main, anchors)
    tidy_blocks(main)
    tidy_spaces(main)
    return (main.text or "") + "".join(etree.tostring(child, encoding="unicode", method="html") for child in main)


def _main(body: Any) -> Any:
    """Return the element that contains the text: the one marked as such, if it contains enough, or the body."""
    found: dict[str, list[Any]] = {}
    for element in body.iter(*_MAY_BE_MAIN):
        role, part, id = element.get("role"), element.get("itemprop"), element.get("id")
        if element.tag == "main" or role == "main":
            found.setdefault("main", []).append(element)
        elif part == "articleBody" or element.tag == "article":
            found.setdefault("article", []).append(element)
        elif id in _MAIN_IDS:
            found.setdefault(id, []).append(element)
    for kind in ("main", "article", *_MAIN_IDS):
        if len(found.get(kind, ())) == 1:
            candidate = found[kind][0]
            if len(words_of(candidate)) > 20 and (
                kind in ("main", "article") or 2 * len(words_of(candidate)) > len(words_of(body))
            ):
                return candidate
    return body


def _remove_what_is_around(main: Any) -> None:
    page_header = ("header",) if main.tag == "body" else ()
    for element in list(main.iter(etree.Element)):
        if element is main or element.getparent() is None:
            continue
        if (
            element.tag in _NEVER
            or element.tag in _AROUND
            or element.tag in page_header
            or element.get("role") in _ROLES
            or element.get("aria-hidden") == "true"
            or element.get("hidden") is not None
            or _HIDDEN.search(element.get("style") or "")
        ):
            element.drop_tree()


def _remove_permalinks(main: Any) -> None:
    """Remove the signs with which generators link a heading to itself."""
    for link in list(main.iter("a")):
        is_sign = (link.get("href") or "").startswith("#") and words_of(link) in _PERMALINK_SIGNS
        if classes_of(link) & _PERMALINKS or is_sign:
            link.drop_tree()


def _take_title(source: Source) -> None:
    """Use the first heading as title if there is no better one; remove a heading that repeats the title."""
    source.title = _GENERATED.sub("", source.title).strip() or source.title
    headings = list(source.main.iter("h1")) or list(source.main.iter("h2", "h3"))[:1]
    if not headings:
        return
    heading = words_of(headings[0])
    if not heading:
        return
    same = heading.casefold() == source.title.casefold()
    if not source.title or (
        len(headings) == 1 and headings[0].tag == "h1" and (same or heading.casefold() in source.title.casefold())
    ):
        source.title, same = heading, True
    if same:
        _drop_keeping_anchors(headings[0])


def _drop_keeping_anchors(element: Any) -> None:
    parent = element.getparent()
    at = parent.index(element)
    anchors = [(a.get("id") or a.get("name")) for a in element.iter() if a.get("id") or a.get("name")]
    element.drop_tree()
    for name in reversed(anchors):
        anchor = etree.Element("a", id=name)
        parent.insert(at, anchor)


def _join_alternatives(main: Any) -> None:
    """Show all alternatives that a script would choose from by the reader's system, the default one first."""
    for switch in list(main.iter("span")):
        kind = classes_of(switch)
        if not kind & {"switch", "switchinline"}:
            continue
        choices = [child for child in switch if child.tag == "span"]
        for choice in choices:
            choice.attrib.pop("hidden", None)
        if "switch" in kind:
            switch.tag = "div"
            for choice in choices:
                choice.tag = "div"
            continue
        usual = [choice for choice in choices if (choice.get("id") or "").startswith("default")]
        ordered = usual + [choice for choice in choices if choice not in usual]
        shown: list[Any] = []
        for choice in ordered:
            choice.tail = ""
            if words_of(choice) and words_of(choice) not in [words_of(one) for one in shown]:
                shown.append(choice)
        for choice in choices:
            switch.remove(choice)
        for choice in shown:
            if choice is not shown[0]:
                switch[-1].tail = " / "
            switch.append(choice)


def _label_notes(main: Any, language: str | None) -> None:
    for note in list(main.iter("div", "aside", "p", "section")):
        kind = next((word for word in classes_of(note) if word in LABELS), None)
        if kind is None or note.getparent() is None:
            continue
        for icon in [
            child for child in note if "noteicon" in classes_of(child) or "admonition-icon" in classes_of(child)
        ]:
            icon.drop_tree()
        for inner in [child for child in note if classes_of(child) & _BODY_OF_NOTE]:
            inner.drop_tag()
        label = LABELS[kind].get(language or "")
        if note.tag == "p":
            # A paragraph cannot contain a paragraph, so its text is moved into one inside the quotation.
            inner = etree.Element("p")
            inner.text, note.text = note.text, None
            inner.extend(list(note))
            note.append(inner)
        note.tag = "blockquote"
        if label and not words_of(note).casefold().startswith(label.casefold()):
            heading = etree.Element("p")
            etree.SubElement(heading, "strong").text = label
            heading.tail, note.text = note.text, None
            note.insert(0, heading)


def _name_spans(main: Any) -> None:
    for span in list(main.iter("span", "font")):
        kind = classes_of(span)
        if span.getparent() is None:
            continue
        inside = {ancestor.tag for ancestor in span.iterancestors()}
        if kind & _CODE and not inside & {"code", "pre"}:
            span.tag = "code"
        elif kind & _STRONG and not inside & {"strong", "b", "h1", "h2", "h3", "h4", "pre", "code"}:
            span.tag = "strong"
        elif kind & _EMPHASIS and not inside & {"em", "i", "pre", "code"}:
            span.tag = "em"
        elif span.get("lang") is None:
            if span.get("id"):
                span.tag = "a"
                span.attrib.pop("href", None)
            else:
                span.drop_tag()


def _picture(picture: Any, links: Links) -> None:
    lost = len(links.lost)
    address = links.picture(picture.get("src") or "") if picture.get("src") else None
    if address:
        picture.set("src", address)
        return
    if _is_icon(picture):
        # An icon only repeats the text next to it, so its loss is not reported.
        del links.lost[lost:]
        picture.attrib.pop("alt", None)
    words = (picture.get("alt") or "").strip()
    if words_of(picture.getparent()) == "":
        # A description alone, without the image, has no meaning.
        words = ""
    picture.tail = (f" {words} " if words else "") + (picture.tail or "")
    picture.drop_tree()


def _is_icon(picture: Any) -> bool:
    if any("icon" in word for word in classes_of(picture)):
        return True
    sizes = [int(size) for size in _SIZE.findall(picture.get("style") or "")]
    sizes += [int(picture.get(side)) for side in ("width", "height") if (picture.get(side) or "").isdigit()]
    return bool(sizes) and max(sizes) <= _ICON


def _keep_anchors(main: Any, anchors: Collection[str]) -> None:
    for element in list(main.iter(etree.Element)):
        name = element.get("id") or (element.get("name") if element.tag == "a" else None)
        if name is None:
            continue
        if anchor_id(name) not in anchors:
            element.attrib.pop("id", None)
            element.attrib.pop("name", None)
        if element is not main and element.tag == "a" and not {"href", "id", "name"} & set(element.attrib):
            element.drop_tag()
