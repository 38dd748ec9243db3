"""Libraries, folders, documents, files and links."""

from typing import NamedTuple

from moothall.core.base.i18n import _
from moothall.core.content import files
from moothall.core.content.items import Container, site_of
from moothall.core.content.versioned import Versioned
from moothall.core.richtext import to_plain
from moothall.core.storage import blobs


class Library(Container):
    """The documents of a space."""

    type_id = "library"
    is_content = False
    title = _("Documents")


class Folder(Container):
    """A folder in a library."""

    type_id = "folder"


#: Types of containers for everything in this feature.
PLACES = (Library, Folder)
Folder.held_in = PLACES


class Document(Versioned):
    """A text that people write together.  Versions have ``text`` as sanitized HTML."""

    type_id = "document"
    workflow = "content"
    held_in = PLACES

    def searchable_text(self):
        return to_plain(self.primary.version.get("text") or "")


class Link(Versioned):
    """A link: versions have ``url`` (http, https, mailto or a path of the site)."""

    type_id = "link"
    workflow = "content"
    held_in = PLACES


class StoredFile(NamedTuple):
    """A checked file: its bytes are in ``blob``, from which ``media_type`` was detected."""

    blob: object
    filename: str
    media_type: str
    size: int
    width: int | None = None
    height: int | None = None

    @property
    def is_image(self):
        return self.media_type.startswith("image/")


class File(Versioned):
    """A file: versions have ``file``, a :class:`StoredFile`, and ``alternative`` text for pictures."""

    type_id = "file"
    workflow = "content"
    held_in = PLACES

    def __init__(self, act, **fields):
        super().__init__(act, **_titled({"title": "", **_stored(fields)}))

    def on_added(self, act):
        super().on_added(act)
        self._force_to_disk(self.working.version)

    def save_edition(self, act, edition, fields, at_once):
        saved = super().save_edition(act, edition, _titled(_stored(fields), edition.version.get("file")), at_once)
        if "file" in fields:
            self._force_to_disk(saved.version)
        return saved

    def _force_to_disk(self, version):
        stored = version.get("file")
        connection = site_of(self)._p_jar
        # A site that is still being built is not in a database, and so has no transaction to join.
        if stored is not None and connection is not None:
            blobs.force_to_disk(connection)

    def searchable_text(self):
        version = self.primary.version
        stored = version.get("file")
        return " ".join(filter(None, [stored.filename if stored else "", version.get("alternative")]))


def _titled(fields, file=None):
    """Return the fields with the name of the new or the current file instead of an empty title."""
    named = fields.get("file") or file
    return fields if fields.get("title", named) or named is None else {**fields, "title": named.filename}


def _stored(fields):
    upload = fields.get("file")
    if upload is None or isinstance(upload, StoredFile):
        return fields
    checked = files.check(upload["data"], upload["filename"])
    stored = StoredFile(
        blobs.store([upload["data"]]), checked.filename, checked.media_type, checked.size, checked.width, checked.height
    )
    return {**fields, "file": stored}
