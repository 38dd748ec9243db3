"""Libraries, folders, and what stands in them: documents, files and links."""

from moothall.core.content import Container
from moothall.core.i18n import _
from moothall.core.versions import Versioned

SHARED = ("folder", "document", "file", "link")


class Library(Container):
    """The documents of a space."""

    type_id = "library"
    holds = SHARED
    title = _("Documents")


class Folder(Container):
    """A folder in a library."""

    type_id = "folder"
    holds = SHARED


class Document(Versioned):
    """A text people write together.  Versions carry ``text`` as clean HTML."""

    type_id = "document"


class File(Versioned):
    """A file: versions carry ``file``, a :class:`StoredFile`, and ``alternative`` text for images."""

    type_id = "file"


class Link(Versioned):
    """A pointer to somewhere else: versions carry ``url`` (http, https or mailto)."""

    type_id = "link"
