"""Set the direction of people's text in templates, so that pages need not do it one by one.

Titles and names may be in a language that is written from right to left.  When a template is compiled, an element whose
whole text is one value gets ``dir="auto"``, and a value among other text is wrapped in ``<bdi>``: each is laid out by
its own direction and does not reorder what stands around it (HTML standard, sections 3.2.6.4 and 4.5.24).  Text fields
get ``dir="auto"`` as well.  Values in translated sentences are isolated by the translator.
"""

import re

from chameleon.namespaces import I18N_NS, METAL_NS, TAL_NS, XML_NS
from chameleon.parser import parse_tag
from chameleon.zpt import program

#: Part of the keys of compiled templates; increase it when the rules change.
VERSION = "1"

_CONTROL = (TAL_NS, METAL_NS)
_VALUE = re.compile(r"\$\{(?:[^{}]|\{[^{}]*\})*\}")
#: Values in mixed text that people wrote; others are numbers, dates and texts of this package.
_WRITTEN = re.compile(
    r"(?:^|\b|_)(?:answer|asker|filename|holder|last_by|wish|"
    r"title|name|names|named|label|word|about|bio|organisation|description|excerpt|login|text|lead|note|"
    r"person|place|reason|said|sentence|sponsor|summary|term|typed|who|why)(?:'\])?\s*\}$"
)
_NO_TEXT = frozenset(("bdi", "html", "head", "body", "title", "script", "style", "template", "time"))
_ONLY_TEXT = frozenset(("option", "textarea"))
_TEXT_INPUTS = re.compile(r"text|search|.*\$\{.*")


class MacroProgram(program.MacroProgram):
    """A template in which people's text has its own direction; the compiler finds its method by this class name."""

    def visit_element(self, start, end, children):
        """Set the direction of an element before it is compiled."""
        if start["namespace"] not in _CONTROL and (XML_NS, "dir") not in start["ns_attrs"]:
            children = _directed(start, children)
        return super().visit_element(start, end, children)


def _directed(start, children):
    """Return the children of an HTML element; the element or values in it have a direction."""
    name, attributes = start["name"].lower(), start["ns_attrs"]
    if name == "textarea" or (name == "input" and _is_text_input(attributes)):
        _set_direction(start)
        return children
    if name in _NO_TEXT or (I18N_NS, "translate") in attributes:
        return children
    values, is_mixed = _texts(children)
    if not values:
        return children
    if (len(values) == 1 and not is_mixed and (TAL_NS, "omit-tag") not in attributes) or name in _ONLY_TEXT:
        _set_direction(start)
        return children
    return _isolated(children)


def _is_text_input(attributes):
    return _TEXT_INPUTS.fullmatch(attributes.get((XML_NS, "type"), "text")) is not None


def _texts(children):
    """Return the values that stand directly in an element, and whether there is other text beside them."""
    values, is_mixed = [], False
    for kind, parts in children:
        if kind == "text":
            found = _VALUE.findall(parts[0])
            values += found
            is_mixed = is_mixed or bool(_VALUE.sub("", parts[0]).strip())
        elif kind == "element":
            inner = parts[0]
            if not _is_transparent(inner):
                is_mixed = is_mixed or inner["name"] != "svg"
                continue
            more, mixed = _texts(parts[2])
            values, is_mixed = values + more, is_mixed or mixed
    return values, is_mixed


def _is_transparent(start):
    """Return True for an element of the template language that adds neither an element nor a sentence to the page."""
    attributes = start["ns_attrs"]
    return start["namespace"] == TAL_NS and not any(ns == I18N_NS for ns, _name in attributes)


def _isolated(children):
    """Return the children with every value that people wrote in an element of its own."""
    found = []
    for kind, parts in children:
        if kind == "text":
            found += _isolated_in(parts[0])
        elif kind == "element" and _is_transparent(parts[0]):
            found.append((kind, (parts[0], parts[1], _isolated(parts[2]))))
        else:
            found.append((kind, parts))
    return found


def _isolated_in(token):
    place = 0
    for match in _VALUE.finditer(token):
        if not _WRITTEN.search(match[0]):
            continue
        if match.start() > place:
            yield "text", (token[place : match.start()],)
        yield "element", (_tag("<bdi>"), _tag("</bdi>"), [("text", (token[match.start() : match.end()],))])
        place = match.end()
    if place < len(token):
        yield "text", (token[place:],)


def _tag(written):
    return parse_tag(written, {}, restricted_namespace=False)


def _set_direction(start):
    start["attrs"] += _tag('<bdi dir="auto">')["attrs"]
    start["ns_attrs"][XML_NS, "dir"] = "auto"
