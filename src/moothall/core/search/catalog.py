"""The catalog of structured queries: children, states, worklists.

Hypatia indexes over *entries*.  An item has one entry for its primary edition
under its own uid, and a second one, under its ``edition_uid``, for a working
edition that has a live one behind it: default lists leave that one out, lists of
work ask for it.

The *access class* of an entry is ``scope:workflow:state``, followed by the id of its
creator, of who deleted it, or of both, in states where a table asks for them; the state
of a working edition is followed by ``+`` and that of the live one behind it.  Who may see
an entry is a question about its class, so a change of access rewrites no entry.
"""

from typing import NamedTuple

from BTrees import family64
from BTrees.Length import Length
from hypatia.field import FieldIndex
from hypatia.keyword import KeywordIndex
from persistent import Persistent
from persistent.mapping import PersistentMapping

from moothall.core.access.classes import access_class
from moothall.core.base.dates import microseconds
from moothall.core.content.items import containers_of
from moothall.core.content.versions import Versioned
from moothall.core.storage.index_maps import uids_by_value, values_by_uid

FIELDS = ("access_class", "type_id", "parent", "creator", "created", "modified", "sort_title", "language", "state")
KEYWORDS = ("within", "subjects")
#: What is indexed of things that come by the thousand and are never listed by title.
MINIMAL_FIELDS = frozenset({"access_class", "type_id", "creator", "created", "modified", "state", "within"})


class CatalogEntry(NamedTuple):
    """The indexed values of one edition of an item."""

    uid: int
    access_class: str
    type_id: str
    parent: int | None
    creator: str | None
    created: int
    modified: int
    sort_title: str
    language: str
    state: str
    within: tuple
    subjects: tuple


class _Class(NamedTuple):
    """What is indexed of an entry whose class alone has changed."""

    access_class: str


class Catalog(Persistent):
    """The indexes, and the set of access classes in use."""

    def __init__(self):
        self.indexes = PersistentMapping()
        for name in FIELDS:
            self.indexes[name] = FieldIndex(name, family=family64)
        for name in KEYWORDS:
            self.indexes[name] = KeywordIndex(name, family=family64)
        self.secondary = family64.IF.TreeSet()
        self._classes_stamp = Length()

    def __getitem__(self, name):
        return self.indexes[name]

    @property
    def classes(self):
        """The access classes in use."""
        return self.indexes["access_class"].unique_values()

    @property
    def classes_stamp(self):
        """A value that differs after a class has come into use or gone."""
        # The serial of what is not loaded yet is nought, whatever it is.
        self._classes_stamp._p_activate()
        return self._classes_stamp._p_serial, self._classes_stamp.value

    @property
    def is_changing_classes(self) -> bool:
        """Return True when this transaction has brought a class into use, or has let one go."""
        return bool(self._classes_stamp._p_changed)

    def put(self, entry, index_minimal=False, secondary=False):
        """Add or replace an entry; ``index_minimal`` leaves out what :data:`MINIMAL_FIELDS` does not name."""
        known = self.indexes["access_class"]
        before = values_by_uid(known).get(entry.uid)
        fresh = entry.access_class not in uids_by_value(known)
        for name, index in self.indexes.items():
            if not index_minimal or name in MINIMAL_FIELDS:
                index.index_doc(entry.uid, entry)
        gone = before is not None and before not in uids_by_value(known)
        if fresh or gone:
            self._classes_stamp.change(1)
        if secondary:
            self.secondary.insert(entry.uid)

    def rescope(self, uids, before, after):
        """Let those of ``uids`` that stand under the scope ``before`` stand under ``after``; returns them.

        Nothing is asked of the items: the rest of their class stays as it is.
        """
        index, start, changed = self.indexes["access_class"], f"{before}:", []
        for uid in uids:
            value = values_by_uid(index).get(uid)
            if value is not None and value.startswith(start):
                index.index_doc(uid, _Class(f"{after}:{value.removeprefix(start)}"))
                changed.append(uid)
        self._classes_stamp.change(1)
        return changed

    def forget(self, uid):
        """Remove an entry; an unknown uid is no error."""
        known = self.indexes["access_class"]
        before = values_by_uid(known).get(uid)
        for index in self.indexes.values():
            index.unindex_doc(uid)
        if before is not None and before not in uids_by_value(known):
            self._classes_stamp.change(1)
        if uid in self.secondary:
            self.secondary.remove(uid)

    def __contains__(self, uid):
        return uid in values_by_uid(self.indexes["access_class"])

    def __len__(self):
        return self.indexes["access_class"].indexed_count()


def entry_of(item, subject, definition, uid=None, version=None, modified=None):
    """The entry of ``item`` as ``subject`` describes it."""
    said = version if version is not None else item
    return CatalogEntry(
        uid=uid or item.uid,
        access_class=access_class(subject, definition),
        type_id=item.type_id,
        parent=item.__parent__.uid if item.__parent__ is not None else None,
        creator=item.creator or "",
        created=microseconds(item.created),
        modified=microseconds(item.modified if modified is None else modified),
        sort_title=said.title.casefold()[:100],
        language=said.language or "",
        state=subject.state,
        within=containers_of(item),
        subjects=tuple(subject_word.casefold() for subject_word in said.subjects),
    )


def entries_of(facts, item):
    """(entry, whether it is secondary) for each entry that ``item`` has today."""
    if not isinstance(item, Versioned):
        subject = item.subject()
        yield entry_of(item, subject, facts.definition(subject.workflow, subject.scope)), False
        return
    primary, working = item.primary, item.working
    subject = primary.subject()
    definition = facts.definition(subject.workflow, subject.scope)
    yield entry_of(item, subject, definition, version=primary.version, modified=primary.modified), False
    if working is not None and working.has_live:
        yield entry_of(item, working.subject(), definition, item.edition_uid, working.version), True


def update(catalog, facts, item):
    """Bring the entries of ``item`` up to date; returns nothing, writes only what differs."""
    uids = set()
    for entry, secondary in entries_of(facts, item):
        catalog.put(entry, index_minimal=item.index_minimal, secondary=secondary)
        uids.add(entry.uid)
    if isinstance(item, Versioned) and item.edition_uid not in uids and item.edition_uid in catalog:
        catalog.forget(item.edition_uid)
