"""The world of the matrix: built once, and served again before each test that asks for it."""

import pytest

from tests.matrix.world import World


@pytest.fixture(scope="session")
def built_world(base):
    world = World(base)
    yield world
    world.close()


@pytest.fixture
def world(built_world):
    return built_world.awake()
