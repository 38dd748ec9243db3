"""Which way imports point, where the contract in setup.cfg has no words for it."""

import configparser
import re
from pathlib import Path

import grimp
import pytest

PACKAGE = "moothall"
# What a feature keeps for itself: others meet it through events, panels and the verbs of its content.
OWN_ROOMS = {"views", "panels", "subscribers"}


@pytest.fixture(scope="module")
def graph():
    return grimp.build_graph(PACKAGE, cache_dir=None)


def test_views_panels_and_subscribers_belong_to_their_feature(graph):
    strangers = {
        f"{importer} imports {room}"
        for room in graph.modules
        if OWN_ROOMS.intersection(room.split(".")[2:])
        for importer in graph.find_modules_that_directly_import(room)
        if importer.split(".")[:2] != room.split(".")[:2]
    }
    assert strangers == set()


def test_every_feature_has_a_place_in_the_contract(graph):
    parser = configparser.RawConfigParser()
    parser.read(Path(__file__).parent.parent / "setup.cfg")
    layers = parser["importlinter:contract:layers"]["layers"]
    placed = set(layers.replace("(", " ").replace(")", " ").replace("|", " ").replace(":", " ").split())
    features = {name.removeprefix(f"{PACKAGE}.") for name in graph.find_children(PACKAGE)}
    assert features - placed == set()


def test_one_module_knows_the_private_attributes_of_hypatia():
    private = re.compile(r"\._(fwd_index|rev_index|num_docs|not_indexed)\b")
    root = Path(__file__).parent.parent
    files = (path for folder in ("src", "tests", "bench", "tools") for path in (root / folder).rglob("*.py"))
    assert {path.stem for path in files if private.search(path.read_text(encoding="utf-8"))} == {"index_maps"}


def test_no_ring_of_imports_between_modules_or_folders(graph):
    """An item knows its site and a site its items: only the types of modules of one folder may know each other."""
    running = grimp.build_graph(PACKAGE, cache_dir=None, exclude_type_checking_imports=True)
    folders = {}
    for name, imported in imports_of(graph).items():
        for other in imported:
            folders.setdefault(_folder(graph, name), set()).add(_folder(graph, other))
    assert list(rings(imports_of(running))) == []
    assert list(rings({name: others - {name} for name, others in folders.items()})) == []


def imports_of(graph):
    return {name: set(graph.find_modules_directly_imported_by(name)) for name in graph.modules}


def test_a_ring_would_be_found():
    assert list(rings({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}})) == [["a", "b", "c"]]


def _folder(graph, module):
    return module if graph.find_children(module) else module.rpartition(".")[0]


def rings(arrows):
    """The groups of names that reach one another, sorted."""
    reached = {name: _reached(arrows, name) for name in arrows}
    found = {frozenset(other for other in reached[name] if name in reached.get(other, ())) for name in arrows}
    return sorted(sorted(ring) for ring in found if len(ring) > 1)


def _reached(arrows, start):
    seen, waiting = set(), [start]
    while waiting:
        for other in arrows.get(waiting.pop(), ()):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen
