"""Items: what the tree is made of.

An :class:`Item` knows its uid, type, place and creator.  A :class:`Container`
holds others; it is a Substance D folder.  What people may do with an item is
not its own affair: :mod:`moothall.core.access` computes it from the
:class:`~moothall.core.access.Subject` the item describes.
"""

from typing import Any

from persistent import Persistent
from pyramid.location import lineage
from substanced.folder import Folder
from substanced.objectmap import ObjectMap
from ZODB.broken import Broken

from moothall.core.access import Subject
from moothall.core.access.permissions import Permission
from moothall.core.access.records import ITEM, AccessRecord
from moothall.core.base.errors import Conflict
from moothall.core.base.i18n import _
from moothall.core.content.log_events import CREATED, DELETED
from moothall.core.content.slugs import RESERVED, checked, free_name, slug
from moothall.core.content.uids import new_uid


class Item(Persistent):
    """The least every object is.  ``created`` and ``modified`` are aware UTC datetimes."""

    type_id = ""
    #: The id of the workflow definition whose tables hold for it.
    workflow = "space"
    #: Whether its date is that of the newest thing in it.
    dated_by_content = False
    #: Whether it can hold nothing, so that a grant on it means "shared with".
    leaf = False
    #: Whether it comes by the thousand and is indexed with few fields.
    index_minimal = False
    #: Whether anybody signed in may add one where it belongs, for others to decide about.
    any_user_can_add = False
    #: Whether it is a place of its own, so that who adds one must be able to manage where it is added.
    is_section = False
    #: The classes of containers to which it can be added.
    held_in: tuple[type, ...] = ()
    #: What adding something to it asks for on it; adding a section always asks for "manage".
    permission_to_add = Permission.ADD
    #: What moving it elsewhere asks for on it while something is in it.
    permission_to_move = Permission.MANAGE
    #: A function of a state: which permissions it takes away from everything in it, or ``None`` where only the item can
    #: tell, by its attribute ``masked``.  ``None`` for types that take nothing away.
    masked_in = None
    #: The state of its workflow that hides another one, to which it goes back.
    hiding_state = None

    __name__: Any = None
    __parent__: Any = None
    title = ""
    description = ""
    language = ""
    subjects = ()
    creator = None
    created = None
    modified = None
    #: Consents to steps that several people have to agree to; see :mod:`moothall.core.workflow.guard_checks`.
    approvals = ()

    def __init__(self, act, **fields):
        self.uid = new_uid()
        self.creator = act.person
        self.created = self.modified = act.at
        self.set_fields(fields)

    def set_fields(self, fields):
        for name, value in fields.items():
            setattr(self, name, value)

    @property
    def state(self):
        """The state whose row of the table holds; things without a state of their own use ``container``."""
        return "container"

    @property
    def review_state(self):
        """The state shown to people, or ``None`` for things without one."""
        return None if self.state == "container" else self.state

    @property
    def topic(self):
        """The item whose title news and emails name for it."""
        return self

    @property
    def titled_by(self):
        """The item whose title names this one in emails: itself, or the item it is a part of."""
        return self

    def subject(self):
        """What :func:`~moothall.core.access.decide` needs to know of this item."""
        return Subject(scope_of(self), self.workflow, self.state, self.creator)

    def access_subjects(self):
        """The subjects of all its editions: the one people work on first, the one in default lists last."""
        return (self.subject(),)

    def access_subjects_after(self, person, edition, transition, definition):
        """Uid → subjects of each item that a step by ``person`` (an id) puts into another state, as they will be."""
        return {self.uid: (self.subject()._replace(state=transition.target),)}

    def access_subjects_at(self, past):
        """The subjects of all its editions as of a :class:`~moothall.core.authorization.history.Past`.

        The one people worked on comes first, the one in default lists last.
        """
        creator = past.value(self.uid, "creator", now=self.creator)
        return (Subject(past.scope_of(self.uid), self.workflow, self.state_at(past), creator),)

    def state_at(self, past):
        """The state whose row of the table held then."""
        return self.state

    @classmethod
    def create_in(cls, viewer, act, container, fields, name=None):
        """Make one in ``container`` as a person does who may; returns it."""
        return container.add_item(act, cls(act, **fields), name)

    def update(self, viewer, act, fields):
        """Save as a person does who may edit."""
        self.save(act, fields)

    def fields_hidden_from(self, viewer):
        """The names of fields that say what this person may not see, whatever else of it they may change."""
        return ()

    def check_deletable(self):
        """Raise :class:`~moothall.core.base.errors.Conflict` while something stands against removing it."""

    def delete_permanently(self, act):
        """Remove it for good."""
        self.__parent__.delete_item(act, self)

    def searchable_text(self):
        """The words by which it is found, beside title, summary and tags."""
        return ""

    def search_terms(self):
        """(name, value) pairs that searches can filter and count by."""
        return ()

    def children(self):
        """The items directly in this one."""
        return ()

    def before_move(self, act):
        """Called before it is moved elsewhere; what ties it to its place is undone here."""

    def on_added(self, act):
        """Called once when the item has its place; types create here what always belongs to them."""

    @property
    def own_states(self):
        """The states it is in, also where another one hides them."""
        return (self.state,)

    def migrate_state(self, act, moved, under):
        """Leave states that its table no longer has: ``moved`` maps them to those that took their place.

        Returns what has changed, as (key, before, after) for :meth:`undo_migration`; the catalog is told by the caller.
        """
        changed = [(key, before, moved[before]) for key, before in self.stored_states() if before in moved]
        for key, before, after in changed:
            self.replace_state(act, key, before, after, under)
        return changed

    def undo_migration(self, act, changed, under):
        """Go back to where :meth:`migrate_state` came from, where nothing has happened since."""
        states = dict(self.stored_states())
        for key, before, after in changed:
            if states.get(key) == after:
                self.replace_state(act, key, after, before, under)

    def stored_states(self):
        """Return the states that are stored with it, as (key, state); the key tells several of one item apart."""
        return ()

    def replace_state(self, act, key, before, after, under):
        """Log and store another state under ``key``; ``under`` is (uid, version) of the workflow that asks for it."""

    def save(self, act, fields):
        """Change fields in place.  Versioned types keep each save as a version instead."""
        self.set_fields(fields)
        self.modified = act.at
        site_of(self).reindex(self)


class Container(Folder, Item):
    """An item that holds others by name.

    What belongs to an extension that is not loaded counts and keeps its name, but is not returned.
    """

    @classmethod
    def fixed_types(cls, registry):
        """Return the ids of the types of what always stands directly in it."""
        return ()

    def __init__(self, act, **fields):
        Folder.__init__(self)
        Item.__init__(self, act, **fields)

    def __getitem__(self, name):
        item = super().__getitem__(name)
        if isinstance(item, Broken):
            raise KeyError(name)
        return item

    def get(self, name, default=None):
        """Return the item with a name, or ``default``."""
        item = super().get(name, default)
        return default if isinstance(item, Broken) else item

    def values(self):
        """Return the items in order."""
        return [item for item in super().values() if not isinstance(item, Broken)]

    def items(self):
        """Return (name, item) for each item, in order."""
        return [(name, item) for name, item in super().items() if not isinstance(item, Broken)]

    def children(self):
        return self.values()

    def check_deletable(self):
        check_no_unavailable(self)
        if len(self):
            if all(getattr(item, "deleted", None) for item in self.values()):
                raise Conflict(
                    _("Items deleted from it can still be restored for 30 days, so you cannot delete it yet.")
                )
            raise Conflict(_("It still contains items. Move or delete them first."))

    def check_removable(self, item):
        """Raise :class:`Conflict` where an item always stays in its place."""

    def delete_item(self, act, item):
        """Remove an item and everything in it for good."""
        unregister(act, item)
        gone = [one for one in _with_everything_in(item) if isinstance(one, Container)]
        self.remove(item.__name__)
        for one in gone:
            # Whoever puts something into it at the same moment meets this, and looks anew: it would be lost in there.
            one.data.clear()
            one.data._p_changed = True

    def add_item(self, act, item, name=None, fixed=False):
        """Put a new ``item`` here under ``name`` or one made from its title; returns the item.

        A name already taken gets a suffix, whoever may see the other item; one that is
        ``fixed`` by the code is used as it is.
        """
        wanted = checked(name) if name else slug(item.title)
        self.add(wanted if fixed else free_name(self, wanted, RESERVED | act.reserved), item)
        register(act, item)
        return item


class Root(Container):
    """The root of a tree: it keeps the object map, which holds the references between items."""

    def __init__(self, act, **fields):
        super().__init__(act, **fields)
        self.__objectmap__ = ObjectMap(self)


def check_no_unavailable(container):
    """Raise :class:`Conflict` if something in a container belongs to an extension that is not loaded."""
    if len(container) != len(container.values()):
        raise Conflict(
            _("It contains items of an extension that is not loaded. Ask an administrator to load it, then try again.")
        )


def register(act, item):
    """Make a newly seated ``item`` known to the site: by uid, in the facts, in the catalog."""
    site = site_of(item)
    for uid in (item.uid, getattr(item, "edition_uid", item.uid)):
        site.uids.add(uid, item)
    site.facts.append(act, CREATED, item.uid, key=item.type_id, after=(item.__parent__.uid, item.__name__))
    item.on_added(act)
    site.reindex(item)


def site_of(item):
    """The root of the tree ``item`` is in."""
    while (parent := item.__parent__) is not None:
        item = parent
    return item


def unregister(act, item):
    """Make the site forget an item about to be removed for good, and everything in it."""
    site = site_of(item)
    for one in _with_everything_in(item):
        site.facts.append(act, DELETED, one.uid, key=one.type_id, before=(one.__parent__.uid, one.__name__))
        site.unindex(one)


def _with_everything_in(item):
    yield item
    for child in item.children():
        yield from _with_everything_in(child)


def scope_of(item):
    """The uid of the nearest scope around ``item``: itself, or the closest ancestor with an access record."""
    records = site_of(item).access
    while item.uid not in records:
        item = item.__parent__
    return item.uid


def containers_of(item):
    """The uids of everything around ``item``, nearest first, without the site itself."""
    return tuple(node.uid for node in lineage(item) if node is not item)[:-1]


def is_within(item, container):
    """Whether ``item`` is ``container`` or somewhere in it."""
    return any(node is container for node in lineage(item))


def nearest(item, *types):
    """The closest of ``item`` and its ancestors that is of one of the classes, or ``None``."""
    return next((node for node in lineage(item) if isinstance(node, types)), None)


def make_scope(item):
    """The access record of ``item``, made when it has none yet; its subtree is tagged anew."""
    site = site_of(item)
    record = site.access.get(item.uid)
    if record is None:
        record = site.access.add(AccessRecord(item.uid, ITEM, scope_of(item), leaf=item.leaf))
        site.made_scope(item, record)
    return record
