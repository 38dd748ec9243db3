"""What the installation promises: everything pinned, in order, and there."""

import configparser
import importlib
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from moothall.command import COMMANDS, commands
from moothall.command.entry_points import GROUP

ROOT = Path(__file__).parent.parent
BY_HASH = [ROOT / "etc" / "pip" / f"{name}.txt" for name in ("buildout", "check", "mutate", "node", "platform")]


def normalized(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def pins():
    parser = configparser.RawConfigParser()
    parser.read(ROOT / "versions.cfg")
    return {normalized(name): version for name, version in parser["versions"].items()}


def pins_by_hash():
    found = {}
    for file in BY_HASH:
        text = file.read_text(encoding="utf-8")
        for name, version in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", text, re.MULTILINE):
            found[normalized(name)] = version
    return found


def installed():
    """Every distribution on the path of this process, with its version.

    pkg_resources puts on the path what setuptools carries within itself; that is part of setuptools.
    """
    path = [folder for folder in sys.path if not folder.endswith("_vendor")]
    found = {normalized(each.metadata["Name"]): each.version for each in importlib.metadata.distributions(path=path)}
    del found["moothall"]
    return found


def test_versions_are_sorted_one_per_line():
    text = (ROOT / "versions.cfg").read_text(encoding="utf-8").split("[versions]\n")[1]
    names = [re.fullmatch(r"([a-z0-9.-]+) = \S+", line)[1] for line in text.splitlines()]
    assert names == sorted(set(names), key=normalized)


def test_everything_installed_is_pinned():
    wanted = pins() | pins_by_hash()
    assert {name: version for name, version in installed().items() if wanted.get(name) != version} == {}


def test_what_is_pinned_twice_has_one_version():
    by_hash = pins_by_hash()
    assert {name: version for name, version in pins().items() if by_hash.get(name, version) != version} == {}


def test_substance_d_is_the_release_that_runs_on_this_pyramid():
    assert importlib.metadata.version("substanced") == "1.0b1"
    assert importlib.metadata.version("pyramid").startswith("2.")


@pytest.mark.parametrize("group", ["paste.app_factory", "console_scripts"])
def test_entry_points_import(group):
    (entry_point,) = importlib.metadata.distribution("moothall").entry_points.select(group=group)
    assert callable(entry_point.load())


def test_each_command_is_a_module_with_a_docstring_and_its_first_line_is_the_help():
    for command in commands():
        first, *_rest = command.load().__doc__.splitlines()
        assert command.help == first and first.endswith("."), command.name


def test_what_is_installed_has_the_commands_of_the_features():
    """They are read from what ``setup.py`` said when it was installed."""
    declared = re.search(rf'"{GROUP}": \[(.*?)\]', (ROOT / "setup.py").read_text("utf-8"), re.DOTALL)[1]
    points = importlib.metadata.distribution("moothall").entry_points.select(group=GROUP)
    assert {f"{point.name} = {point.value}" for point in points} == set(re.findall(r'"(.+?)"', declared))
    assert {point.name for point in points}.isdisjoint(COMMANDS)


def test_the_lock_file_names_no_registry():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    for name, package in lock["packages"].items():
        assert package.get("resolved", "https://registry.npmjs.org/").startswith("https://registry.npmjs.org/"), name


def test_the_script_that_prepares_everything_is_executable():
    assert (ROOT / "bootstrap.sh").stat().st_mode & 0o111
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_the_installed_command_has_all_it_needs(tmp_path):
    """What only the tests install is there in this process, and not where people run the site."""
    command = ROOT / "bin" / "moothall"
    if not command.exists():
        pytest.skip("bin/moothall is made by bootstrap.sh")
    # As in a fresh clone: the folder is there, and holds the page about it.
    shutil.copy(ROOT / "var" / "README.rst", tmp_path)
    words = [command, "init", "--config", ROOT / "etc" / "development.ini", "--var", tmp_path]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert "Log in as admin" in done.stdout and (tmp_path / "README.rst").exists()
    assert "Then add a coalition or a workspace" in done.stdout


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a git checkout")
def test_a_fresh_clone_has_the_page_about_var_and_nothing_else_there():
    def git(*words):
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)

    assert git("ls-files", "var").stdout.split() == ["var/README.rst"]
    assert git("check-ignore", "var/README.rst").returncode == 1
    for name in ("keys.json", "initialised", "filestorage/content.fs", "index/docdata.glass", "mail/1.eml"):
        assert git("check-ignore", "--no-index", f"var/{name}").returncode == 0, name
