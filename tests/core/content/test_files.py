"""Which files we take, and how we give them back."""

import io
import struct
import zipfile
import zlib

import pytest

from moothall.core.base.errors import BadInput
from moothall.core.content.files import (
    MAX_ENTRIES,
    MAX_NAME_LENGTH,
    check,
    content_disposition,
    response_headers,
    safe_filename,
)

HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def png(width=3, height=2):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(b"\0" * 20))
        + chunk(b"IEND", b"")
    )


def archive(entries, compression=zipfile.ZIP_DEFLATED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as made:
        for name, content in entries:
            made.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_STORED if name == "mimetype" else compression)
    return stream.getvalue()


ODT = archive([("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<x/>")])
DOCX = archive([("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<x/>")])
GIF = b"GIF89a\2\0\3\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\2\0\3\0\0\2\2D\1\0;"
SVG = b'<?xml version="1.0"?><!-- <html> --><svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("a.ODT", ODT, "application/vnd.oasis.opendocument.text"),
        ("a.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.zip", archive([("x/y.txt", "z")]), "application/zip"),
        ("a.png", png(), "image/png"),
        ("a.gif", GIF, "image/gif"),
        ("a.svg", SVG, "image/svg+xml"),
        ("a.csv", "a;b\nü;ß\n".encode("cp1252"), "text/csv"),
        ("a.csv", "a;b\n".encode("utf-16"), "text/csv"),
        ("a.txt", "Grüße\n".encode(), "text/plain"),
        ("a.md", b"# <b>x</b>\n", "text/markdown"),
        ("a.mp3", b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" * 50, "audio/mpeg"),
        ("a.ogg", b"OggS\x00\x02" + b"\0" * 20 + b"\x01\x1e\x01vorbis" + b"\0" * 40, "audio/ogg"),
        ("a.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 20, "video/mp4"),
    ],
)
def test_files_of_known_types_are_taken(name, content, media_type):
    assert check(content, name).media_type == media_type
    assert check(io.BytesIO(content), name).size == len(content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", HTML),
        ("a.pdf", HTML + PDF),
        ("a.png", HTML),
        ("a.png", GIF),
        ("a.gif", b"GIF89a=1/*" + b"\0\0"),
        ("a.svg", HTML),
        ("a.svg", b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>'),
        ("a.txt", b"MZ\x90\x00\x03\x00"),
        ("a.csv", PDF + b"\0"),
        ("a.odt", DOCX),
        ("a.docx", ODT),
        ("a.docx", archive([("[Content_Types].xml", ""), ("word/document.xml", ""), ("word/vbaProject.bin", "x")])),
        ("a.zip", GIF + archive([("x", "y")])),
        ("a.zip", b"PK\x03\x04 and nothing more"),
        ("a.html", HTML),
        ("a.exe", b"MZ"),
        ("a", PDF),
        ("pdf", PDF),
        ("a.pdf\u202efdp.exe", PDF),
        ("a.txt", b""),
        ("a.png", png(width=20_000, height=20_000)),
        ("a.png", b"\x89PNG\r\n\x1a\n"),
        ("a.mp4", PDF),
        (None, PDF),
    ],
)
def test_what_is_not_what_it_says_is_refused(name, content):
    with pytest.raises(BadInput):
        check(content, name)


def test_size_is_limited_and_the_stream_is_rewound():
    stream = io.BytesIO(PDF)
    with pytest.raises(BadInput):
        check(stream, "a.pdf", largest=10)
    check(stream, "a.pdf")
    assert stream.read(5) == b"%PDF-"


def test_images_tell_their_dimensions():
    checked = check(png(30, 20), "a.png")
    assert (checked.width, checked.height, checked.inline) == (30, 20, True)
    assert not check(SVG, "a.svg").inline


def test_archives_that_explode_are_refused():
    with pytest.raises(BadInput):
        check(archive([(f"{n}", b"\0" * 8_000_000) for n in range(3)]), "bomb.zip")
    with pytest.raises(BadInput):
        check(archive([(f"{n}", b"") for n in range(MAX_ENTRIES + 1)]), "many.zip")
    for name in ("../x", "/etc/passwd", "a/../../x", "c:\\x"):
        with pytest.raises(BadInput):
            check(archive([(name, "x")]), "slip.zip")


def test_entries_that_share_their_bytes_are_refused():
    content = bytearray(archive([("a", "x" * 50), ("b", "y" * 50)], zipfile.ZIP_STORED))
    at = content.find(b"PK\x01\x02")
    content[at + 20 : at + 24] = content[at + 24 : at + 28] = struct.pack("<I", 400)
    with pytest.raises(BadInput):
        check(bytes(content), "overlap.zip")


def test_a_directory_of_a_million_entries_is_not_read():
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 46_000_000, 4, 0)
    with pytest.raises(BadInput):
        check(b"PK\x03\x04" + b"\0" * 1000 + end, "vast.zip")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("C:\\Users\\ann\\report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie- x.pdf"),
        ("a\x00b\u202e.pdf", "ab.pdf"),
        (" .htaccess", "htaccess"),
        ("con.txt", "_con.txt"),
        ("Übersicht «2026».pdf", "Übersicht «2026».pdf"),
        ("...", "file"),
        ("", "file"),
        ("a\ud800.pdf", "a-.pdf"),
    ],
)
def test_names_are_made_safe(given, kept):
    assert safe_filename(given) == kept


def test_long_names_keep_their_extension():
    name = safe_filename("ż" * 400 + ".pdf")
    assert len(name.encode()) <= MAX_NAME_LENGTH
    assert name.endswith("ż.pdf")
    assert len(safe_filename("x." + "y" * 400).encode()) <= MAX_NAME_LENGTH


def test_a_download_names_its_file_for_old_and_new_clients():
    assert content_disposition('Żółw "1".pdf') == (
        "attachment; filename=\"Zolw -1-.pdf\"; filename*=UTF-8''%C5%BB%C3%B3%C5%82w%20-1-.pdf"
    )
    assert content_disposition("a\r\nX: y.txt").isascii()


def test_only_raster_images_are_shown_and_everything_is_in_a_sandbox():
    for media_type, shown in [
        ("image/png", "inline"),
        ("image/svg+xml", "attachment"),
        ("application/pdf", "attachment"),
        ("text/html", "attachment"),
    ]:
        headers = dict(response_headers("a.x", media_type))
        assert headers["Content-Disposition"].startswith(shown + ";")
        assert "sandbox" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Type"] == "application/octet-stream"
