"""The site: the root of the tree, and the keeper of what belongs to all of it."""

from moothall.administration.places import ADMIN, Administration
from moothall.core.access.records import ITEM, SITE, AccessRecord, AccessRecords
from moothall.core.authorization.access_context import access_data_of
from moothall.core.content.items import Container, Root, scope_of
from moothall.core.content.uids import UidRegistry
from moothall.core.event_log.log import EventLog
from moothall.core.operations.moving import scopes_within
from moothall.core.search import catalog
from moothall.core.storage.databases import registry_of
from moothall.core.storage.index_maps import uids_by_value
from moothall.core.storage.retry import is_retry
from moothall.core.storage.site_stores import forget_item


class Site(Root):
    """The root.  What is kept for the whole tree hangs here: ``access``, ``facts``, ``catalog``, ``uids``.

    The other stores are added by :mod:`moothall.core.storage.site_stores`: ``queue``, ``outbox``, ``jobs`` and those
    of features.
    """

    type_id = "site"
    workflow = "site"
    #: (uid of a container, name) → uid of what was there and was moved; made with the first move.
    moved = None

    def __init__(self, act, **fields):
        super().__init__(act, **fields)
        self.access = AccessRecords()
        self.facts = EventLog(self.access)
        self.catalog = catalog.Catalog()
        self.uids = UidRegistry()
        self.access.add(
            AccessRecord(
                self.uid,
                SITE,
                None,
                dials={
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
        """The one seam of catalog and index: call it after any change of an item."""
        self.access.read_current(self._p_jar)
        catalog.update(self.catalog, access_data_of(self), item)
        self.queue.put(item.uid)

    def initial_state(self, item):
        """The state in which something begins where ``item`` stands."""
        return access_data_of(self).definition(item.workflow, scope_of(item)).initial

    def touch(self, item):
        """Something was added in ``item``, which is dated by it.

        Many do that at once.  Whoever has met another already leaves the catalog to
        :meth:`mark_indexed`, instead of meeting yet another there.
        """
        if is_retry(self):
            self.queue.put(item.uid)
        else:
            self.reindex(item)

    def mark_indexed(self, pairs):
        """The full-text index has what these pairs of the queue stand for: bring up to date what was left for now."""
        for uid, _ticket in pairs:
            item = self.uids.get(uid)
            if item is not None and item.uid == uid and item.dated_by_content:
                catalog.update(self.catalog, access_data_of(self), item)
        self.queue.done(pairs)

    def unindex(self, item):
        """Drop an item that leaves the tree from everything that finds items."""
        for uid in (item.uid, getattr(item, "edition_uid", None)):
            if uid is not None:
                self.catalog.forget(uid)
                self.uids.remove(uid)
        self.queue.put(item.uid)
        if item.uid in self.access:
            self.access.remove(item.uid)
        forget_item(self, registry_of(self), item)

    def reclassify(self, item):
        """Give everything in the subtree of ``item`` the access class of its new scope."""
        if item.leaf:
            self.access.read_current(self._p_jar)
        else:
            self._force_conflict_below(item)
        facts = access_data_of(self)
        for one in _subtree(item):
            catalog.update(self.catalog, facts, one)
            self.queue.put(one.uid)

    def made_scope(self, item, record):
        """``item`` has an access record of its own now: what is in it stands under that one."""
        for inner in scopes_within(self, item, record.parent):
            if inner is not record:
                self.access.set_parent(inner, record.uid)
        self._rescope(item, record.parent, record.uid)

    def drop_scope(self, item):
        """Forget an item's own access record once it says nothing any more."""
        record = self.access.get(item.uid)
        if record is not None and record.kind == ITEM and record.inherits and not record.grants:
            for inner in list(self.access.values()):
                if inner.parent == record.uid:
                    self.access.set_parent(inner, record.parent)
            self.access.remove(item.uid)
            self._rescope(item, record.uid, record.parent)

    def _rescope(self, item, before, after):
        """What stood under one scope at and below ``item`` stands under another; no item is woken for it."""
        self._force_conflict_below(item)
        inside = uids_by_value(self.catalog["within"]).get(item.uid, ())
        own = (item.uid, getattr(item, "edition_uid", item.uid))
        for uid in self.catalog.rescope(dict.fromkeys((*own, *inside)), before, after):
            if uid not in self.catalog.secondary:
                self.queue.put(uid)

    def _force_conflict_below(self, item):
        """Let nothing be written at or below ``item`` as of the same moment: it would stand under the scope before.

        Who comes later relies on what is noted here, see :meth:`reindex`; who was earlier has written what is
        relied on here.
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
    """The objects that a tree or a set is stored in: whatever is put into it changes one of them."""
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
