"""Shared schema nodes.  A schema describes data, for the API and for forms, which add widgets."""

import base64
import binascii
from typing import Any

import colander

from moothall.core.base.characters import is_invisible, single_line
from moothall.core.base.dates import typed_date
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.base.languages import LANGUAGES
from moothall.core.base.zones import name_of, zone_name, zone_of
from moothall.core.richtext import LIMIT, SOURCES, SafeHTML, from_source, to_plain

#: Maximum number of characters of a title and of a summary, of tags, and of characters of a tag.
MAX_TITLE_LENGTH = 200
MAX_DESCRIPTION_LENGTH = 1000
MAX_SUBJECTS = 30
MAX_TAG_LENGTH = 60
#: The name of the field of the API, and the maximum length, of a note about a change.
CHANGE_NOTE = "changeNote"
MAX_NOTE_LENGTH = 500


UNKNOWN_ZONE = _("Choose a time zone from the list, such as Europe/Brussels.")


class RichTextType:
    """HTML that is cleaned on deserialization.

    The input is a string, or Plone's ``{"data", "content-type", "encoding"}``, with ``text/html``, ``text/markdown`` or
    ``text/plain``.  ``kind`` is the type of a plain string.  A text without content counts as missing.
    """

    def __init__(self, kind: str = "text/html") -> None:
        self.kind = kind

    def serialize(self, _node: Any, appstruct: Any) -> Any:
        """Return the text as a string."""
        return colander.null if appstruct is colander.null else str(appstruct)

    def deserialize(self, node: Any, cstruct: Any) -> Any:
        """Return clean HTML; raise :class:`colander.Invalid` if the text is too long or has another type."""
        if cstruct is colander.null or cstruct is None:
            return colander.null
        kind = self.kind
        if isinstance(cstruct, dict):
            kind = cstruct.get("content-type", kind)
            cstruct = cstruct.get("data")
        if isinstance(cstruct, SafeHTML):
            return self._said(cstruct)
        if not isinstance(cstruct, str):
            raise colander.Invalid(node, _("This must be text."))
        if len(cstruct) > LIMIT:
            raise colander.Invalid(node, _("This text is too long. Split it up."))
        if not isinstance(kind, str) or kind not in SOURCES:
            raise colander.Invalid(node, _("Send text as HTML, Markdown or plain text."))
        return self._said(from_source(cstruct, kind))

    def _said(self, html: SafeHTML) -> Any:
        """Return the text, or null if it has no content, since an editor sends an empty paragraph."""
        return colander.null if is_invisible(to_plain(html)) and "<img" not in html else html

    def cstruct_children(self, _node: Any, _cstruct: Any) -> list:
        """Return an empty list, as colander requires of types without children."""
        return []


class UploadType:
    """A file sent as ``{"data": base64, "encoding": "base64", "filename", "content-type"}`` or by a form.

    The result is ``{"data": bytes, "filename": str}``; the media type is detected from the bytes later.
    """

    def serialize(self, _node: Any, _appstruct: Any) -> Any:
        """Return null, since a file is not shown in a form."""
        return colander.null

    def deserialize(self, node: Any, cstruct: Any) -> Any:
        """Return the bytes and the name; raise :class:`colander.Invalid` for anything else."""
        if cstruct is colander.null or cstruct is None or cstruct == b"" or cstruct == "":
            return colander.null
        if hasattr(cstruct, "file") and hasattr(cstruct, "filename"):
            return {"data": cstruct.file.read(), "filename": cstruct.filename or ""}
        if not isinstance(cstruct, dict) or not isinstance(cstruct.get("data"), str):
            raise colander.Invalid(node, _("Send the file as an object with “data” and “filename”."))
        try:
            data = base64.b64decode(cstruct["data"], validate=True)
        except (binascii.Error, ValueError):
            raise colander.Invalid(node, _("The file is not valid base64.")) from None
        filename = cstruct.get("filename")
        if not isinstance(filename, str) or not filename:
            raise colander.Invalid(node, _("The file has no name."))
        return {"data": data, "filename": filename}

    def cstruct_children(self, _node: Any, _cstruct: Any) -> list:
        """Return an empty list, as colander requires of types without children."""
        return []


class SubjectsType:
    """Tags: a list of words, or one string with commas between them."""

    def serialize(self, _node: Any, appstruct: Any) -> Any:
        """Return the tags as one string."""
        return colander.null if appstruct is colander.null else ", ".join(appstruct)

    def deserialize(self, node: Any, cstruct: Any) -> Any:
        """Return the tags as a tuple without duplicates; raise :class:`colander.Invalid` if too many or too long."""
        if cstruct is colander.null:
            return colander.null
        if cstruct is None:
            return ()
        if isinstance(cstruct, str):
            cstruct = cstruct.split(",")
        if not isinstance(cstruct, (list, tuple)) or not all(isinstance(word, str) for word in cstruct):
            raise colander.Invalid(node, _("Give the tags as a list of words."))
        words = tuple(dict.fromkeys(line for word in cstruct if (line := single_line(word))))
        if len(words) > MAX_SUBJECTS or any(len(word) > MAX_TAG_LENGTH for word in words):
            raise colander.Invalid(node, _("Enter up to 30 tags of up to 60 characters each."))
        return words

    def cstruct_children(self, _node: Any, _cstruct: Any) -> list:
        """Return an empty list, as colander requires of types without children."""
        return []


class TermsType:
    """A list of term ids; one string stands for a list of one."""

    def serialize(self, _node: Any, appstruct: Any) -> Any:
        """Return the ids as a list."""
        return colander.null if appstruct is colander.null else list(appstruct)

    def deserialize(self, node: Any, cstruct: Any) -> Any:
        """Return the ids as a tuple without duplicates; raise :class:`colander.Invalid` for anything else."""
        if cstruct is colander.null:
            return colander.null
        if cstruct is None:
            return ()
        values = [cstruct] if isinstance(cstruct, str) else cstruct
        if not isinstance(values, (list, tuple, set)) or not all(isinstance(value, str) for value in values):
            raise colander.Invalid(node, _("This must be a list of terms."))
        return tuple(dict.fromkeys(value for value in values if value))

    def cstruct_children(self, _node: Any, _cstruct: Any) -> list:
        """Return an empty list, as colander requires of types without children."""
        return []


class LineType(colander.String):
    """A string on one line: control characters and line breaks become spaces, both ends are stripped."""

    def deserialize(self, node: Any, cstruct: Any) -> Any:
        """Return the line; raise :class:`colander.Invalid` for other types."""
        if cstruct is not colander.null and cstruct is not None and not isinstance(cstruct, str):
            raise colander.Invalid(node, _("This must be text."))
        text = super().deserialize(node, cstruct)
        if text is colander.null:
            return text
        return single_line(text) or colander.null


class DateType:
    """A date as people type it: :func:`~moothall.core.base.dates.typed_date`."""

    def serialize(self, _node: Any, appstruct: Any) -> Any:
        """Return the date in ISO format."""
        return colander.null if appstruct in (colander.null, None) else appstruct.isoformat()

    def deserialize(self, node: Any, cstruct: Any) -> Any:
        """Return the date; raise :class:`colander.Invalid` for anything else."""
        if cstruct in (colander.null, None, ""):
            return colander.null
        try:
            return typed_date(str(cstruct))
        except BadInput as error:
            raise colander.Invalid(node, error.message) from None


class ZoneType:
    """The name of a time zone, as the :class:`~datetime.tzinfo` it means."""

    def serialize(self, _node: Any, appstruct: Any) -> Any:
        """Return the name."""
        return colander.null if appstruct in (colander.null, None) else name_of(appstruct)

    def deserialize(self, node: Any, cstruct: Any) -> Any:
        """Return the zone; raise :class:`colander.Invalid` for other names."""
        if cstruct is colander.null or cstruct == "":
            return colander.null
        name = zone_name(cstruct) if isinstance(cstruct, str) else ""
        if not name:
            raise colander.Invalid(node, UNKNOWN_ZONE)
        return zone_of(name)


class PasswordType(colander.String):
    """A password, which is used as it was typed and is never shown."""


class EmailAddressType(colander.String):
    """An email address."""


class HiddenType(colander.String):
    """A value that a form sends without showing it."""


def language_choices() -> list[tuple[str, str]]:
    """Return (code, name in the language itself) of each language."""
    return [(language.code, language.own) for language in LANGUAGES]


def title_node(**kw: Any) -> colander.SchemaNode:
    """Return the node of a title."""
    return colander.SchemaNode(
        LineType(), name="title", title=_("Title"), validator=colander.Length(max=MAX_TITLE_LENGTH), **kw
    )


def description_node() -> colander.SchemaNode:
    """Return the node of a summary."""
    return colander.SchemaNode(
        LineType(),
        name="description",
        title=_("Summary"),
        missing="",
        description=_("One or two sentences, shown in lists."),
        validator=colander.Length(max=MAX_DESCRIPTION_LENGTH),
    )


def language_node() -> colander.SchemaNode:
    """Return the node of a language."""
    return colander.SchemaNode(
        colander.String(),
        name="language",
        title=_("Language"),
        missing="",
        validator=colander.OneOf(["", *(code for code, _name in language_choices())]),
    )


def subjects_node() -> colander.SchemaNode:
    """Return the node of tags."""
    return colander.SchemaNode(
        SubjectsType(), name="subjects", title=_("Tags"), missing=(), description=_("Separate them with commas.")
    )


def text_node(missing: Any = colander.required) -> colander.SchemaNode:
    """Return the node of a text."""
    return colander.SchemaNode(RichTextType(), name="text", title=_("Text"), missing=missing)


def change_note_node() -> colander.SchemaNode:
    """Return the node of the note that a save stores with the new version."""
    return colander.SchemaNode(
        LineType(),
        name=CHANGE_NOTE,
        title=_("Change note"),
        missing="",
        description=_("What did you change, and why? It is shown in the history."),
        validator=colander.Length(max=MAX_NOTE_LENGTH),
    )


def web_address(node: Any, value: str) -> None:
    """Raise :class:`colander.Invalid` for addresses that are not links, or that could run a script."""
    if not value.startswith(("http://", "https://", "mailto:", "/")) or any(ord(one) <= 32 for one in value):
        raise colander.Invalid(node, _("Enter an address that starts with https://, http:// or mailto:."))


class ItemSchema(colander.Schema):
    """Title, summary, language and tags, which almost all types have.

    The nodes of a type are between the summary and the language.
    """

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.children[:0] = [title_node(), description_node()]
        self.children.extend([language_node(), subjects_node()])
