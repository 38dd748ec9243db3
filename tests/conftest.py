"""Fixtures for everybody: the site on a layer of its own, people as clients, factories, the clock.

``as_member`` and its like are browsers in which that person is signed in;
``api.member`` is a program that uses the HTTP API on their behalf.
"""

import gc
import signal
import sys

import pytest
from hypothesis import settings
from ZODB.FileStorage import FileStorage

from tests.command_line import kept_site, moothall, serving  # noqa: F401
from tests.crashed_workers import CrashedWorkers
from tests.factories import ACTORS
from tests.whole_site import Actors, Base, WholeSite

# What is drawn at random finds something once in a hundred runs, and stops somebody who has nothing to do with it.
settings.register_profile("the same each time", derandomize=True)

# An application is hundreds of thousands of objects, and few of them become garbage: collect less often.
gc.set_threshold(20_000, 20, 50)
# Databases of tests need not survive a power failure, and most of the time of a commit is waiting for the disk.
sys.modules[FileStorage.__module__].fsync = None


def pytest_configure(config):
    """Draw the same in every short run; the long ones look further each time."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # A shell starts jobs in the background so, and the programs that tests stop as by Ctrl-C would ignore it too.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    config.pluginmanager.register(CrashedWorkers(config))
    if config.getoption("markexpr") == "not long":
        settings.load_profile("the same each time")


def pytest_collection_modifyitems(config, items):
    """Give a test that takes minutes half an hour, unless it says how long it may take."""
    if not config.pluginmanager.hasplugin("timeout"):
        return
    for item in items:
        if item.get_closest_marker("long") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(1800))


def pytest_collection_finish(session):
    """Exempt modules and collected tests from garbage collection: they live as long as the run."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def base(tmp_path_factory):
    """The populated site below all layers; tests ask for ``site`` instead."""
    base = Base(tmp_path_factory.mktemp("base"))
    yield base
    base.close()


@pytest.fixture
def site(base):
    """The application over a layer that only this test sees."""
    base.clock.now = base.beginning
    with WholeSite(base) as site:
        yield site


@pytest.fixture
def app(site):
    """The WSGI application, over this test's layer."""
    return site.base.app


@pytest.fixture
def make(site):
    """The factories."""
    return site.make


@pytest.fixture
def clock(site):
    """The time of the site, to be moved."""
    return site.clock


@pytest.fixture
def actors(site):
    """Browsers by log-in: ``actors.member``, ``actors("member")``."""
    return Actors(site.client)


@pytest.fixture
def api(site):
    """Programs by log-in, with a bearer token: ``api.member``, ``api("member")``, ``api.guest``."""
    return Actors(site.program)


def _as(login):
    def client(actors):
        return actors(login)

    client.__doc__ = f"A browser in which {login} is signed in."
    return pytest.fixture(client, name=f"as_{login}")


as_guest = _as("guest")
as_admin = _as("admin")
as_sitemoderator = _as("sitemoderator")
as_reviewer = _as("reviewer")
as_owner = _as("owner")
as_facilitator = _as("facilitator")
as_moderator = _as("moderator")
as_author = _as("author")
as_member = _as("member")
as_reader = _as("reader")
as_outsider = _as("outsider")

assert all(f"as_{login}" in globals() for login in ACTORS)
