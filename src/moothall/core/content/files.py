"""Files that people send: which we take, what they are called, and how they are given back.

The type is told by the content, never believed from the browser; name and content must agree. Only raster images are
shown in the browser. Everything else is a download in a sandbox, PDF included: a viewer inside our pages would run what
is in the file with our address on it.
"""

import io
import os
import re
import struct
import unicodedata
import zipfile
from dataclasses import dataclass
from urllib.parse import quote

import imagesize
import magic
from unidecode import unidecode

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _

#: Bytes of a file, pixels of an image, entries and unpacked bytes of an archive, how much it may grow on unpacking.
MAX_BYTES = 50_000_000
MAX_PIXELS = 50_000_000
MAX_ENTRIES = 5_000
MAX_UNPACKED_BYTES = 500_000_000
MAX_COMPRESSION_RATIO = 200
MAX_NAME_LENGTH = 200

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."


class InvalidFile(BadInput):
    """A file we do not take, and why; forms say it beside the field."""

    field = "file"


@dataclass(frozen=True)
class FileType:
    """A type of file that we take: `seen_as` is what libmagic may call it, `main_part` what an OOXML file must hold."""

    media_type: str
    seen_as: frozenset = frozenset()
    inline: bool = False
    text: bool = False
    archive: bool = False
    main_part: str = ""


def _kind(media_type, *also, **more):
    return FileType(media_type, frozenset((media_type, *also)), **more)


def _text(media_type):
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
    """What we know of a file after looking into it."""

    filename: str
    media_type: str
    size: int
    width: int | None = None
    height: int | None = None

    @property
    def inline(self):
        return self.media_type in INLINE


def check(content, filename, largest=MAX_BYTES):
    """Look into a file (bytes, or a binary stream that can be rewound). Raise `BadInput` where we do not take it."""
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


def safe_filename(name):
    """A name without path, line breaks or invisible characters, at most 200 bytes long, its extension kept."""
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


def content_disposition(filename, inline=False):
    """The header for a download, with the name in the form for old and for present clients (RFC 6266)."""
    filename = safe_filename(filename)
    plain = re.sub(r"[^A-Za-z0-9 !#$&+\-.^_~()]", "_", unidecode(filename))
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


def response_headers(filename, media_type):
    """The headers under which a stored file is given back: nothing in it may act in our name."""
    if all(kind.media_type != media_type for kind in KINDS.values()):
        media_type = "application/octet-stream"
    return [
        ("Content-Type", media_type),
        ("Content-Disposition", content_disposition(filename, inline=media_type in INLINE)),
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ]


def _agrees(kind, stream):
    if kind.text:
        return _is_text(stream)
    if kind.archive:
        return _archive_is(kind, stream)
    head = stream.read(8192)
    if kind.media_type == "application/pdf" and not head.startswith(b"%PDF-"):
        # libmagic also finds a PDF behind something else; a reader that does not would run the other thing.
        return False
    if kind.media_type == "image/svg+xml":
        return _is_svg(head + stream.read())
    return magic.from_buffer(head, mime=True) in kind.seen_as


def _is_text(stream):
    """Text in UTF-8 or an 8-bit set, or in UTF-16 with its mark, as spreadsheets write it."""
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


def _is_svg(content):
    if b"<!ENTITY" in content or re.search(rb"<!DOCTYPE[^>]*\[", content):
        return False
    opened = re.search(rb"<([A-Za-z_][\w:.-]*)", re.sub(rb"<!--.*?-->", b"", content[:65_536], flags=re.DOTALL))
    return opened is not None and opened[1].rpartition(b":")[2] == b"svg"


def _archive_is(kind, stream):
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


def _has_macros(names):
    return any(name.lower().endswith("vbaproject.bin") for name in names)


def _refuse_a_vast_directory(stream, size):
    """Before zipfile reads it: a directory of a million entries would cost memory to be counted."""
    stream.seek(max(0, size - 65_557))
    tail = stream.read()
    at = len(tail) - 22 if tail[-22:-18] == b"PK\x05\x06" and tail[-2:] == b"\0\0" else tail.rfind(b"PK\x05\x06")
    if at < 0 or at + 22 > len(tail):
        return
    entries, directory = struct.unpack("<HI", tail[at + 10 : at + 16])
    if entries > MAX_ENTRIES or directory > MAX_ENTRIES * 400:
        raise InvalidFile(_("The archive has more than ${count} entries.", mapping={"count": MAX_ENTRIES}))


def _refuse_a_bomb(entries, size):
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


def _dimensions(stream):
    try:
        width, height = imagesize.get(stream)
    except Exception:  # The library raises whatever its slicing meets; to us each means the same.
        width = height = -1
    if width <= 0 or height <= 0:
        raise InvalidFile(_("The image is damaged: its size cannot be read."))
    if width * height > MAX_PIXELS:
        raise InvalidFile(
            _("The image has more than ${count} million pixels.", mapping={"count": MAX_PIXELS // 1_000_000})
        )
    return int(width), int(height)
