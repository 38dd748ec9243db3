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
