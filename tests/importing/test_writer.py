"""What an import leaves on the site, once and again."""

import pytest
from bs4 import BeautifulSoup
from pyramid.traversal import find_resource

from moothall.core.content import translations
from moothall.core.event_log.log import ActionContext
from moothall.importing.command import import_folder
from moothall.importing.reader import read_tree
from moothall.importing.report import IMPORTED, LEFT, UNCHANGED, UPDATED
from moothall.importing.writer import plan_for, write
from tests.factories import OPEN

LIBRARY = f"{OPEN}/documents"


@pytest.fixture
def bring(site, folder):
    def bring(**kw):
        def change(root):
            target = find_resource(root, LIBRARY)
            plan = plan_for(target, folder)
            return write(
                target, read_tree(folder, plan), plan, ActionContext(None, site.clock.now, rule="import"), **kw
            )

        return site.write(change)

    return bring


def test_pages_become_published_documents_that_everybody_can_read(site, bring):
    report = bring()
    assert report.counts == {IMPORTED: 9}
    assert len(report.refused) == 7

    def look(root):
        page = find_resource(root, f"{LIBRARY}/en-us/guide/find")
        return page.title, page.language, page.state, page.type_id, page.__parent__.__parent__.title

    assert site.read(look) == ("Find a place", "en", "published", "document", "English")
    assert site.read(lambda root: find_resource(root, f"{LIBRARY}/media/map-png").primary.version.get("file").size) > 0


def test_every_link_between_the_files_leads_to_something(site, bring):
    bring()

    def look(root):
        missing, documents = (
            [],
            [
                find_resource(root, f"{LIBRARY}/{path}")
                for path in ("en-us/guide/find", "en-us/guide/book", "de/guide/find", "de/guide/book", "en-us/readme")
            ],
        )
        for document in documents:
            for link in BeautifulSoup(document.primary.version.get("text"), "html.parser").find_all("a", href=True):
                path = link["href"].partition("#")[0].removesuffix("/download")
                if path.startswith("/"):
                    try:
                        find_resource(root, path)
                    except KeyError:
                        missing.append(path)
        return missing

    assert site.read(look) == []


def test_the_same_page_in_two_languages_is_linked(site, bring):
    assert bring().linked >= 2

    def look(root):
        return sorted(item.language for item in translations.group(find_resource(root, f"{LIBRARY}/de/guide/find")))

    assert site.read(look) == ["de", "en"]


def test_a_second_run_changes_nothing(site, bring):
    bring()
    before = site.read(lambda root: len(root.event_log))
    report = bring()
    assert report.counts == {UNCHANGED: 9}
    assert report.linked == 0
    assert site.read(lambda root: len(root.event_log)) == before


def test_a_changed_file_becomes_a_new_version_of_the_same_document(site, folder, bring):
    bring()
    guide = folder / "en-US/guide"
    (guide / "book.html").write_text("<title>Book</title><p>Now by telephone only, from nine to twelve.</p>")
    (guide / "new.html").write_text("<title>New</title><p>A new page beside the others in the guide.</p>")
    report = bring()
    assert report.counts == {UPDATED: 1, IMPORTED: 1, UNCHANGED: 8}

    def look(root):
        page = find_resource(root, f"{LIBRARY}/en-us/guide/book")
        return len(page.versions), page.live.version.get("text")

    assert site.read(look) == (2, "<p>Now by telephone only, from nine to twelve.</p>")


def test_an_edit_on_the_site_stays_until_the_file_changes(site, folder, bring):
    bring()
    page = f"{LIBRARY}/en-us/guide/book"
    act = site.act("owner")
    site.on(page, lambda page: page.save(act, {"text": "<p>Mine</p>"}) and None)
    assert bring().counts[UNCHANGED] == 9
    assert site.read(lambda root: find_resource(root, page).live.version.get("text")) == "<p>Mine</p>"


def test_what_was_deleted_on_the_site_is_left_alone(site, bring):
    bring()
    act = site.act("owner")
    site.on(f"{LIBRARY}/en-us/notes", lambda page: page.delete(act, page.live))
    report = bring()
    assert report.counts == {UNCHANGED: 8, LEFT: 1}
    assert report.left == [("en-US/notes.txt", "was deleted on the site")]


def test_what_is_there_already_keeps_its_place(site, make, bring):
    make.document(LIBRARY, title="Media")
    bring()
    assert site.read(lambda root: find_resource(root, f"{LIBRARY}/media").type_id) == "document"
    assert site.read(lambda root: find_resource(root, f"{LIBRARY}/media-2/map-png").type_id) == "file"


def test_drafts_stay_with_those_who_may_see_them(site, bring):
    bring(published=False)
    assert site.read(lambda root: find_resource(root, f"{LIBRARY}/en-us/readme").state) == "draft"


def test_the_command_makes_the_folder_and_writes_a_report(site, folder, tmp_path_factory, capsys):
    report = tmp_path_factory.mktemp("report") / "report.txt"
    assert import_folder(site.base.app, folder, f"{OPEN}/documents/help", "owner", report_file=report) == 0
    assert "9 imported, 0 updated, 0 unchanged, 7 refused" in capsys.readouterr().out
    assert "refused\ten-US/tool.exe\tfiles of type .exe are not accepted" in report.read_text()
    page = f"{OPEN}/documents/help/en-us/guide/find"
    assert site.read(lambda root: find_resource(root, page).creator) == site.id_of("owner")


@pytest.mark.parametrize(
    ("into", "login"),
    [("/nowhere", None), ("/people", None), ("/", None), (OPEN, "nobody"), (f"{OPEN}/documents/@@x", None)],
)
def test_the_command_says_what_is_wrong_with_its_words(site, folder, capsys, into, login):
    assert import_folder(site.base.app, folder, into, login) == 1
    assert capsys.readouterr().err


def test_a_file_that_vanishes_during_the_import_is_refused_alone(site, folder):
    def change(root):
        target = find_resource(root, LIBRARY)
        plan = plan_for(target, folder)
        entries = list(read_tree(folder, plan))
        (folder / "media" / "map.png").unlink()
        return write(target, entries, plan, ActionContext(None, site.clock.now, rule="import"))

    report = site.write(change)
    assert ("media/map.png", "cannot be read: No such file or directory") in report.refused
    assert report.counts == {IMPORTED: 8}
    assert "media" not in site.read(lambda root: list(find_resource(root, LIBRARY)))


def test_what_is_in_a_folder_that_cannot_be_read_is_not_gone(bring, folder):
    bring()
    (folder / "media").rename(folder / "kept")
    (folder / "media").symlink_to("media")
    assert bring().gone == []
