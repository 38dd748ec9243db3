"""The three databases: content, people, and the audit trail.

Everything of the tree is in the first one; accounts, sessions, read marks and
other personal data are in the second, so that they can be kept, backed up and
erased apart.  A request uses one transaction over both.  The third is written by
the worker alone (:mod:`moothall.core.audit`), and read by the pages about it.
"""

import pyramid_zodbconn
import transaction
import ZODB.Connection
from pyramid.events import ApplicationCreated
from pyramid.exceptions import ConfigurationError
from pyramid_zodbconn import db_from_uri, get_connection
from zodburi import resolve_uri

from moothall.core.storage.renamed import RECORDS_AT_START, class_of, refuse_missing

SITE = "site"
PEOPLE = "people"
AUDIT = "audit"


def includeme(config):
    for name in (PEOPLE, AUDIT):
        if f"zodbconn.uri.{name}" not in config.registry.settings:
            raise ConfigurationError(f"zodbconn.uri.{name} must say where the database “{name}” is")
    # One explicit transaction manager per request: nothing joins a transaction that was not begun for it.
    config.add_settings({"tm.manager_hook": "pyramid_tm.explicit_manager"})
    # What is answered by an error saves nothing, also where a form is only shown again.
    config.add_settings({"tm.commit_veto": "pyramid_tm.default_commit_veto"})
    config.include("pyramid_tm")
    # Its own includeme has no setting for the class factory, which a database needs before its first connection.
    pyramid_zodbconn.includeme(config, db_from_uri=_database)
    _note_registry(config.registry)
    config.add_subscriber(_refuse_missing_classes, ApplicationCreated)


def _database(uri, name, databases):
    return db_from_uri(uri, name, databases, _resolve)


def _resolve(uri):
    storage, options = resolve_uri(uri)
    return storage, {**options, "class_factory": class_of}


def databases_of(registry) -> dict[str, ZODB.DB]:
    """Return the databases of an application by name; the content database has the empty name."""
    return registry._zodb_databases  # noqa: SLF001 - pyramid_zodbconn has no other way without a request


def use_databases(registry, databases: dict[str, ZODB.DB]) -> None:
    """Let an application work on these databases, by name; it closes none of those it had."""
    known = databases_of(registry)
    known.clear()
    known.update(databases)
    _note_registry(registry)


def set_registry(persistent, registry) -> None:
    """Note the application of an object that is not stored yet; nothing of it is stored."""
    persistent._v_registry = registry  # noqa: SLF001 - a volatile attribute, of this function and the next


def registry_of(persistent):
    """Return the registry of the application in whose databases an object is, or will be."""
    connection = persistent._p_jar
    if connection is None:
        return persistent._v_registry  # noqa: SLF001 - see set_registry
    return connection.db().moothall_registry


def _note_registry(registry):
    for database in databases_of(registry).values():
        database.moothall_registry = registry


def close_databases(registry) -> None:
    """Close the databases of an application, also of one whose start has failed.

    That saves the index of a FileStorage, which makes the next start quick.
    """
    for database in getattr(registry, "_zodb_databases", {}).values():
        database.close()


def _refuse_missing_classes(event):
    """Stop the start where what is stored has lost its classes: pages would fail one by one."""
    for database in databases_of(event.app.registry).values():
        with OpenDatabases(database) as databases:
            refuse_missing(databases.connection, most=RECORDS_AT_START)


def content_root(request):
    """The root of the content database in the snapshot of this request."""
    return get_connection(request).root()


def site_of_request(request):
    """The site, in the snapshot of this request: the root of traversal."""
    return content_root(request)[SITE]


def audit_root(request):
    """The root of the audit database in the snapshot of this request; opened when it is first asked for."""
    return get_connection(request, AUDIT).root()


class OpenDatabases:
    """A connection to a database and those beside it, in one transaction outside of a request.

    ``with open_databases(registry) as databases: …``.  What is not committed at the end is lost.
    """

    def __init__(self, database: ZODB.DB, manager: transaction.TransactionManager | None = None) -> None:
        self.manager = manager if manager is not None else transaction.TransactionManager(explicit=True)
        self.manager.begin()
        self.connection = database.open(self.manager)

    @property
    def root(self):
        """The root of the database itself."""
        return self.connection.root()

    @property
    def site(self):
        """The site, or ``None`` where there is none yet."""
        return self.root.get(SITE)

    @property
    def people_connection(self):
        """The connection to the database of people."""
        return self.connection.get_connection(PEOPLE)

    def commit(self) -> None:
        """Save what was changed, and go on in a new transaction."""
        self.manager.commit()
        self.manager.begin()

    def refresh(self) -> None:
        """Throw away what was changed, and go on from the newest state."""
        self.manager.abort()
        self.manager.begin()

    def close(self) -> None:
        """Throw away what was changed, and give the connections back."""
        self.manager.abort()
        self.connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.close()


def open_databases(registry, name: str = "", manager: transaction.TransactionManager | None = None) -> OpenDatabases:
    """Open the databases of an application outside of a request; ``name`` is the one that ``root`` is of.

    Whoever only reads or commits by hand uses this; :func:`moothall.core.storage.write_lock.write` also takes the lock
    and retries.  A transaction manager is given where other code begins its own transactions.
    """
    return OpenDatabases(databases_of(registry)[name], manager)


def drop_connections(registry) -> None:
    """Release every connection that is not in use, and empty the caches of those that are when they come back."""
    ZODB.Connection.resetCaches()
    for database in databases_of(registry).values():
        size = database.getPoolSize()
        database.setPoolSize(0)
        database.setPoolSize(size)
