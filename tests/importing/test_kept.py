"""What people changed on the site is kept by the next import, and what an import tells of itself."""

import base64

import pytest
from pyramid.traversal import find_resource

from moothall.core.event_log.log import ActionContext
from moothall.importing import writer
from moothall.importing.reader import read_tree
from moothall.importing.report import EDITED, UNCHANGED, UPDATED
from moothall.importing.writer import plan_for, write
from tests.factories import OPEN, PIXEL

LIBRARY = f"{OPEN}/documents"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.md").write_text("# Alpha\n\nThe first page of all of them.\n")
    (tmp_path / "b.md").write_text("# Beta\n\nThe second page of all of them.\n")
    return tmp_path


@pytest.fixture
def bring(site, folder):
    def bring(login=None, **kw):
        person = site.id_of(login) if login else None

        def change(root):
            target = find_resource(root, LIBRARY)
            plan = plan_for(target, folder)
            act = ActionContext(person, site.clock.now, rule="import")
            return write(target, read_tree(folder, plan), plan, act, **kw)

        return site.write(change)

    return bring


def test_an_edit_on_the_site_is_kept_and_reported(site, folder, bring, api):
    bring()
    api.facilitator.patch_json(f"{LIBRARY}/a", {"text": "<p>Mine</p>"})
    for name in "ab":
        (folder / f"{name}.md").write_text("# New\n\nA page that was written anew.\n")
    report = bring()
    assert report.counts == {EDITED: 1, UPDATED: 1}
    assert report.left == [("a.md", "was edited on the site")]
    assert "edited on the site" in "\n".join(report.summary())
    assert "Mine" in api.guest.get(f"{LIBRARY}/a").text
    assert "written anew" in api.guest.get(f"{LIBRARY}/b").text
    assert bring().counts == {EDITED: 1, UNCHANGED: 1}


def test_a_file_that_is_gone_is_reported_and_its_page_stays(folder, bring, api):
    bring()
    (folder / "b.md").unlink()
    report = bring()
    assert report.gone == ["b.md"]
    assert "1 left on the site although their files are gone" in list(report.summary())
    assert "second page" in api.guest.get(f"{LIBRARY}/b").text


def test_who_stops_an_import_reads_what_was_done(folder, bring, monkeypatch):
    monkeypatch.setattr(writer, "BATCH", 1)
    put = writer._Writing.put

    def stopped(self, entry):
        if entry.path == "b.md":
            raise KeyboardInterrupt
        return put(self, entry)

    monkeypatch.setattr(writer._Writing, "put", stopped)
    report = bring()
    assert report.interrupted
    said = "\n".join(report.summary())
    assert "1 imported" in said and "run the command again" in said


def test_the_number_of_items_that_wait_for_the_index_is_told(bring):
    assert bring().waiting >= 2
    assert "wait for the search index" in "\n".join(bring().summary())


def test_imported_pages_name_who_imported_them(bring, api, actors):
    bring(login="facilitator")
    page = api.facilitator.get(f"{LIBRARY}/a").json
    assert page["creator"] == "facilitator"
    history = actors.facilitator.get(f"{LIBRARY}/a/history").text
    assert "Finn Facilitator" in history and "Imported: a.md" in history


FRONT = """---
title: Notes on tests
tags: [Testing, "Open data", Testing]
lang: en
---
A claim[^1] and another[^note].

- [ ] to do
- [x] done

[^1]: The *source* of it.
[^note]: Another.
"""


def test_markdown_keeps_tags_footnotes_and_tasks(folder, bring, api):
    (folder / "a.md").write_text(FRONT)
    bring()
    page = api.guest.get(f"{LIBRARY}/a").json
    text = page["text"]["data"]
    assert page["subjects"] == ["Testing", "Open data"]
    assert "☐ to do" in text and "☑ done" in text
    assert "The <em>source</em> of it." in text and "[^1]" not in text
    assert 'href="#' in text


@pytest.mark.parametrize(
    "front", ["tags:\n  - One\n  - Two", "keywords: One, Two", "Categories: [One, Two]", "tags: One,Two"]
)
def test_tags_are_written_in_several_ways(folder, bring, api, front):
    (folder / "a.md").write_text(f"---\n{front}\n---\nA page with two tags in front.\n")
    bring()
    assert api.guest.get(f"{LIBRARY}/a").json["subjects"] == ["One", "Two"]


@pytest.mark.parametrize(
    "front",
    [
        "tags: {a: b}",
        "tags: !!python/object:os.system x",
        "a: &a [*a]",
        "- x",
        "tags: 5",
        "a: !!bool x\nb: !!int ''",
        "a: !!timestamp x",
        "title: 0x" + "f" * 6000,
    ],
)
def test_front_matter_that_is_no_list_of_fields_does_no_harm(folder, bring, api, front):
    (folder / "a.md").write_text(f"---\n{front}\n---\nA page with something in front.\n")
    bring()
    assert "something in front" in api.guest.get(f"{LIBRARY}/a").text


def test_pages_of_sphinx_lose_the_signs_and_the_title_of_the_site(folder, bring, api):
    (folder / "s.html").write_text(
        "<html><head><title>Installation — Moothall 1.0 documentation</title></head><body>"
        "<div class='body' role='main'>"
        "<h1>Installation<a class='headerlink' href='#i' title='Link to this heading'>¶</a></h1>"
        "<p>Install it first of all.</p><h2 id='next'>Next<a href='#next'>#</a></h2>"
        "<p>See <a href='#next'>the next part</a>.</p></div></body></html>"
    )
    bring()
    page = api.guest.get(f"{LIBRARY}/s").json
    assert page["title"] == "Installation"
    assert "¶" not in page["text"]["data"] and ">#<" not in page["text"]["data"]
    assert "the next part" in page["text"]["data"]


@pytest.mark.parametrize("content", [
    "<p>Füße und Köpfe, ".encode() + b"\xff" + " Hände</p>".encode(),
    b"<meta charset='utf-8'><p>Plain words, " + b"\xe9" + b" and more of them</p>",
    b"\xef\xbb\xbf<p>Marked as such " + b"\xc3" + b" and more</p>",
])  # fmt: skip
def test_a_broken_byte_is_replaced_and_noted(folder, bring, api, content):
    (folder / "x.html").write_bytes(b"<title>Broken</title>" + content if content[:3] != b"\xef\xbb\xbf" else content)
    report = bring()
    assert "\ufffd" in api.guest.get(f"{LIBRARY}/x").text
    assert any(path == "x.html" and "not UTF-8" in said for path, said in report.lost)


def test_an_image_inside_a_page_is_kept_as_a_file(folder, bring, api):
    data = base64.b64encode(PIXEL).decode()
    (folder / "p.html").write_text(
        f"<title>Picture</title><p>A page with a picture: <img alt='One' src='data:image/png;base64,{data}'> and "
        f"<img alt='Two' src='data:image/png;base64,{data}'>, <img alt='No' src='data:text/html;base64,PGI+'></p>"
    )
    report = bring()
    text = api.guest.get(f"{LIBRARY}/p").json["text"]["data"]
    assert "data:" not in text and text.count("<img") == 2
    source = text.partition('src="')[2].partition('"')[0]
    assert api.guest.get(source).body == PIXEL
    assert any("image inside the page" in said for _path, said in report.lost)
    assert bring().counts == {UNCHANGED: 4}
