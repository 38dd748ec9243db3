"""The three databases: content, people, and the audit log.

The tree is in the first one; accounts, sessions, read marks and other personal data are in the second,
so that they can be stored, backed up and deleted separately.  A request uses one transaction for both.
The third is written by the worker only (:mod:`moothall.core.audit`), and read by the audit pages.
"""

import threading
from dataclasses import dataclass
from typing import Any, Self

import pyramid_zodbconn
import transaction
import ZODB.Connection
from pyramid.config import Configurator
from pyramid.events import ApplicationCreated
from pyramid.exceptions import ConfigurationError
from pyramid.registry import Registry
from pyramid.request import Request
from pyramid_zodbconn import db_from_uri, get_connection
from ZODB.Connection import Connection
from zodburi import resolve_uri

from moothall.core.storage.renamed import RECORDS_AT_START, class_of, refuse_missing
from moothall.core.storage.statistics import COMMITS, count

SITE = "site"
PEOPLE = "people"
AUDIT = "audit"


def includeme(config: Configurator) -> None:
    """Open the databases of the settings and set up transactions of requests."""
    for name in (PEOPLE, AUDIT):
        if f"zodbconn.uri.{name}" not in config.registry.settings:
            raise ConfigurationError(f"zodbconn.uri.{name} must say where the database “{name}” is")
    # Each request has an explicit transaction manager, so that nothing joins a transaction it did not begin.
    config.add_settings({"tm.manager_hook": "pyramid_tm.explicit_manager"})
    # Responses with an error status do not commit, including forms that are shown again.
    config.add_settings({"tm.commit_veto": "pyramid_tm.default_commit_veto"})
    config.include("pyramid_tm")
    # Its own includeme has no setting for the class factory, which a database needs before its first connection.
    pyramid_zodbconn.includeme(config, db_from_uri=_database)
    _note_registry(config.registry)
    config.add_subscriber(_refuse_missing_classes, ApplicationCreated)


def _database(uri: str, name: str, databases: dict[str, ZODB.DB]) -> ZODB.DB:
    if uri.startswith("zeo:"):
        raise ConfigurationError(
            "ZEO is not supported, because its clients can lose an acknowledged write when its server restarts. "
            "Use PostgreSQL for several processes (docs/deployment.rst)."
        )
    return db_from_uri(uri, name, databases, _resolve)


def resolve_address(uri: str) -> tuple[Any, dict[str, Any]]:
    """Return (function that opens the storage, options of its database); raise ConfigurationError if not possible."""
    try:
        return resolve_uri(uri)
    except (LookupError, ValueError, TypeError, ImportError) as error:
        # Without the address, which can contain a password.
        kind = uri.partition("://")[0] if "://" in uri else ""
        reason = "no such kind of database" if isinstance(error, LookupError) else str(error)
        raise ConfigurationError(
            f"An address of a database cannot be used: it begins with “{kind}://”: {reason}."
            if kind
            else "An address of a database cannot be used: it does not begin with its kind, such as file://."
        ) from None


def _resolve(uri: str) -> tuple[Any, dict[str, Any]]:
    storage, options = resolve_address(uri)
    return storage, {**options, "class_factory": class_of}


def databases_of(registry: Registry) -> dict[str, ZODB.DB]:
    """Return the databases of an application by name; the content database has the empty name."""
    return registry._zodb_databases  # noqa: SLF001 - pyramid_zodbconn has no other way without a request


def use_databases(registry: Registry, databases: dict[str, ZODB.DB]) -> None:
    """Set the databases of an application, by name; previous ones are not closed."""
    known = databases_of(registry)
    known.clear()
    known.update(databases)
    _note_registry(registry)


def set_registry(persistent: Any, registry: Registry) -> None:
    """Set the registry of an object that is not stored yet; the attribute is volatile."""
    persistent._v_registry = registry  # noqa: SLF001 - a volatile attribute, of this function and the next


def registry_of(persistent: Any) -> Registry:
    """Return the registry of the application in whose databases an object is, or will be."""
    connection = persistent._p_jar
    if connection is None:
        return persistent._v_registry  # noqa: SLF001 - see set_registry
    return connection.db().moothall_registry


def _note_registry(registry: Registry) -> None:
    for database in databases_of(registry).values():
        database.moothall_registry = registry


def close_databases(registry: Registry) -> None:
    """Close the databases of an application, even if its start has failed.

    This saves the index of a FileStorage, which makes the next start fast.
    """
    for database in getattr(registry, "_zodb_databases", {}).values():
        database.close()


def _refuse_missing_classes(event: Any) -> None:
    """Raise at the start if stored objects have no class; otherwise single pages would fail later."""
    for database in databases_of(event.app.registry).values():
        with OpenDatabases(database) as databases:
            refuse_missing(databases.connection, most=RECORDS_AT_START)


def content_root(request: Request) -> Any:
    """Return the root of the content database in the snapshot of this request."""
    return get_connection(request).root()


def site_of_request(request: Request) -> Any:
    """Return the site in the snapshot of this request: the root of traversal."""
    return content_root(request)[SITE]


def has_changes(request: Request) -> bool:
    """Return True if the transaction of the request has changed an object of any of its databases."""
    opened = content_root(request)._p_jar.connections.values()
    return any(one._registered_objects or one._savepoint_storage for one in opened)  # noqa: SLF001 - of ZODB's own


def audit_root(request: Request) -> Any:
    """Return the root of the audit database in the snapshot of this request; the first call opens a connection."""
    return get_connection(request, AUDIT).root()


class OpenDatabases:
    """A connection to a database and its related databases, in one transaction outside of a request.

    ``with open_databases(registry) as databases: …``.  Uncommitted changes are lost at the end.
    """

    def __init__(self, database: ZODB.DB, manager: transaction.TransactionManager | None = None) -> None:
        self.manager = manager if manager is not None else transaction.TransactionManager(explicit=True)
        self.manager.begin()
        self.connection = database.open(self.manager)

    @property
    def root(self) -> Any:
        """Return the root of the database itself."""
        return self.connection.root()

    @property
    def site(self) -> Any:
        """Return the site, or None if there is none yet."""
        return self.root.get(SITE)

    @property
    def people_connection(self) -> Connection:
        """Return the connection to the database of people."""
        return self.connection.get_connection(PEOPLE)

    def commit(self) -> None:
        """Commit the changes and begin a new transaction."""
        self.manager.commit()
        count(COMMITS)
        self.manager.begin()

    def refresh(self) -> None:
        """Discard the changes and begin a new transaction with the newest state."""
        self.manager.abort()
        self.manager.begin()

    def close(self) -> None:
        """Discard the changes and close the connections, even if the database is lost."""
        try:
            self.manager.abort()
        finally:
            self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: Any) -> None:
        self.close()


def open_databases(
    registry: Registry, name: str = "", manager: transaction.TransactionManager | None = None
) -> OpenDatabases:
    """Open the databases of an application outside of a request; ``name`` selects the one of ``root``.

    Use it to read or to commit explicitly; :func:`moothall.core.storage.write_lock.write` also takes the
    lock and retries.  Pass a transaction manager if other code begins its own transactions.
    """
    return OpenDatabases(databases_of(registry)[name], manager)


#: Two threads must not change the size of a pool at one time: the second would restore the size 0 of the first.
_dropping = threading.Lock()


def drop_connections(registry: Registry) -> None:
    """Close all unused connections, and empty the caches of the others when they are returned."""
    with _dropping:
        ZODB.Connection.resetCaches()
        for database in databases_of(registry).values():
            # ZODB returns connections to the pool under this lock, and fails to while the size of the pool is 0.
            with database._lock:  # noqa: SLF001
                size = database.getPoolSize()
                try:
                    database.setPoolSize(0)
                finally:
                    database.setPoolSize(size)


@dataclass(frozen=True)
class DatabaseLost:
    """Sent when a database can only be used again by another process; ``sentence`` says why."""

    sentence: str


def notify_if_lost(registry: Registry) -> None:
    """Send :class:`DatabaseLost` if a FileStorage has closed itself.

    A FileStorage does so when the last write of a commit fails: the end of the file is then unknown until it is read
    again.
    """
    for database in getattr(registry, "_zodb_databases", {}).values():
        file = getattr(database.storage, "_file", None)
        if file is not None and file.closed:
            registry.notify(
                DatabaseLost(
                    f"{database.storage.getName()} could not be written to disk and was closed. Look for disk errors "
                    "in the system log. Nothing that was acknowledged is lost; start the process again."
                )
            )
            return
