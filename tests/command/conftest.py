"""What the tests of several commands need."""

import pytest


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A working directory that has nothing to do with the site; what is written there afterwards is a mistake."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    yield folder
    assert not list(folder.iterdir())
