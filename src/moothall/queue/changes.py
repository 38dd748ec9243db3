"""The difference between a new edition and the published one: by field, texts word by word."""

from typing import NamedTuple

from moothall.core.base.i18n import _
from moothall.core.content.schema import RichTextType, TermsType, UploadType
from moothall.core.content.terms import term_title
from moothall.core.content.types import type_of
from moothall.core.richtext import stored, to_plain
from moothall.core.richtext.comparison import ADDED, REMOVED, SAME, deadline_in, runs

LEFT_OUT = "left out"


class TextRun(NamedTuple):
    """A run of words that are unchanged, added, removed, or left out between changes."""

    kind: str
    words: str = ""


class FieldChange(NamedTuple):
    """A changed field: ``paragraphs`` of pieces."""

    title: str
    paragraphs: tuple


def changes_of(request, item, version, live):
    """Return the fields whose values differ between two versions, in the order of the form."""
    translate = request.localizer.translate
    for node in type_of(request, item).schema().children:
        before, after = (_words(request, node, one.get(node.name)) for one in (live, version))
        if before != after:
            yield FieldChange(translate(node.title), tuple(compare(before, after)))
        elif (live.get(node.name) or None) != (version.get(node.name) or None):
            # Only markup changed, such as emphasis, a heading or an image.
            yield FieldChange(translate(node.title), ((TextRun(SAME, translate(_("Only the formatting changes."))),),))


def _words(request, node, value):
    """Return a value as text, with a line for each paragraph."""
    if not value:
        return ""
    if isinstance(node.typ, RichTextType):
        return to_plain(stored(value))
    if isinstance(node.typ, UploadType):
        return value.filename
    if isinstance(node.typ, TermsType):
        return ", ".join(term_title(request, node.name, one) for one in value)
    return ", ".join(value) if isinstance(value, tuple) else term_title(request, node.name, str(value))


def compare(before, after):
    """Return the paragraphs of both texts as lists of :class:`TextRun`, without long unchanged parts."""
    deadline = deadline_in()
    old, new = (text.split("\n") if text else [] for text in (before, after))
    found = runs(old, new, deadline)
    for number, (kind, paragraphs) in enumerate(found):
        if kind == SAME:
            yield from _unchanged(paragraphs)
        elif kind == REMOVED and number + 1 < len(found) and found[number + 1][0] == ADDED:
            # Paragraphs that replace each other are compared by words.
            yield from (
                _by_words(one, other, deadline) for one, other in zip(paragraphs, found[number + 1][1], strict=False)
            )
            yield from ([TextRun(REMOVED, one)] for one in paragraphs[len(found[number + 1][1]) :])
        else:
            pairs = len(found[number - 1][1]) if number and found[number - 1][0] == REMOVED else 0
            yield from ([TextRun(kind, one)] for one in paragraphs[pairs:])


def _unchanged(paragraphs):
    """Keep the paragraph on either side of a change for context."""
    if len(paragraphs) <= 3:
        return [[TextRun(SAME, one)] for one in paragraphs]
    return [[TextRun(SAME, paragraphs[0])], [TextRun(LEFT_OUT)], [TextRun(SAME, paragraphs[-1])]]


def _by_words(before, after, deadline):
    return [TextRun(kind, " ".join(words)) for kind, words in runs(before.split(), after.split(), deadline)]
