"""The whole application over real databases, with people who are already signed in.

One site is built per run: the people of :data:`ACTORS` and, under each of the four
presets, a space in which they hold their roles.  Each test works on a layer of its
own above it, thrown away afterwards, so that tests share nothing but what is read.
"""

import secrets
import shutil
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import transaction
from pyramid.traversal import find_resource
from webtest import TestApp
from ZODB.DB import DB
from ZODB.DemoStorage import DemoStorage
from ZODB.FileStorage import FileStorage

from moothall import main
from moothall.core.access.person import GUEST
from moothall.core.audit.audit_log import audit_log_in
from moothall.core.audit.copying import copy_all
from moothall.core.authorization.access_context import AccessContext
from moothall.core.content.reserved_names import reserved_names
from moothall.core.event_log.log import ActionContext
from moothall.core.search.fulltext import document_of
from moothall.core.search.index.xapian import XapianIndex
from moothall.core.storage.databases import AUDIT, PEOPLE, SITE, open_databases, use_databases
from moothall.core.storage.migrations import begin
from moothall.people.store import create_people, store_of
from moothall.site.build import build_site
from moothall.web import sessions
from tests.factories import ACTORS, PASSWORD, PRESET_SPACES, Make
from tests.settings_files import CHEAP_PASSWORDS

BEGINNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
COOKIE_NAME = "moothall"
#: As many objects per connection as a server keeps; loading them anew took a fifth of each request.
OBJECTS_KEPT = 20_000

SETTINGS = {
    "zodbconn.uri": "memory://?database_name=content",
    "zodbconn.uri.people": "memory://?database_name=people",
    "zodbconn.uri.audit": "memory://?database_name=audit",
    "moothall.site_url": "http://localhost",
    # The cheapest there is: what is tested is not the cost.
    **CHEAP_PASSWORDS,
    "moothall.work_inside": "false",
}


class Clock:
    """The time of the site; it stands still until it is moved."""

    def __init__(self, now=BEGINNING):
        self.now = now

    def __call__(self):
        return self.now

    def advance(self, **kw):
        """Move on by a timedelta's arguments; returns the new time."""
        self.now += timedelta(**kw)
        return self.now


class Base:
    """What is built once: the application, the storages below all layers, and the index of what is in them."""

    def __init__(self, folder, **changed):
        self.folder = folder
        self.clock = Clock()
        settings = {
            **SETTINGS,
            "moothall.index_path": str(folder / "index"),
            "moothall.keys_path": str(folder / "keys.json"),
            "moothall.mail_path": str(folder / "mail"),
            **changed,
        }
        self.app = main({}, **settings)
        for database in self.app.registry._zodb_databases.values():
            database.close()
        for name in (PEOPLE, AUDIT):
            folder.joinpath(name).mkdir()
        self.storages = {
            "": FileStorage(str(folder / "content.fs"), blob_dir=str(folder / "blobs")),
            PEOPLE: FileStorage(str(folder / "people" / "people.fs")),
            AUDIT: FileStorage(str(folder / "audit" / "audit.fs")),
        }
        self.index = XapianIndex(folder / "index")
        self.tokens = {}
        with WholeSite(self, layered=False) as site:
            self._fill(site)
        self.beginning = self.clock.now

    def _fill(self, site):
        def people(connection):
            people_root = connection.get_connection(PEOPLE)
            create_people(people_root, secrets.token_bytes(32))
            connection.root()[SITE] = build_site(self.app.registry, self.clock.now)
            begin(connection.root(), self.app.registry)
            store = store_of(people_root, self.app.registry.moothall_passwords)
            hashed = self.app.registry.moothall_passwords.hash(PASSWORD)
            for login, (name, site_roles) in ACTORS.items():
                account = store.add(
                    login,
                    hashed,
                    f"{login}@example.org",
                    name,
                    organisation=f"{name} & Co",
                    at=self.clock.now,
                    site_roles=site_roles,
                    is_sample=True,
                )
                self.tokens[login] = {
                    kind: store.sessions.begin(account.id, kind, account.generation, self.clock.now, timedelta(days=14))
                    for kind in (sessions.COOKIE, sessions.BEARER)
                }

        site.transact(people)
        for preset, path in PRESET_SPACES.items():
            site.make.workspace(path.rsplit("/", 1)[1].capitalize().replace("-", " "), preset=preset)
        site.make.coalition("Italia", name="it", preset="curated-space")
        site.reindex()
        site.copy_audit()

    def close(self):
        self.index.close()
        for storage in self.storages.values():
            storage.close()


class WholeSite:
    """The application on a layer of its own.  ``make`` adds content, ``client`` gives a signed-in browser."""

    def __init__(self, base, layered=True):
        self.base = base
        self.clock = base.clock
        self.registry = base.app.registry
        self.registry.clock = self.clock
        self.registry.search_index = _OnlyRead(base.index) if layered else base.index
        self.databases = {}
        for name, storage in base.storages.items():
            layer = _layer_over(storage, name) if layered else _Kept(storage)
            DB(
                layer,
                database_name="content" if name == "" else name,
                databases=self.databases,
                cache_size=OBJECTS_KEPT,
            )
        self.databases[""] = self.databases["content"]
        use_databases(self.registry, self.databases)
        self.make = Make(self)
        self._own_index = None

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        for name in ("content", PEOPLE, AUDIT):
            self.databases[name].close()
        if self._own_index is not None:
            self._own_index.close()

    def as_base(self):
        """Return what layers above this one need; while there are any, nothing may be changed here."""
        storages = {name: self.databases[name].storage for name in self.base.storages}
        return SimpleNamespace(**{**vars(self.base), "storages": storages, "beginning": self.clock.now})

    # -- the databases

    @contextmanager
    def connection(self):
        """A connection in a transaction that is aborted in the end unless somebody commits."""
        manager = transaction.TransactionManager(explicit=True)
        manager.begin()
        connection = self.databases[""].open(manager)
        try:
            yield connection, manager
        finally:
            manager.abort()
            connection.close()

    def transact(self, change):
        """Call ``change(connection)`` and commit."""
        with self.connection() as (connection, manager):
            result = change(connection)
            manager.commit()
            manager.begin()
            return result

    def write(self, change):
        """Call ``change(site)`` and commit; what it returns must not be persistent."""
        return self.transact(lambda connection: change(connection.root()[SITE]))

    def read(self, look):
        """What ``look(site)`` says; it must not be persistent."""
        with self.connection() as (connection, _manager):
            return look(connection.root()[SITE])

    def people(self, change):
        """Call ``change(store)`` with the store of people, and commit."""
        return self.transact(
            lambda connection: change(store_of(connection.get_connection(PEOPLE), self.registry.moothall_passwords))
        )

    def person(self, login):
        """The person as the access policy knows them; ``None`` is a guest."""
        if login is None:
            return GUEST
        return self.people(lambda store: store.by_login(login).person)

    def id_of(self, login):
        """The opaque id of somebody."""
        return self.person(login).id

    def act(self, login, reason=""):
        """An act of somebody, now; one with a reason names a rule as well."""
        act = ActionContext(self.id_of(login), self.clock.now, reason, reserved=reserved_names(self.registry))
        return act.citing("law" if reason else "")

    def on(self, path, change):
        """Call ``change(item)`` with the item at ``path``, and commit."""
        return self.write(lambda site: change(find_resource(site, path)))

    def viewer(self, site, login):
        """Somebody looking at ``site``, a tree from :meth:`read` or :meth:`write`."""
        return AccessContext(site, self.person(login), self.clock.now)

    # -- the index

    def own_index(self):
        """The index of this layer alone: a copy of the base's, made when first asked for."""
        if self._own_index is None:
            folder = self.base.folder / f"index-{secrets.token_hex(4)}"
            shutil.copytree(self.base.folder / "index", folder)
            self._own_index = self.registry.search_index = XapianIndex(folder, durable=False)
        return self._own_index

    def reindex(self, which=lambda uid: True):
        """Bring this layer's index up to date, as a worker would; what ``which`` refuses stays in the queue."""
        index = self.own_index() if self.base.index.watermark() is not None else self.registry.search_index

        def work(site):
            pairs = [pair for pair in site.index_queue.peek(100_000) if which(pair[0])]
            documents = {uid: document_of(site, uid) for uid, _ticket in pairs}
            index.apply(
                [document for document in documents.values() if document is not None],
                [uid for uid, document in documents.items() if document is None],
                watermark=b"\0" * 7 + b"\1",
            )
            site.mark_indexed(pairs)

        self.write(work)

    # -- the audit trail

    def copy_audit(self):
        """Copy what waits to the audit trail, as a worker would; returns how many there were."""
        return copy_all(self.registry)

    def trail(self, look):
        """What ``look(trail)`` says of the audit trail."""
        with open_databases(self.registry, AUDIT) as databases:
            return look(audit_log_in(databases.root))

    # -- clients

    def client(self, login=None, **kw):
        """A browser in which ``login`` is signed in; without one, a guest's."""
        client = Client(self.base.app, login, self.registry, **kw)
        if login is not None:
            client.set_cookie(COOKIE_NAME, f"{sessions.SIGNED_IN}.{self.token(login, sessions.COOKIE)}")
        return client

    def program(self, login=None, **environ):
        """A program that uses the HTTP API on behalf of ``login``."""
        program = Client(
            self.base.app, login, self.registry, extra_environ={"HTTP_ACCEPT": "application/json"} | environ
        )
        if login is not None:
            program.authorization = ("Bearer", self.token(login, sessions.BEARER))
        return program

    def token(self, login, kind=sessions.BEARER):
        """The token of a log-in of ``login``, an actor or somebody added since."""
        known = self.base.tokens.get(login)
        if known is not None:
            return known[kind]

        def begin(store):
            account = store.by_login(login)
            return store.sessions.begin(account.id, kind, account.generation, self.clock.now, timedelta(days=14))

        return self.people(begin)


class Client(TestApp):
    """A WebTest client that knows for whom it speaks."""

    def __init__(self, app, login, registry, **kw):
        super().__init__(app, **kw)
        self.login = login
        self.registry = registry


class Actors:
    """Clients by log-in: ``actors.member``; a guest's is ``actors.guest``.  Each is made when first asked for."""

    def __init__(self, make_client):
        self._make_client = make_client
        self._known = {}

    def __call__(self, login):
        if login not in self._known:
            self._known[login] = self._make_client(None if login == "guest" else login)
        return self._known[login]

    def __getattr__(self, login):
        if login.startswith("_"):
            raise AttributeError(login)
        return self(login)


class _OnlyRead:
    """The index of the base for a layer above it: what one test wrote there, all later ones would find."""

    def __init__(self, index):
        self._index = index

    def __getattr__(self, name):
        if name in ("apply", "put", "forget", "set_watermark", "clear", "rebuild", "close"):
            raise AssertionError("Call own_index() or reindex() first: this index belongs to all tests.")
        return getattr(self._index, name)


def _layer_over(storage, name):
    """Changes to a storage that are kept in memory.

    Every such layer sorts alike, so that two requests that commit to the same two databases could each wait for
    the one that the other has.
    """
    layer = DemoStorage(base=storage, close_base_on_close=False)
    layer.sortKey = lambda: name
    return layer


class _Kept:
    """A storage that stays open when the database on it is closed: the layers above need it."""

    def __init__(self, storage):
        self._storage = storage

    def __getattr__(self, name):
        return getattr(self._storage, name)

    def close(self):
        pass
