"""The databases of a command: there must be a site in them."""

import pytest


@pytest.mark.parametrize("command", ["check", "explain", "backup"])
def test_without_a_site_the_commands_say_so(moothall, tmp_path, command):
    moothall.var = tmp_path / "nothing"
    words = {"check": (), "explain": ("admin", "view", "/"), "backup": (tmp_path / "copy",)}[command]
    code, _said, complaint = moothall(command, *words)
    assert code == 1 and "There " in complaint
