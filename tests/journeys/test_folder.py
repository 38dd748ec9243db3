"""Somebody with a folder of files: brings it into a library, looks, changes one, and brings it again."""

import pytest

from moothall.importing.command import import_folder
from tests.factories import OPEN, PIXEL

LIBRARY = OPEN + "/documents"
PLAN = """<html lang="de"><head><title>Der Plan</title></head><body><h1>Der Plan</h1><p>Wir beginnen im Oktober mit
zwölf Frauen, und im ersten Monat ruft jemand an.</p><script>alert(1)</script></body></html>"""


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "kurs"
    folder.mkdir()
    (folder / "willkommen.md").write_text(
        "# Willkommen\n\nDie Räume sind am *Abend* geöffnet. Mehr steht im "
        "[Plan](plan.html), der jeden Monat neu geschrieben wird.\n"
    )
    (folder / "plan.html").write_text(PLAN)
    (folder / "punkt.png").write_bytes(PIXEL)
    (folder / "spiel.exe").write_bytes(b"MZ\x90\x00" + b"\0" * 500)
    return folder


@pytest.fixture
def bring(app, folder, capsys):
    """What the command says when it is run on the folder."""

    def run():
        assert import_folder(app, folder, LIBRARY + "/kurs") == 0
        return capsys.readouterr().out

    return run


def test_a_folder_becomes_a_library_that_can_be_read_and_searched(bring, site, visit):
    said = bring()
    assert "1 × files of type .exe are not accepted" in said
    site.reindex()
    guest = visit("guest").open(LIBRARY).follow("Kurs")
    assert {"Willkommen", "Der Plan"} <= set(guest.links)
    guest.follow("Willkommen").follow("Plan")
    assert guest.heading == "Der Plan" and guest.sees("zwölf Frauen") and not guest.sees("alert(1)")
    assert guest.page.html.article["lang"] == "de"
    guest.open("/search?SearchableText=Frau&Language=de")
    assert "Der Plan" in guest.links


def test_bringing_it_again_saves_only_what_has_changed(bring, folder, visit):
    bring()
    (folder / "plan.html").write_text(PLAN.replace("zwölf", "zwanzig"))
    bring()
    guest = visit("guest").open(LIBRARY + "/kurs").follow("Der Plan")
    assert guest.sees("zwanzig Frauen", "Version 2")
    guest.open(LIBRARY + "/kurs").follow("Willkommen")
    assert guest.sees("Version 1")


def test_a_place_that_is_not_there_is_named(app, folder, capsys):
    assert import_folder(app, folder, "/workspaces/no-such-space/documents") == 1
    assert "There is nothing at /workspaces/no-such-space/documents." in capsys.readouterr().err
