"""A real browser on the real application, served on a free port.

Without Chromium and its driver these tests are skipped, and say so.
"""

import shutil
import socket
import threading

import pytest
import waitress

from tests.browser.window import Window
from tests.journeys.visitor import Visitor
from tests.whole_site import Base, WholeSite

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DRIVER = shutil.which("chromedriver")


def pytest_collection_modifyitems(items):
    missing = [name for name, path in (("Chromium", CHROMIUM), ("chromedriver", DRIVER)) if path is None]
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)
            if missing:
                item.add_marker(pytest.mark.skip(reason=f"{' and '.join(missing)} not found"))


@pytest.fixture(scope="session")
def address():
    """Where the site is served: a port that was free a moment ago."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return f"http://localhost:{one.getsockname()[1]}"


@pytest.fixture(scope="session")
def served(address, tmp_path_factory):
    """The site on a layer of its own, served by Waitress in a thread; all browser tests write to it."""
    base = Base(tmp_path_factory.mktemp("served"), **{"moothall.site_url": address})
    with WholeSite(base) as site:
        port = int(address.rsplit(":", 1)[1])
        server = waitress.create_server(base.app, host="127.0.0.1", port=port, threads=4)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        yield site
        server.close()
        thread.join(5)
    base.close()


@pytest.fixture(scope="session")
def make(served):
    return served.make


@pytest.fixture(scope="session")
def chromium(served, address):
    """One browser for all tests; each has a window that begins without cookies."""
    window = Window(CHROMIUM, DRIVER, address, served)
    yield window
    window.quit()


@pytest.fixture
def window(chromium):
    """The browser as somebody finds it who has just sat down."""
    chromium.begin()
    return chromium


@pytest.fixture
def visit(served, address):
    """The same site without a browser."""
    host = address.removeprefix("http://")
    return lambda login: Visitor(served.client(None if login == "guest" else login, extra_environ={"HTTP_HOST": host}))
