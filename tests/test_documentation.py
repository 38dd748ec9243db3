"""What the documentation says of the code is what the code says."""

import re
from pathlib import Path

import pytest

from tests.tools import tool

ROOT = Path(__file__).parent.parent
FOLDERS = "assets|bench|docs|etc|locales|news|src|tests|tools"


def test_the_page_of_permissions_is_what_the_tables_say():
    permissions = tool("permissions")
    assert permissions.PAGE.read_text("utf-8") == permissions.page()


def test_the_page_of_settings_has_each_one_that_is_declared():
    settings = tool("settings")
    assert settings.PAGE.read_text("utf-8") == settings.page()


@pytest.mark.parametrize("page", ["docs/architecture.rst", "HACKING.rst"])
def test_every_path_named_for_developers_exists(page):
    text = (ROOT / page).read_text("utf-8")
    paths = re.findall(rf"``((?:{FOLDERS})(?:/[^`<]*)?)``", text)
    assert len(paths) > 5
    assert [path for path in paths if not any(ROOT.glob(path.rstrip("/")))] == []


def test_the_page_about_extensions_has_every_directive():
    directives = tool("directives")
    assert directives.PAGE.read_text("utf-8") == directives.page()
