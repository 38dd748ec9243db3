"""The catalog for structured queries: children, states, worklists.

Hypatia indexes *entries*.  An item has one entry for its primary edition under its own uid, and
a second one, under its ``edition_uid``, for a working copy that has a published version: normal
lists leave that one out, lists of work include it.

Every entry has an *access class*, see :mod:`moothall.core.access.classes`.  Visibility depends on
the class alone, so a change of access rewrites no entry.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple, cast

from BTrees import family64
from BTrees.Length import Length
from hypatia.field import FieldIndex
from hypatia.keyword import KeywordIndex
from persistent import Persistent
from persistent.mapping import PersistentMapping

from moothall.core.access.classes import access_class
from moothall.core.access.held_roles import AccessData
from moothall.core.access.scopes import CompiledDefinition
from moothall.core.access.subjects import Subject
from moothall.core.base.collation import sort_key
from moothall.core.base.dates import microseconds
from moothall.core.base.trees import small_family
from moothall.core.content.items import Item, containers_of
from moothall.core.content.versioned import Versioned
from moothall.core.content.versions import Version
from moothall.core.storage.index_maps import uids_by_value, use_rows, values_by_uid
from moothall.core.storage.index_rows import Rows

FIELDS = (
    "access_class",
    "type_id",
    "parent",
    "creator",
    "created",
    "effective",
    "modified",
    "sort_title",
    "language",
    "state",
)
KEYWORDS = ("within", "subjects")
#: Fields that are indexed of numerous items that are never listed by title.
MINIMAL_FIELDS = frozenset({"access_class", "type_id", "creator", "created", "modified", "state", "within"})


class CatalogEntry(NamedTuple):
    """The indexed values of one edition of an item; times are in microseconds since 1970.

    ``effective`` is the time of the first publication, None for an item that has none.
    """

    uid: int
    access_class: str
    type_id: str
    parent: int | None
    creator: str | None
    created: int
    effective: int | None
    modified: int
    sort_title: str
    language: str
    state: str
    within: tuple
    subjects: tuple


class _Class(NamedTuple):
    """The indexed value of an entry when only its access class changed."""

    access_class: str


class _Publication(NamedTuple):
    """The indexed value of an entry when only its publication is indexed."""

    effective: int


class Catalog(Persistent):
    """The indexes, and the set of access classes in use."""

    #: The values of all indexes; None in sites of versions without it.
    rows: Rows | None = None

    def __init__(self) -> None:
        self.indexes = PersistentMapping()
        self.rows = Rows()
        for name in FIELDS:
            self.add_index(FieldIndex(name, family=small_family()))
        for name in KEYWORDS:
            self.add_index(KeywordIndex(name, family=small_family()))
        self.secondary = family64.IF.TreeSet()
        self._classes_stamp = Length()

    def add_index(self, index: Any) -> None:
        """Add an index under the name of its field, with its values in the rows."""
        use_rows(index, cast(Rows, self.rows), index.discriminator in KEYWORDS)
        self.indexes[index.discriminator] = index

    def __getitem__(self, name: str) -> Any:
        return self.indexes[name]

    @property
    def classes(self) -> Iterable[str]:
        """Return the access classes in use."""
        return self.indexes["access_class"].unique_values()

    @property
    def classes_stamp(self) -> tuple[bytes, int]:
        """Return a value that differs after the first entry of a class is added or the last one removed."""
        # An object that is not loaded has serial 0.
        self._classes_stamp._p_activate()
        return self._classes_stamp._p_serial, self._classes_stamp.value

    @property
    def is_changing_classes(self) -> bool:
        """Return True if this transaction changed the set of classes in use."""
        return bool(self._classes_stamp._p_changed)

    def put(self, entry: CatalogEntry, index_minimal: bool = False, secondary: bool = False) -> None:
        """Add or replace an entry; ``index_minimal`` indexes only :data:`MINIMAL_FIELDS`.

        ``secondary`` marks the entry of a working copy that has a published version.
        """
        known = self.indexes["access_class"]
        before = values_by_uid(known).get(entry.uid)
        fresh = entry.access_class not in uids_by_value(known)
        for name, index in self.indexes.items():
            if name == "effective" and entry.effective is None:
                index.unindex_doc(entry.uid)
            elif not index_minimal or name in MINIMAL_FIELDS:
                index.index_doc(entry.uid, entry)
        gone = before is not None and before not in uids_by_value(known)
        if fresh or gone:
            self._classes_stamp.change(1)
        if secondary:
            self.secondary.insert(entry.uid)

    def index_publication(self, item: Versioned) -> None:
        """Index the time of the first publication of an item that is in the catalog."""
        for uid in (item.uid, item.edition_uid):
            if uid in self:
                self.indexes["effective"].index_doc(uid, _Publication(microseconds(item.effective)))

    def rescope(self, uids: Iterable[int], before: int, after: int) -> list[int]:
        """Move those of ``uids`` whose scope is ``before`` to the scope ``after``; return their uids.

        No item is loaded: the rest of the access class does not change.
        """
        changed: list[int] = []
        index, start = self.indexes["access_class"], f"{before}:"
        for uid in uids:
            value = values_by_uid(index).get(uid)
            if value is not None and value.startswith(start):
                index.index_doc(uid, _Class(f"{after}:{value.removeprefix(start)}"))
                changed.append(uid)
        self._classes_stamp.change(1)
        return changed

    def forget(self, uid: int) -> None:
        """Remove an entry; ignore an unknown uid."""
        known = self.indexes["access_class"]
        before = values_by_uid(known).get(uid)
        for index in self.indexes.values():
            index.unindex_doc(uid)
        if before is not None and before not in uids_by_value(known):
            self._classes_stamp.change(1)
        if uid in self.secondary:
            self.secondary.remove(uid)

    def __contains__(self, uid: int) -> bool:
        return uid in values_by_uid(self.indexes["access_class"])

    def __len__(self) -> int:
        return self.indexes["access_class"].indexed_count()


def entry_of(
    item: Item,
    subject: Subject,
    definition: CompiledDefinition,
    uid: int | None = None,
    version: Version | None = None,
    modified: datetime | None = None,
) -> CatalogEntry:
    """Return the entry of ``item`` with the access class of ``subject``.

    ``uid``, ``version`` and ``modified`` replace those of the item, for the entry of an edition.
    """
    described: Any = version if version is not None else item
    return CatalogEntry(
        uid=uid or item.uid,
        access_class=access_class(subject, definition),
        type_id=item.type_id,
        parent=item.__parent__.uid if item.__parent__ is not None else None,
        creator=item.creator or "",
        created=microseconds(cast(datetime, item.created)),
        effective=microseconds(item.effective) if getattr(item, "publication", None) is not None else None,
        modified=microseconds(cast(datetime, item.modified) if modified is None else modified),
        sort_title=sort_key(described.title[:100]),
        language=described.language or "",
        state=subject.state,
        within=containers_of(item),
        subjects=tuple(subject_word.casefold() for subject_word in described.subjects),
    )


def entries_of(access_data: AccessData, item: Item) -> Iterator[tuple[CatalogEntry, bool]]:
    """Yield (entry, whether it is secondary) for each entry of the current state of ``item``."""
    if not isinstance(item, Versioned):
        subject = item.subject()
        yield entry_of(item, subject, access_data.definition(subject.workflow, subject.scope)), False
        return
    primary, working = item.primary, item.working
    subject = primary.subject()
    definition = access_data.definition(subject.workflow, subject.scope)
    yield entry_of(item, subject, definition, version=primary.version, modified=primary.modified), False
    if working is not None and working.has_live:
        yield entry_of(item, working.subject(), definition, item.edition_uid, working.version), True


def update(catalog: Catalog, access_data: AccessData, item: Item) -> None:
    """Update the entries of ``item``; write only what differs."""
    uids = set()
    for entry, secondary in entries_of(access_data, item):
        catalog.put(entry, index_minimal=item.index_minimal, secondary=secondary)
        uids.add(entry.uid)
    if isinstance(item, Versioned) and item.edition_uid not in uids and item.edition_uid in catalog:
        catalog.forget(item.edition_uid)
