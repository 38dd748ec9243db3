"""Commands that features and other packages add by entry points."""

import os
import subprocess
import sys

import pytest

from moothall.command import main

COMMAND = '''"""Count the items, up to 100 %.

More about it.
"""


def add_arguments(parser):
    parser.add_argument("--twice", action="store_true")


def run(options):
    print("counted twice" if options.twice else "counted")
    return 3
'''


@pytest.fixture
def distribution(tmp_path, monkeypatch):
    """Installs a distribution with one module and these entry points."""
    monkeypatch.syspath_prepend(tmp_path)

    def install(name, points, module="", text=""):
        folder = tmp_path / f"{name}-1.0.dist-info"
        folder.mkdir()
        folder.joinpath("METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", "utf-8")
        folder.joinpath("entry_points.txt").write_text(f"[moothall.commands]\n{points}\n", "utf-8")
        if module:
            tmp_path.joinpath(f"{module}.py").write_text(text, "utf-8")
            monkeypatch.delitem(sys.modules, module, raising=False)

    return install


def stopped(*words):
    with pytest.raises(SystemExit) as stop:
        main(words)
    return stop.value.code


def test_an_added_command_runs_and_is_in_the_help(distribution, capsys):
    distribution("counting", "count = counting_command", "counting_command", COMMAND)
    assert main(["count", "--twice"]) == 3
    assert capsys.readouterr().out == "counted twice\n"
    assert stopped("--help") == 0
    assert "Count the items, up to 100 %." in capsys.readouterr().out


def test_its_module_is_imported_neither_for_other_commands_nor_for_the_list_of_all(distribution, capsys):
    distribution("counting", "count = counting_command", "counting_command", COMMAND)
    for words in (["keys", "--help"], ["--help"]):
        assert stopped(*words) == 0
        assert "counting_command" not in sys.modules
    assert "Count the items, up to 100 %." in capsys.readouterr().out


def test_a_module_that_imports_its_functions_is_in_the_help(distribution, capsys):
    text = '"""Count on."""\nfrom json import dump as run, load as add_arguments\n'
    distribution("counting", "count = counting_command", "counting_command", text)
    assert stopped("--help") == 0
    assert "Count on." in capsys.readouterr().out


def test_the_list_of_all_loads_no_feature():
    """It would take seconds, on a server that is slow already."""
    code = "import sys; from moothall.command import main\ntry: main(['--help'])\nfinally: print(*sys.modules)"
    words = [sys.executable, "-W", "ignore", "-c", code]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert "user " in done.stdout and "moothall.command" in done.stdout.split()
    assert [name for name in done.stdout.split() if name.startswith("moothall.people")] == []


@pytest.mark.parametrize(("points", "text", "said"), [
    ("count = no_module", "", "The command count of counting cannot be loaded: ModuleNotFoundError"),
    ("count = counting_command:nothing", COMMAND, "The command count of counting cannot be loaded: AttributeError"),
    ("count = counting_command", '"""Count."""', "The command count of counting has no add_arguments and no run."),
])  # fmt: skip
def test_a_broken_one_says_so_in_one_sentence(distribution, capsys, points, text, said):
    distribution("counting", points, "counting_command", text)
    assert stopped("count").startswith(said)
    # The others are there all the same.
    assert stopped("--help") == 0
    assert " ".join(said.split()[:6]) in " ".join(capsys.readouterr().out.split())


def test_two_of_one_name_are_not_guessed_between(distribution):
    distribution("counting", "count = counting_command", "counting_command", COMMAND)
    distribution("reckoning", "count = counting_command")
    assert stopped("count") == "There is more than one command count: in counting and reckoning."


@pytest.mark.parametrize(("name", "option"), [("keys", "rotate"), ("user", "disable LOGIN")])
def test_a_command_of_moothall_or_of_its_features_stays(distribution, capsys, name, option):
    distribution("counting", f"{name} = counting_command", "counting_command", COMMAND)
    assert stopped(name, "--help") == 0
    said = capsys.readouterr()
    assert option in said.out
    assert said.err == f"counting adds a command {name}, but Moothall already has one.\n"


def test_a_mistake_in_the_configuration_is_said_in_one_sentence(moothall, tmp_path):
    text = moothall.config.read_text("utf-8")
    moothall.config = tmp_path / "site.ini"
    moothall.config.write_text(text.replace("moothall.work_inside", "moothall.works_inside"), "utf-8")
    code, _said, complaint = moothall("evolve")
    assert code == 1 and complaint == "there is no setting moothall.works_inside"
