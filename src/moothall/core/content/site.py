"""The site and the access context as the domain uses them; features and folders above implement both."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from moothall.core.access import AccessData, Subject
from moothall.core.access.person import Person
from moothall.core.access.records import AccessRecord, AccessRecords
from moothall.core.access.subjects import AccessResult
from moothall.core.content.uids import UidRegistry
from moothall.core.event_log.log import ActionContext, EventLog

if TYPE_CHECKING:
    from moothall.core.content.editions import Edition
    from moothall.core.content.items import Item
    from moothall.core.content.versioned import Versioned

T = TypeVar("T", bound="Item")


class Site(Protocol):
    """The root of the tree, with the stores of the whole site.

    Stores of folders above this one, and those of features, are ``Any`` here: see
    :mod:`moothall.core.storage.site_stores`.
    """

    uid: int
    access: AccessRecords
    event_log: EventLog
    uids: UidRegistry
    catalog: Any
    moved: Any
    successors: Any
    index_queue: Any
    outbox: Any
    jobs: Any
    receipts: Any
    clock_watch: Any
    claims: Any
    departures: Any
    earlier_versions: Any
    schedule: Any
    access_requests: Any
    notified_ends: Any
    _p_jar: Any

    def __getitem__(self, name: str) -> "Item": ...

    def __contains__(self, name: str) -> bool: ...

    def add_item(self, act: ActionContext, item: T, name: str | None = None, fixed: bool = False) -> T:
        """Add a new item and return it."""

    def reindex(self, item: "Item") -> None:
        """Update catalog and index; call it after any change of an item."""

    def unindex(self, item: "Item") -> None:
        """Remove an item that leaves the tree from catalog and index."""

    def touch(self, item: "Item") -> None:
        """Update the date of ``item`` after something was added in it."""

    def mark_indexed(self, pairs: Iterable[tuple[int, object]]) -> None:
        """Update what was postponed for these pairs of the queue, which are now in the full-text index."""

    def initial_state(self, item: "Item") -> str:
        """Return the initial state of items at the location of ``item``."""

    def count_earlier_version(self, item: "Item") -> None:
        """Count a version of ``item`` that stops being live now."""

    def reclassify(self, item: "Item") -> None:
        """Update the access class of the subtree of ``item`` for its new scope."""

    def made_scope(self, item: "Item", record: AccessRecord) -> None:
        """Move the content of ``item``, which now has an access record of its own, to its scope."""

    def drop_scope(self, item: "Item") -> None:
        """Delete an item's own access record once it is empty."""


class Viewer(Protocol):
    """What a person can see and do at one time; implemented by ``AccessContext`` in ``core/authorization``."""

    site: Site
    person: Person
    now: datetime
    access_data: AccessData

    def for_person(self, person: Person) -> "Viewer":
        """Return the context of another person, at the same time and with the same access data."""

    def decide(self, subject: Subject, permission: str) -> AccessResult:
        """Return whether the person has the permission for the subject, and why."""

    def allowed(self, permission: str, item: "Item") -> bool:
        """Return True if the person has the permission on any edition of the item."""

    def sees(self, item: "Item") -> bool:
        """Return True if the person can view an edition of the item."""

    def shown(self, item: "Versioned") -> "Edition | None":
        """Return the edition that the person works on, or None if they see none."""

    def holds(self, tokens: Iterable[str], subject: Subject, roles: Collection[str] | None = None) -> bool:
        """Return True if one of the tokens of a permission table applies to the person."""

    def is_creator(self, item: "Item") -> bool:
        """Return True if the person created the item."""

    def access_subjects_of(self, item: "Item") -> Sequence[Subject]:
        """Return the subjects of the editions of an item."""
