"""Which way imports point, where the contract in setup.cfg has no words for it."""

import configparser
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
