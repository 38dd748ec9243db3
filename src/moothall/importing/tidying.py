"""Make the blocks and the white space of imported pages regular."""

import re
from typing import Any

from lxml import etree

GENERIC = {"section", "article", "main", "header", "form", "fieldset", "address", "center", "details", "summary"}
_BLOCKS = {
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "dl",
    "table",
    "pre",
    "blockquote",
    "hr",
    "figure",
    "div",
    "footer",
    "aside",
} | GENERIC
_HOLDS_WORDS = {"li", "td", "th", "tr", "tbody", "thead", "dt", "dd", "caption", "figcaption"}
_SEPARATE = _HOLDS_WORDS | _BLOCKS
_SPACE = re.compile(r"[ \t\r\n\f]+")


def tidy_blocks(main: Any) -> None:
    """Replace boxes by paragraphs, and remove breaks and paragraphs that only add space."""
    for element in list(main.iter(etree.Element)):
        if element is main or element.getparent() is None:
            continue
        if element.tag in GENERIC:
            element.tag = "div"
        if element.tag == "div":
            _settle_box(element)
    for element in reversed(list(main.iter("br", "p", "td", "th", "li", "code", "strong", "em", "a", "pre"))):
        parent = element.getparent()
        if parent is None or element is main:
            continue
        if element.tag == "br":
            if _stands_between_blocks(element):
                element.drop_tree()
        elif element.tag in ("td", "th", "li"):
            if len(element) == 1 and element[0].tag == "p" and not _is_loose(element.text, element[0].tail):
                element[0].drop_tag()
        elif element.tag == "pre":
            for code in element.findall("code"):
                code.attrib.clear()
            _trim(element)
        elif (
            not words_of(element)
            and element.find(".//img") is None
            and not (
                element.get("id")
                or element.get("name")
                or element.find(".//*[@id]") is not None
                or element.find(".//*[@name]") is not None
            )
        ):
            element.drop_tree()


def tidy_spaces(main: Any) -> None:
    """Reduce white space to one space between words and a line break between blocks."""
    code = {part for pre in main.iter("pre") for part in pre.iterdescendants()}
    for element in main.iter(etree.Element):
        if element.get("dir") == "auto":
            del element.attrib["dir"]
        if element.text and element.tag != "pre" and element not in code:
            element.text = _SPACE.sub(" ", element.text)
            if element.tag in _SEPARATE or element is main:
                element.text = element.text.lstrip() if len(element) else element.text.strip()
        if element is main or element in code:
            continue
        tail = _SPACE.sub(" ", element.tail) if element.tail else ""
        following, parent = element.getnext(), element.getparent()
        if element.tag in _SEPARATE:
            tail = "\n" + tail.lstrip()
        if following is None:
            if parent.tag in _SEPARATE or parent is main:
                tail = tail.rstrip()
        elif following.tag in _BLOCKS:
            tail = tail.rstrip() + ("\n" if element.tag in _SEPARATE else "")
        element.tail = tail


def _settle_box(box: Any) -> None:
    inside = [child.tag for child in box.iterdescendants(etree.Element)]
    if not _BLOCKS & set(inside):
        if words_of(box) or "img" in inside:
            box.tag = "p"
            if box.getparent().tag in ("p", "span", "a", "strong", "em"):
                box.drop_tag()
        else:
            box.drop_tag()
        return
    if not _is_loose(box.text, *(child.tail for child in box)) and all(
        child.tag in _BLOCKS or child.tag == "br" or (child.tag == "a" and child.get("href") is None) for child in box
    ):
        box.drop_tag()


def _is_loose(*texts: str | None) -> bool:
    return any(text and not text.isspace() for text in texts)


def _stands_between_blocks(line_break: Any) -> bool:
    before, after, parent = line_break.getprevious(), line_break.getnext(), line_break.getparent()
    if (line_break.tail or "").strip():
        return (before is None and not (parent.text or "").strip()) or (
            before is not None and before.tag in _BLOCKS and not (before.tail or "").strip()
        )
    words_before = before.tail if before is not None else parent.text
    if (words_before or "").strip():
        return after is None or after.tag in _BLOCKS
    return before is None or after is None or before.tag in _BLOCKS or after.tag in _BLOCKS


def _trim(pre: Any) -> None:
    """Remove empty lines around code, and the common indentation."""
    if pre.find(".//*") is not None and any(child.tag != "code" or len(child) for child in pre):
        return
    holder = pre[0] if len(pre) == 1 and not (pre.text or "").strip() else pre
    if holder is pre and len(pre):
        return
    lines = (holder.text or "").expandtabs(4).strip("\n").rstrip().split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    shared = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    holder.text = "\n".join(line[shared:].rstrip() for line in lines)
    if holder is not pre:
        pre.text = holder.tail = None


def classes_of(element: Any) -> set[str]:
    return set((element.get("class") or "").lower().split())


def words_of(element: Any) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""
