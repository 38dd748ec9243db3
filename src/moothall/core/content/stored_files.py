"""Files that were checked and are stored: the one way from an upload to a blob."""

from typing import Any, NamedTuple

from ZODB.blob import Blob

from moothall.core.content import files
from moothall.core.storage import blobs


class StoredFile(NamedTuple):
    """A checked file whose bytes are in ``blob``.

    ``media_type`` was detected from the content, ``size`` is in bytes, ``width`` and ``height`` of
    an image in pixels.
    """

    blob: Blob
    filename: str
    media_type: str
    size: int
    width: int | None = None
    height: int | None = None

    @property
    def is_image(self) -> bool:
        """Return True for the media types of images."""
        return self.media_type.startswith("image/")


def store_file(content: bytes, filename: str) -> StoredFile:
    """Check a file and store it; raises :class:`.files.InvalidFile` for what is not accepted.

    After it was added to an object of the database, sync it with :func:`force_to_disk`.
    """
    checked = files.check(content, filename)
    return StoredFile(
        blobs.store([content]), checked.filename, checked.media_type, checked.size, checked.width, checked.height
    )


def force_to_disk(item: Any) -> None:
    """Sync new blobs of this transaction to the disk before it commits.

    A site that is still being built is in no database, and so has no transaction to join.
    """
    if item._p_jar is not None:
        blobs.force_to_disk(item._p_jar)
