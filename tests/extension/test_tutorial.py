"""The first content type of docs/extending.rst, made of the very text that the page shows."""

import argparse
import importlib
import re
import sys
from contextlib import nullcontext
from pathlib import Path
from textwrap import dedent

import pytest

from tests.factories import OPEN
from tests.whole_site import Base, WholeSite

PAGE = Path(__file__).parent.parent.parent / "docs" / "extending.rst"


def file_of(name):
    """Return what the page says is in a file: the indented lines that follow its name."""
    found = re.search(rf"^.*``{re.escape(name)}``::\n\n((?:    .*\n|\n)+)", PAGE.read_text("utf-8"), re.MULTILINE)
    return dedent(found[1])


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A site with the package of the tutorial."""
    package = tmp_path / "src" / "moothall_events"
    package.mkdir(parents=True)
    for name in ("__init__.py", "event.pt"):
        package.joinpath(name).write_text(file_of(f"src/moothall_events/{name}"), "utf-8")
    compile(file_of("setup.py"), "setup.py", "exec")
    monkeypatch.syspath_prepend(package.parent)
    importlib.invalidate_caches()
    tmp_path.joinpath("site").mkdir()
    base = Base(tmp_path / "site", **{"moothall.extensions": "moothall_events"})
    with WholeSite(base) as site:
        yield site
    base.close()
    sys.modules.pop("moothall_events", None)


def test_an_event_is_added_shown_and_found(site):
    owner, path = site.client("owner"), f"{OPEN}/add/event"
    form = next(form for form in owner.get(path).forms.values() if "day" in form.fields)
    form["title"], form["place"], form["day"] = "Summer meeting", "Ghent", "1 July"
    page = form.submit().follow()
    assert "Summer meeting" in page.text and "1 July, Ghent" in page.html.get_text()
    assert "Summer meeting" in owner.get("/search?SearchableText=meeting").text
    shown = site.program("owner").get(page.request.path).json
    assert (shown["@type"], shown["place"]) == ("event", "Ghent")


def test_its_subcommand_lists_events(site, capsys):
    owner = site.program("owner")
    for place in ("Ghent", "Rome"):
        owner.post_json(OPEN, {"@type": "event", "title": f"A meeting in {place}", "place": place, "day": "1 July"})
    command = {}
    exec(compile(file_of("src/moothall_events/command.py"), "command.py", "exec"), command)
    # The site of the tests has no settings file.
    command["application"] = lambda _options, read_only: nullcontext(site.base.app)
    parser = argparse.ArgumentParser()
    command["add_arguments"](parser)
    assert command["run"](parser.parse_args(["--place", "Rome"])) == 0
    assert capsys.readouterr().out == "1 July A meeting in Rome\n"
