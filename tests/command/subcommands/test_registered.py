"""The command that lists what features register."""

from moothall.command import main
from tests.command_line import CONFIGURATION


def registered(tmp_path, *words):
    config = tmp_path / "site.ini"
    config.write_text(CONFIGURATION, "utf-8")
    return main(["registered", *words, "--config", str(config), "--var", str(tmp_path / "var")])


def test_it_lists_categories_and_their_entries_in_order_and_makes_nothing(tmp_path, capsys):
    assert registered(tmp_path) == 0
    assert "  item type\n" in capsys.readouterr().out
    assert registered(tmp_path, "workflow kind") == 0
    lines = capsys.readouterr().out.splitlines()
    names = [line.split()[0] for line in lines]
    assert names.index("content") < names.index("discussion") < names.index("post")
    assert "discussion/workflow.py:" in next(line for line in lines if line.startswith("discussion "))
    assert not (tmp_path / "var").exists()


def test_an_unknown_category_is_said(tmp_path, capsys):
    assert registered(tmp_path, "nonsense") == 1
    assert "There is no category nonsense." in capsys.readouterr().err
