"""What the tests of several subcommands need."""

import pytest


@pytest.fixture
def backup(moothall, tmp_path):
    code, said, _err = moothall("backup", tmp_path / "copy")
    assert code == 0
    assert "3 people and 1 files" in said
    return tmp_path / "copy"
