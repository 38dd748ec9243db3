"""What is read from a folder, before anything is written."""

import os

import pytest

from moothall.core.richtext import own_addresses
from moothall.importing import markup
from moothall.importing.decoding import Undecodable, decode
from moothall.importing.plan import Plan, Refusal
from moothall.importing.reader import ImportedFile, ImportedPage, read_tree

BASE = "/workspaces/x/documents"


@pytest.fixture
def found(folder):
    return {entry.path: entry for entry in read_tree(folder, Plan.of(folder, BASE))}


def test_pages_files_and_refusals_are_told_apart(found):
    assert {path for path, entry in found.items() if isinstance(entry, ImportedPage)} == {
        "en-US/guide/find.html",
        "de/guide/find.html",
        "en-US/guide/book.html",
        "de/guide/book.html",
        "en-US/readme.md",
        "en-US/notes.txt",
        "en-US/edit.html",
        "en-US/greek.html",
    }
    assert {path for path, entry in found.items() if isinstance(entry, ImportedFile)} == {"media/map.png"}
    assert {path: entry.reason for path, entry in found.items() if isinstance(entry, Refusal)} == {
        "en-US/empty.html": "has no text",
        "en-US/script.js": ".js files are not imported",
        "en-US/page.pdf": "is refused: The contents of the file do not match its name (.pdf).",
        "en-US/tool.exe": "files of type .exe are not accepted",
        "en-US/odd.html": "declares an unknown encoding: utf-7",
        "en-US/link.html": "is a symbolic link that is not followed",
        "en-US/loop": "is a symbolic link that is not followed",
    }


def test_the_text_is_there_without_what_was_around_it(found):
    page = found["en-US/guide/find.html"]
    assert page.title == "Find a place"
    assert page.description == "How to find a place."
    for gone in ("Contents", "This page is", "never shown", "nor this", "<h1", "<input", "par_1", "bm_1", "<div"):
        assert gone not in page.text
    assert "a <strong>place</strong> in a course" in page.text
    assert "<blockquote><p><strong>Note</strong></p>\n<p>Places are few.</p></blockquote>" in page.text
    assert "Press Ctrl / Command." in page.text
    assert "<th>Day</th>" in page.text
    assert "<pre><code>first\n  second</code></pre>" in page.text
    assert "<p>In a form</p>" in page.text


def test_links_lead_to_the_new_addresses(found):
    text = found["en-US/guide/find.html"].text
    assert f'<a href="{BASE}/en-us/guide/book#t-how">book</a>' in text
    assert '<a href="#t-later">Later</a>' in text
    assert '<h2 id="t-later">' in text
    assert 'href="https://example.org/"' in text
    text = found["en-US/guide/book.html"].text
    assert f'<a href="{BASE}/en-us/guide/find">Back</a>, <a href="{BASE}/en-us/guide">up</a>' in text
    assert f'<a href="{BASE}/media/map-png/download">map</a>' in text
    assert '<a id="t-how"></a>' in text
    text = found["en-US/readme.md"].text
    assert f'href="{BASE}/en-us/guide/find#t-later"' in text
    assert f'href="{BASE}/en-us/notes"' in text
    assert '<a href="#t-more">' in text
    assert '<h2 id="t-more">' in text


def test_links_that_lead_nowhere_leave_their_words_and_a_line_in_the_report(found):
    page = found["en-US/guide/find.html"]
    assert "learn" in page.text
    assert "passwd" not in page.text
    assert page.lost == (
        "image to a file that is not imported: media/lost.png",
        "link to a place outside the folder: ../../etc/passwd",
        "link to a file that is not imported: en-US/guide/gone.html",
    )


def test_pictures_come_along_and_lost_ones_go_quietly(found):
    text = found["en-US/guide/find.html"].text
    assert f'<img src="{BASE}/media/map-png/download" alt="The way" width="300">' in text
    assert text.count("<img") == 1


def test_the_language_is_told_from_the_text_and_its_place(found):
    assert {path: entry.language for path, entry in found.items() if isinstance(entry, ImportedPage)} == {
        "en-US/guide/find.html": "en",
        "de/guide/find.html": "de",
        "en-US/guide/book.html": "en",
        "de/guide/book.html": "de",
        "en-US/readme.md": "en",
        "en-US/notes.txt": "en",
        "en-US/edit.html": "en",
        "en-US/greek.html": "el",
    }
    assert "<strong>Warnung</strong>" in found["de/guide/find.html"].text


def test_the_same_page_in_two_languages_has_one_key(found):
    assert {found[f"{folder}/guide/find.html"].translation_key for folder in ("en-US", "de")} == {"guide/find.html"}


def test_text_files_become_paragraphs(found):
    page = found["en-US/notes.txt"]
    assert page.title == "Notes of a meeting"
    assert page.text == (
        "<p>Anna<br>Ben</p>\n<p>It was agreed that the course begins in March and goes on\n"
        "until the summer, with a break at Easter.</p>"
    )


def test_a_folder_read_from_inside_resolves_the_same_links(folder):
    inside = folder / "de"
    pages = {entry.path: entry for entry in read_tree(inside, Plan.of(inside, BASE))}
    assert f'href="{BASE}/guide/book"' in pages["guide/find.html"].text
    assert pages["guide/find.html"].translation_key == "guide/find.html"


def test_names_keep_clear_of_views_of_each_other_and_of_what_is_there(tmp_path):
    for name in ("edit.html", "a b.html", "a-b.html", "a_b.md", "guide.html", "x.html"):
        (tmp_path / name).write_text("<p>x</p>")
    (tmp_path / "guide").mkdir()
    (tmp_path / "guide" / "x.html").write_text("<p>x</p>")
    taken = {"x": False}
    plan = Plan.of(tmp_path, BASE, taken=lambda place: {} if place else taken, reserved=frozenset({"edit"}))
    addresses = [plan.address_of(path) for path in plan.pages]
    assert len(set(addresses)) == len(addresses) == 7
    assert plan.address_of("edit.html") == f"{BASE}/edit-2"
    assert plan.address_of("x.html") == f"{BASE}/x-2"
    assert plan.address_of("guide/x.html") == f"{BASE}/guide-2/x"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Grüße".encode(), "Grüße"),
        ("\ufeffGrüße".encode(), "Grüße"),
        ("Grüße".encode("utf-16"), "Grüße"),
        (b'<meta charset="ISO-8859-1">\x80 \xe9', '<meta charset="ISO-8859-1">€ é'),
        (
            b'<?xml version="1.0" encoding="iso-8859-2"?><p>\xb3</p>',
            '<?xml version="1.0" encoding="iso-8859-2"?><p>ł</p>',
        ),
    ],
)
def test_encodings_are_found(content, text):
    assert decode(content) == text


@pytest.mark.parametrize(
    "content",
    [
        b"a\x00b",
        b'<meta charset="rot13">\xff',
        b'<meta charset="unicode_escape">\xff',
        b'<meta charset="shift_jis">\xff\xff',
        b'<meta charset="zlib_codec">\xff',
    ],
)
def test_what_is_no_text_is_refused(content):
    with pytest.raises(Undecodable):
        decode(content)


@pytest.mark.parametrize("text", ["", "   ", "<!-- -->", "<html></html>", "<script>x</script>", "<frameset>"])
def test_pages_without_text_are_refused(text):
    with pytest.raises(markup.Unreadable):
        markup.parse(text)


@pytest.mark.parametrize("name", ["deep", "long", "wide"])
def test_hostile_pages_are_refused_or_read_in_time(tmp_path, name):
    html = {"deep": "<div>" * 100_000 + "x", "long": "<p>x" * 60_000, "wide": "<p " + "a=1 " * 100_000 + ">x"}[name]
    (tmp_path / "page.html").write_text(html)
    [entry] = read_tree(tmp_path)
    assert isinstance(entry, Refusal) or entry.text == "<p>x</p>"


def test_links_to_headings_and_ids_that_are_not_ascii_lead_there(tmp_path):
    (tmp_path / "a.html").write_text(
        '<title>A</title><p>See <a href="#%C3%9Cberg%C3%A4nge">here</a>, <a href="b.html#schl%C3%BCsse">there</a> and '
        '<a href="http://localhost/about">about</a>.</p><h2 id="Übergänge">Übergänge</h2>',
        "utf-8",
    )
    (tmp_path / "b.html").write_bytes(
        '<meta charset="iso-8859-1"><title>B</title><p>A <a href="a.html#übergänge">link</a></p><h2><a name="schlüsse">'
        "</a>Ende</h2>".encode("latin-1")
    )
    (tmp_path / "c.md").write_text("# C\n\n[down](#größe) and words\n\n## Größe\n\nMore words.", "utf-8")
    with own_addresses(["http://localhost"]):
        texts = {entry.path: entry.text for entry in read_tree(tmp_path, Plan.of(tmp_path, BASE))}
    assert '<a href="#t-ubergange">' in texts["a.html"] and '<h2 id="t-ubergange">' in texts["a.html"]
    assert f'<a href="{BASE}/b#t-schlusse">' in texts["a.html"] and '<a href="/about">' in texts["a.html"]
    assert '<a id="t-schlusse"></a>' in texts["b.html"] and f'<a href="{BASE}/a#t-ubergange">' in texts["b.html"]
    assert '<a href="#t-grosse">' in texts["c.md"] and '<h2 id="t-grosse">' in texts["c.md"]


def test_a_name_with_a_line_break_or_bytes_that_are_no_letters_is_shown_on_one_line(tmp_path):
    for name in (b"new\nline.md", b"tab\t.md", b"\xff.md"):
        (tmp_path / os.fsdecode(name)).write_text("# A page\nWords.")
    assert [entry.path for entry in read_tree(tmp_path)] == ["new\\nline.md", "tab\\t.md", "\\udcff.md"]


def test_links_that_lead_to_themselves_refuse_no_other_file(folder):
    before = {entry.path for entry in read_tree(folder) if not isinstance(entry, Refusal)}
    (folder / "self.md").symlink_to("self.md")
    (folder / "media" / "one").symlink_to("two")
    (folder / "media" / "two").symlink_to("one")
    entries = list(read_tree(folder))
    assert {entry.path for entry in entries if not isinstance(entry, Refusal)} == before
    refused = {entry.path: entry.reason for entry in entries if isinstance(entry, Refusal)}
    assert (
        refused["self.md"] == refused["media/one"] == refused["media/two"] == "is a symbolic link that is not followed"
    )
