"""The site: the root of the tree, with the stores of the whole site."""

from types import MappingProxyType

from moothall.administration.places import ADMIN, Administration
from moothall.core.access.records import ITEM, SITE, AccessRecord, AccessRecords
from moothall.core.authorization import hidden_versions
from moothall.core.authorization.access_context import access_data_of
from moothall.core.content.items import Container, scope_of
from moothall.core.content.root import Root
from moothall.core.content.uids import UidRegistry
from moothall.core.event_log.log import EventLog
from moothall.core.operations.moving import scopes_within
from moothall.core.search import catalog
from moothall.core.storage.databases import registry_of
from moothall.core.storage.index_maps import uids_by_value
from moothall.core.storage.renamed import RenamedAttributes
from moothall.core.storage.retry import is_retry
from moothall.core.storage.site_stores import forget_item


class Site(RenamedAttributes, Root):
    """The root, with the data of the whole tree: ``access``, ``event_log``, ``catalog``, ``uids``.

    The other stores are added by :mod:`moothall.core.storage.site_stores`: ``index_queue``, ``outbox``, ``jobs`` and
    those of features.
    """

    renamed_attributes = MappingProxyType(
        {
            "facts": "event_log",
            "queue": "index_queue",
            "desk": "claims",
            "plans": "schedule",
            "ends": "membership_ends",
            "told_ends": "notified_ends",
        }
    )

    type_id = "site"
    workflow = "site"
    #: (UID of a container, name) → UID of the item that was moved from there; created with the first move.
    moved = None

    def __init__(self, act, **fields):
        super().__init__(act, **fields)
        self.access = AccessRecords()
        self.event_log = EventLog(self.access)
        self.catalog = catalog.Catalog()
        self.uids = UidRegistry()
        self.access.add(
            AccessRecord(
                self.uid,
                SITE,
                None,
                policies={
                    "visibility": "public",
                    "joining": "invitation",
                    "creation": "authors",
                    "moderation": "pre",
                    "post_moderation": "none",
                },
            )
        )
        self.uids.add(self.uid, self)

    def __getitem__(self, name):
        return Administration(self) if name == ADMIN else super().__getitem__(name)

    def reindex(self, item):
        """Update catalog and index; call it after any change of an item."""
        self.access.read_current(self._p_jar)
        catalog.update(self.catalog, access_data_of(self), item)
        self.index_queue.put(item.uid)

    def initial_state(self, item):
        """Return the initial state of items at the location of ``item``."""
        return access_data_of(self).definition(item.workflow, scope_of(item)).initial

    def count_earlier_version(self, item):
        """Count a version of ``item`` that stops being live now."""
        hidden_versions.count_earlier_version(item)

    def touch(self, item):
        """Update the date of ``item`` after something was added in it.

        Many requests do that at once.  After a write conflict, the catalog is left to :meth:`mark_indexed`, to
        avoid another conflict there.
        """
        if is_retry(self):
            self.index_queue.put(item.uid)
        else:
            self.reindex(item)

    def mark_indexed(self, pairs):
        """Update what was postponed for these pairs of the queue, which are now in the full-text index."""
        for uid, _ticket in pairs:
            item = self.uids.get(uid)
            if item is not None and item.uid == uid and item.dated_by_content:
                catalog.update(self.catalog, access_data_of(self), item)
        self.index_queue.done(pairs)

    def unindex(self, item):
        """Remove an item that leaves the tree from catalog and index."""
        for uid in (item.uid, getattr(item, "edition_uid", None)):
            if uid is not None:
                self.catalog.forget(uid)
                self.uids.remove(uid)
        self.index_queue.put(item.uid)
        if item.uid in self.access:
            self.access.remove(item.uid)
        forget_item(self, registry_of(self), item)

    def reclassify(self, item):
        """Update the access class of the subtree of ``item`` for its new scope."""
        if item.leaf:
            self.access.read_current(self._p_jar)
        else:
            self._force_conflict_below(item)
        access_data = access_data_of(self)
        for one in _subtree(item):
            catalog.update(self.catalog, access_data, one)
            self.index_queue.put(one.uid)

    def made_scope(self, item, record):
        """Move the content of ``item``, which now has an access record of its own, to its scope."""
        for inner in scopes_within(self, item, record.parent):
            if inner is not record:
                self.access.set_parent(inner, record.uid)
        self._rescope(item, record.parent, record.uid)

    def drop_scope(self, item):
        """Delete an item's own access record once it is empty."""
        record = self.access.get(item.uid)
        if record is not None and record.kind == ITEM and record.inherits and not record.grants:
            for inner in list(self.access.values()):
                if inner.parent == record.uid:
                    self.access.set_parent(inner, record.parent)
            self.access.remove(item.uid)
            self._rescope(item, record.uid, record.parent)

    def _rescope(self, item, before, after):
        """Change the scope of the subtree of ``item`` in the catalog, without loading the items."""
        self._force_conflict_below(item)
        inside = uids_by_value(self.catalog["within"]).get(item.uid, ())
        own = (item.uid, getattr(item, "edition_uid", item.uid))
        for uid in self.catalog.rescope(dict.fromkeys((*own, *inside)), before, after):
            if uid not in self.catalog.secondary:
                self.index_queue.put(uid)

    def _force_conflict_below(self, item):
        """Conflict with concurrent writes at or below ``item``, which would get the previous scope.

        Later writers rely on what is written here, see :meth:`reindex`; this relies on what earlier writers
        have written.
        """
        if self._p_jar is None:
            return
        self.access.note_change()
        inside = uids_by_value(self.catalog["within"]).get(item.uid)
        if inside is None and isinstance(item, Container):
            inside = item.data
        for one in (item, *_parts(inside)):
            if one._p_jar is self._p_jar:
                one._p_activate()
                self._p_jar.readCurrent(one)


def _parts(tree):
    """Return the objects in which a tree or a set is stored: any insertion changes one of them."""
    if tree is None:
        return
    yield tree
    part = getattr(tree, "_firstbucket", None)
    while part is not None:
        yield part
        part = part._next  # noqa: SLF001 - of BTrees' own


def _subtree(item):
    yield item
    for child in item.children():
        yield from _subtree(child)
