"""Uploaded files: which types are accepted, how they are named, and how they are served.

The type is detected from the content and must match the extension; the type the browser names is ignored.  Only raster
images are shown in the browser.  Everything else is a download in a sandbox, including PDF, since scripts in a shown
file would run with the origin of the site.
"""

import io
import os
import re
import struct
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import quote

import imagesize
import magic
from unidecode import unidecode

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _

#: Maximum bytes of a file and pixels of an image; entries, unpacked bytes and compression ratio of an archive.
MAX_BYTES = 50_000_000
MAX_PIXELS = 50_000_000
MAX_ENTRIES = 5_000
MAX_UNPACKED_BYTES = 500_000_000
MAX_COMPRESSION_RATIO = 200
MAX_NAME_LENGTH = 200

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."


class InvalidFile(BadInput):
    """The error for a file that is not accepted; forms show it beside the field."""

    field = "file"


@dataclass(frozen=True)
class FileType:
    """An accepted type: ``seen_as`` are its types in libmagic, ``main_part`` a required entry of an OOXML file."""

    media_type: str
    seen_as: frozenset = frozenset()
    inline: bool = False
    text: bool = False
    archive: bool = False
    main_part: str = ""


def _kind(media_type: str, *also: str, **more: Any) -> FileType:
    return FileType(media_type, frozenset((media_type, *also)), **more)


def _text(media_type: str) -> FileType:
    return FileType(media_type, text=True)


_JPEG = _kind("image/jpeg", inline=True)
_OGG = ("audio/ogg", "video/ogg", "application/ogg")
KINDS = {
    "pdf": _kind("application/pdf"),
    "odt": FileType(_OPEN + "text", archive=True),
    "ods": FileType(_OPEN + "spreadsheet", archive=True),
    "odp": FileType(_OPEN + "presentation", archive=True),
    "odg": FileType(_OPEN + "graphics", archive=True),
    "docx": FileType(_OFFICE + "wordprocessingml.document", archive=True, main_part="word/document.xml"),
    "xlsx": FileType(_OFFICE + "spreadsheetml.sheet", archive=True, main_part="xl/workbook.xml"),
    "pptx": FileType(_OFFICE + "presentationml.presentation", archive=True, main_part="ppt/presentation.xml"),
    "zip": FileType("application/zip", archive=True),
    "png": _kind("image/png", inline=True),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "gif": _kind("image/gif", inline=True),
    "webp": _kind("image/webp", inline=True),
    "svg": _kind("image/svg+xml"),
    "csv": _text("text/csv"),
    "txt": _text("text/plain"),
    "md": _text("text/markdown"),
    "mp4": _kind("video/mp4", "video/x-m4v", "audio/mp4"),
    "m4a": _kind("audio/mp4", "audio/x-m4a", "video/mp4"),
    "webm": _kind("video/webm"),
    "mp3": _kind("audio/mpeg"),
    "ogg": _kind("audio/ogg", *_OGG),
    "oga": _kind("audio/ogg", *_OGG),
    "ogv": _kind("video/ogg", *_OGG),
}
EXTENSIONS = tuple(KINDS)
INLINE = frozenset(kind.media_type for kind in KINDS.values() if kind.inline)

_UNPRINTABLE = bytes(c for c in (*range(9), 11, *range(14, 27), *range(28, 32), 127))
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)


@dataclass(frozen=True)
class CheckedFile:
    """The properties of a file after its check; sizes are in bytes and pixels."""

    filename: str
    media_type: str
    size: int
    width: int | None = None
    height: int | None = None

    @property
    def inline(self) -> bool:
        """Return True if the file can be shown in the browser."""
        return self.media_type in INLINE


def check(content: bytes | IO[bytes], filename: Any, largest: int = MAX_BYTES) -> CheckedFile:
    """Check a file (bytes, or a seekable binary stream); raise :class:`InvalidFile` if it is not accepted."""
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    filename = safe_filename(filename)
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    if not size:
        raise InvalidFile(_("The file is empty."))
    if size > largest:
        raise InvalidFile(_("The file is larger than ${size} MB.", mapping={"size": largest // 1_000_000}))
    extension = os.path.splitext(filename)[1][1:].lower()
    kind = KINDS.get(extension)
    if kind is None:
        raise InvalidFile(
            _(
                "You cannot upload files of this type. Accepted types: ${types}.",
                mapping={"types": ", ".join(EXTENSIONS)},
            )
        )
    try:
        agrees = _agrees(kind, stream)
        stream.seek(0)
        width, height = _dimensions(stream) if kind.inline and agrees else (None, None)
    finally:
        stream.seek(0)
    if not agrees:
        raise InvalidFile(
            _("The contents of the file do not match its name (.${extension}).", mapping={"extension": extension})
        )
    return CheckedFile(filename, kind.media_type, size, width, height)


def safe_filename(name: Any) -> str:
    """Return a name without path, line breaks and invisible characters, at most 200 bytes, with its extension."""
    if not isinstance(name, str):
        raise InvalidFile(_("The file has no name."))
    name = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode())
    name = re.split(r"[/\\]", name.strip())[-1]
    name = "".join(" " if c.isspace() else c for c in name if c.isspace() or unicodedata.category(c)[0] != "C")
    name = re.sub(r'[<>:"|?*]', "-", " ".join(name.split())).strip(". ")
    if _RESERVED.match(name):
        name = "_" + name
    stem, extension = os.path.splitext(name)
    extension = extension if len(extension.encode()) <= 20 else ""
    stem = name[: len(name) - len(extension)]
    while len((stem + extension).encode()) > MAX_NAME_LENGTH:
        stem = stem[:-1]
    return (stem.rstrip() + extension) or "file"


def content_disposition(filename: str, inline: bool = False) -> str:
    """Return the header for a download, with the name in ASCII and in UTF-8 (RFC 6266)."""
    filename = safe_filename(filename)
    plain = re.sub(r"[^A-Za-z0-9 !#$&+\-.^_~()]", "_", unidecode(filename))
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


def response_headers(filename: str, media_type: str) -> list[tuple[str, str]]:
    """Return the headers for a stored file, which prevent its content from acting with the origin of the site."""
    if all(kind.media_type != media_type for kind in KINDS.values()):
        media_type = "application/octet-stream"
    return [
        ("Content-Type", media_type),
        ("Content-Disposition", content_disposition(filename, inline=media_type in INLINE)),
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ]


def _agrees(kind: FileType, stream: IO[bytes]) -> bool:
    if kind.text:
        return _is_text(stream)
    if kind.archive:
        return _archive_is(kind, stream)
    head = stream.read(8192)
    if kind.media_type == "application/pdf" and not head.startswith(b"%PDF-"):
        # libmagic also finds a PDF after other content, which another reader could execute.
        return False
    if kind.media_type == "image/svg+xml":
        return _is_svg(head + stream.read())
    return magic.from_buffer(head, mime=True) in kind.seen_as


def _is_text(stream: IO[bytes]) -> bool:
    """Return True for text in UTF-8, in an 8-bit encoding, or in UTF-16 with a byte order mark."""
    start = stream.read(65_536)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            (start + stream.read()).decode("utf-16")
        except UnicodeDecodeError:
            return False
        return True
    while start:
        if len(start) != len(start.translate(None, _UNPRINTABLE)):
            return False
        start = stream.read(1_000_000)
    return True


def _is_svg(content: bytes) -> bool:
    if b"<!ENTITY" in content or re.search(rb"<!DOCTYPE[^>]*\[", content):
        return False
    opened = re.search(rb"<([A-Za-z_][\w:.-]*)", re.sub(rb"<!--.*?-->", b"", content[:65_536], flags=re.DOTALL))
    return opened is not None and opened[1].rpartition(b":")[2] == b"svg"


def _archive_is(kind: FileType, stream: IO[bytes]) -> bool:
    if stream.read(4) not in (b"PK\x03\x04", b"PK\x05\x06"):
        return False
    size = stream.seek(0, os.SEEK_END)
    _refuse_a_vast_directory(stream, size)
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            _refuse_a_bomb(entries, size)
            names = {entry.filename for entry in entries}
            if kind.main_part:
                return kind.main_part in names and "[Content_Types].xml" in names and not _has_macros(names)
            if kind.media_type.startswith(_OPEN):
                first = entries[0] if entries else None
                return (
                    first is not None
                    and first.filename == "mimetype"
                    and first.file_size < 100
                    and first.compress_type == zipfile.ZIP_STORED
                    and archive.read(first).decode("ascii", "replace").strip() == kind.media_type
                )
            return True
    except (zipfile.BadZipFile, struct.error, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        return False


def _has_macros(names: Iterable[str]) -> bool:
    return any(name.lower().endswith("vbaproject.bin") for name in names)


def _refuse_a_vast_directory(stream: IO[bytes], size: int) -> None:
    """Raise before zipfile reads a directory that is too large for memory."""
    stream.seek(max(0, size - 65_557))
    tail = stream.read()
    at = len(tail) - 22 if tail[-22:-18] == b"PK\x05\x06" and tail[-2:] == b"\0\0" else tail.rfind(b"PK\x05\x06")
    if at < 0 or at + 22 > len(tail):
        return
    entries, directory = struct.unpack("<HI", tail[at + 10 : at + 16])
    if entries > MAX_ENTRIES or directory > MAX_ENTRIES * 400:
        raise InvalidFile(_("The archive has more than ${count} entries.", mapping={"count": MAX_ENTRIES}))


def _refuse_a_bomb(entries: list[zipfile.ZipInfo], size: int) -> None:
    if len(entries) > MAX_ENTRIES:
        raise InvalidFile(_("The archive has more than ${count} entries.", mapping={"count": MAX_ENTRIES}))
    unpacked = sum(entry.file_size for entry in entries)
    if (
        unpacked > MAX_UNPACKED_BYTES
        or unpacked > max(size, 50_000) * MAX_COMPRESSION_RATIO
        or sum(entry.compress_size for entry in entries) > size
    ):
        raise InvalidFile(_("The archive would become far too large when unpacked."))
    for entry in entries:
        parts = re.split(r"[/\\]", entry.filename)
        if ".." in parts or entry.filename.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", entry.filename):
            raise InvalidFile(_("The archive has entries that would be unpacked outside its folder."))


def _dimensions(stream: IO[bytes]) -> tuple[int, int]:
    try:
        width, height = imagesize.get(stream)
    except Exception:  # The library raises many types of errors for damaged files.
        width = height = -1
    if width <= 0 or height <= 0:
        raise InvalidFile(_("The image is damaged: its size cannot be read."))
    if width * height > MAX_PIXELS:
        raise InvalidFile(
            _("The image has more than ${count} million pixels.", mapping={"count": MAX_PIXELS // 1_000_000})
        )
    return int(width), int(height)
