"""A site in files of its own, as an operator has it, and the command line on it."""

import shutil
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from moothall.command import main
from moothall.command.configuration import Configuration
from moothall.command.databases import opened
from moothall.core.access.space_policies import PRESETS
from moothall.core.event_log.log import ActionContext
from moothall.core.storage.databases import close_databases
from moothall.core.work.workers import Workers
from moothall.document.content import Document, File
from moothall.people.store import store_of
from moothall.space.content import Workspace
from moothall.space.members import set_member
from tests.factories import PIXEL
from tests.settings_files import CHEAP_PASSWORDS, LOGGING, lines

CONFIGURATION = f"""
[app:main]
use = call:moothall:main
moothall.site_url = http://localhost
{lines(CHEAP_PASSWORDS)}
moothall.index_path = %(var)s/index
moothall.keys_path = %(var)s/keys.json
moothall.mail_path = %(var)s/mail
moothall.work_inside = true
zodbconn.uri = file://%(var)s/filestorage/content.fs?blobstorage_dir=%(var)s/blobs
zodbconn.uri.people = file://%(var)s/filestorage/people.fs?blobstorage_dir=%(var)s/peopleblobs
zodbconn.uri.audit = file://%(var)s/filestorage/audit.fs
{LOGGING}"""
DOCUMENTS = "/workspaces/women-in-ict/documents"


class Options:
    """What every command gets from the command line."""

    port = None

    def __init__(self, config, var):
        self.config, self.var = str(config), str(var)


class Operator:
    """Types commands; ``open()`` looks into the databases between them."""

    def __init__(self, config, var, capsys=None):
        self.config, self.var, self._capsys = config, var, capsys

    def __call__(self, *words):
        """Run ``moothall <words>``; returns (exit code, what was said, what was complained about)."""
        name, *rest = words
        try:
            code = main([name, "-c", str(self.config), "--var", str(self.var), *map(str, rest)])
        except SystemExit as stop:
            code = stop.code
        said = self._capsys.readouterr()
        if isinstance(code, str):
            return 1, said.out, code
        return code or 0, said.out, said.err

    @contextmanager
    def app(self):
        app = Configuration(Options(self.config, self.var)).application()
        try:
            yield app
        finally:
            app.registry.search_index.close()
            close_databases(app.registry)

    @contextmanager
    def open(self):
        """The databases; what is changed is saved at the end."""
        with self.app() as app, opened(app) as databases:
            databases.people = store_of(databases.people_connection, app.registry.moothall_passwords)
            yield databases
            databases.commit()

    def index(self):
        """Do what a worker would."""
        with self.app() as app:
            Workers(app.registry).indexing.indexer.drain()


@pytest.fixture(scope="session")
def kept_site(tmp_path_factory):
    """The folder of a site with a little content, made once; tests work on copies."""
    folder = tmp_path_factory.mktemp("kept")
    config = folder / "site.ini"
    config.write_text(CONFIGURATION)
    operator = Operator(config, folder / "var")
    assert main(["init", "-c", str(config), "--var", str(operator.var)]) in (0, None)
    with operator.open() as databases:
        _fill(databases)
    operator.index()
    return folder


def _fill(databases):
    site, at = databases.site, datetime.now(UTC)
    ids = {}
    for login, name in (("facilitator", "Finn Facilitator"), ("member", "Mika Member")):
        ids[login] = databases.people.add(login, None, f"{login}@example.org", name, at=at).id
    act = ActionContext(ids["facilitator"], at)
    space = site["workspaces"].add_item(
        act, Workspace(act, title="Women in ICT", policies=PRESETS["open-community"][1], state="active"), "women-in-ict"
    )
    set_member(act, space, ids["member"], ("member",))
    library = space["documents"]
    for number in range(3):
        document = library.add_item(act, Document(act, title=f"Plan {number}", text="<p>Words.</p>"))
        document.move_to(act, document.working, "published", live=True)
    library.add_item(
        ActionContext(ids["member"], at), Document(ActionContext(ids["member"], at), title="A draft", text=""), "draft"
    )
    library.add_item(act, File(act, title="A picture", file={"data": PIXEL, "filename": "pixel.png"}), "picture")
    space["discussions"].start(act, "Rooms", "<p>Which?</p>", name="rooms")


@pytest.fixture
def moothall(kept_site, tmp_path, capsys):
    """The command line on a copy of the site."""
    shutil.copytree(kept_site / "var", tmp_path / "var")
    return Operator(kept_site / "site.ini", tmp_path / "var", capsys)


@pytest.fixture
def serving(moothall):
    """The databases as they are while a server has them open."""
    with moothall.app() as app:
        yield app
