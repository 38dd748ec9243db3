"""Old names of stored classes, and how objects that were stored under them are loaded.

ZODB stores the module and name of the class with every object, and named tuples inside of objects the same way.
Moving or renaming such a class therefore needs a row in :data:`RENAMED`.  The table is used twice: by
:func:`class_of`, the class factory of every database that is opened, and by ``bin/moothall rename-stored-classes``,
which writes the new names into the databases.

ZODB resolves conflicts between two writes of one BTree bucket without a class factory: it imports the stored name
itself.  If the bucket contains tuples with an old name, the conflict is not resolved and the request is retried, until
the names have been rewritten.
"""

from collections import deque
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from typing import Any, ClassVar

from ZODB._compat import PersistentUnpickler
from ZODB.broken import Broken, find_global
from ZODB.Connection import Connection
from ZODB.interfaces import IBroken
from ZODB.utils import z64

from moothall.core.base.registry import registered

#: Stored "module Class" → current one; both below the package moothall, which is left out.
RENAMED = {
    "api.idempotency Answer": "web.api.idempotency ResponseData",
    "api.idempotency Answers": "web.api.idempotency StoredResponses",
    "core.access.asking AccessRequest": "core.authorization.access_requests AccessRequest",
    "core.access.asking AccessRequests": "core.authorization.access_requests AccessRequests",
    "core.access.ending TimelyEnds": "core.access.expiry NotifiedEnds",
    "core.audit.trail Block": "core.audit.audit_log Block",
    "core.audit.trail Trail": "core.audit.audit_log AuditLog",
    "core.audit.waiting Waiting": "core.event_log.audit_queue PendingEvents",
    "core.audit.waiting Seals": "core.event_log.audit_queue Seals",
    "core.audit.waiting Event": "core.event_log.audit_queue Event",
    "core.audit.waiting Events": "core.event_log.audit_queue Events",
    "core.catalog Catalog": "core.search.catalog Catalog",
    "core.deciding.desk Claim": "core.decisions.claims Claim",
    "core.deciding.desk Note": "core.decisions.claims Note",
    "core.deciding.desk Desk": "core.decisions.claims ClaimStore",
    "core.facts Fact": "core.event_log.log LogEvent",
    "core.facts FactLog": "core.event_log.log EventLog",
    "core.jobs Job": "core.work.jobs Job",
    "core.jobs Jobs": "core.work.jobs Jobs",
    "core.outbox Message": "core.work.outbox Message",
    "core.outbox Outbox": "core.work.outbox Outbox",
    "core.plans Plan": "core.work.schedule ScheduledTransition",
    "core.plans Plans": "core.work.schedule Schedule",
    "core.principals PrincipalsRoot": "core.storage.principals PrincipalsRoot",
    "core.queue Shard": "core.search.index_queue Shard",
    "core.queue IndexQueue": "core.search.index_queue IndexQueue",
    "core.receipts Receipt": "core.storage.idempotency Receipt",
    "core.receipts Receipts": "core.storage.idempotency Receipts",
    "core.sessions Session": "web.sessions Session",
    "core.sessions Sessions": "web.sessions Sessions",
    "core.uids UidRegistry": "core.content.uids UidRegistry",
    "core.versions Version": "core.content.versions Version",
    "core.versions Approval": "core.content.versions Approval",
    "core.workflow.effect Change": "core.operations.activation Rollout",
    "space.roster JoinRequest": "space.join_requests JoinRequest",
    "space.roster JoinAnswer": "space.join_requests JoinAnswer",
    "space.review Round": "space.membership_review ReviewRound",
    "discussion.content Post": "discussion.post Post",
    "web.api.idempotency Answer": "web.api.idempotency ResponseData",
    "web.api.idempotency Answers": "web.api.idempotency StoredResponses",
    "web.api.idempotency StoredAnswer": "web.api.idempotency StoredResponse",
    "people.errands Errand": "people.pending_verifications PendingVerification",
    "people.errands Errands": "people.pending_verifications PendingVerifications",
}

_PACKAGE = "moothall."


def _full(stored: str) -> tuple[str, str]:
    module, _space, name = f"{_PACKAGE}{stored}".partition(" ")
    return module, name


_CURRENT = {_full(old): _full(new) for old, new in RENAMED.items()}

#: Number of records read at the start, nearest to the root first: they include every store and take about 40 ms.
RECORDS_AT_START = 150


class MissingClasses(Exception):
    """Error for stored classes that the code does not have.  ``names``: the dotted names, sorted."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        super().__init__(
            f"The databases hold objects of classes that this version does not have: {', '.join(names)}. "
            "Use the version that wrote them, or add their new names to moothall's table of renamed classes."
        )


def renames() -> dict[tuple[str, str], tuple[str, str]]:
    """Return the table with full names, as {(module, class): (module, class)}."""
    return dict(_CURRENT)


class RenamedAttributes:
    """Load attributes of a persistent class that earlier versions stored under other names.

    It comes before ``Persistent`` in the bases of the class.  A record keeps the old names until its object is
    changed for another reason.
    """

    #: Stored name → current one.
    renamed_attributes: ClassVar[Mapping[str, str]] = {}

    def __setstate__(self, state: dict[str, Any]) -> None:
        names = self.renamed_attributes
        super().__setstate__({names.get(name, name): value for name, value in state.items()})  # type: ignore[misc]


def class_of(connection: Any, module: str, name: str) -> type:
    """Return the class that was stored as ``name`` of ``module``: ZODB's class factory.

    Return a subclass of ``ZODB.broken.Broken`` if there is none, and for item types of an extension that is
    installed but not loaded, so that its objects are unavailable as if it were not installed.
    """
    found = find_global(*_CURRENT.get((module, name), (module, name)))
    if not module.startswith(_PACKAGE) and isinstance(getattr(found, "type_id", None), str):
        registry = getattr(connection.db(), "moothall_registry", None) if connection is not None else None
        if registry is not None and found.type_id not in registered(registry, "item type"):
            return _unavailable(module, name)
    return found


@cache
def _unavailable(module: str, name: str) -> type:
    return type(name, (Broken,), {"__module__": module})


def stored_names(connection: Connection, most: int | None = None) -> set[tuple[str, str]]:
    """Return every (module, name) that records reachable from the root contain.

    Read the records breadth first, at most ``most`` of them, without loading objects into the connection.
    Garbage that a pack would remove is ignored.
    """
    names = set()
    seen, waiting = {z64}, deque([z64])
    left = most

    def find(module: str, name: str) -> type:
        names.add((module, name))
        return class_of(connection, module, name)

    def reference(stored: Any) -> None:
        oid = stored[0] if isinstance(stored, tuple) else stored
        # A list is a weak reference, or a reference to another database.
        if isinstance(oid, bytes) and oid not in seen:
            seen.add(oid)
            waiting.append(oid)

    while waiting and left != 0:
        data, _tid = connection._storage.load(waiting.popleft())  # noqa: SLF001 - of ZODB's own
        unpickler = PersistentUnpickler(find, reference, BytesIO(data))
        # A record has two pickles: the class and the state.
        unpickler.load()
        unpickler.load()
        left = left if left is None else left - 1
    return names


def refuse_missing(connection: Connection, most: int | None = None) -> list[str]:
    """Raise :class:`MissingClasses` if a stored class of an installed package is neither in the code nor in the table.

    Return the sorted dotted names of the classes of extensions that are not loaded; their objects stay stored but are
    not shown.
    """
    missing: list[str] = []
    unavailable: list[str] = []
    for module, name in sorted(stored_names(connection, most)):
        if IBroken.implementedBy(class_of(connection, module, name)):
            (unavailable if _is_of_extension(connection, module, name) else missing).append(f"{module}.{name}")
    if missing:
        raise MissingClasses(missing)
    return unavailable


def _is_of_extension(connection: Connection, module: str, name: str) -> bool:
    """Return True if a missing class belongs to a package that is not installed, or to a type that is not loaded."""
    package = module.partition(".")[0]
    return find_spec(package) is None or class_of(connection, module, name) is _unavailable(module, name)
