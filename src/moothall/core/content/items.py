"""Items: the objects of the tree.

A :class:`Container` contains other items; it is a Substance D folder.  :mod:`moothall.core.access` computes the
access to an item from its :class:`~moothall.core.access.Subject`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar

from persistent import Persistent
from pyramid.location import lineage
from pyramid.registry import Registry
from substanced.folder import Folder
from ZODB.broken import Broken

from moothall.core.access import Subject
from moothall.core.access.permissions import Permission
from moothall.core.base.errors import Conflict
from moothall.core.base.i18n import _
from moothall.core.content.log_events import CREATED, DELETED
from moothall.core.content.site import Site, Viewer
from moothall.core.content.slugs import checked, name_in, slug
from moothall.core.content.uids import new_uid
from moothall.core.event_log.log import ActionContext

T = TypeVar("T", bound="Item")


class Item(Persistent):
    """The base class of all items.  ``created`` and ``modified`` are aware UTC datetimes."""

    type_id = ""
    #: The id of the workflow of its states.
    workflow = "space"
    #: True if its date in lists is the date of the newest item in it.
    dated_by_content = False
    #: True if it is not a container, so that a grant on it means "shared with".
    leaf = False
    #: True if there are thousands of such items, which are indexed with few fields.
    index_minimal = False
    #: False for items that arrange others, such as sections and vocabularies: a search without words leaves them out.
    is_content = True
    #: True if everyone who is logged in can add one, for others to decide on.
    any_user_can_add = False
    #: True if it is a section, so that adding one needs the permission to manage its container, and it has no creator.
    is_section = False
    #: The classes of containers to which it can be added.
    held_in: tuple[type, ...] = ()
    #: The permission needed on it to add an item to it; adding a section always needs "manage".
    permission_to_add = Permission.ADD
    #: The order of what it contains in lists, and whether it is descending: an index of the catalog.
    listing_order: tuple[str, bool] = ("sort_title", False)
    #: The permission needed on it to move it while it contains items.
    permission_to_move = Permission.MANAGE
    #: A function of a state that returns the permissions removed from everything in the item, or ``None`` if only the
    #: item's attribute ``masked`` says so.  ``None`` for types that remove nothing.
    masked_in: Any = None
    #: The state of its workflow that hides another one, which is restored later.
    hiding_state: str | None = None
    #: True if deleting it is a transition of its workflow, after which it can be restored for 30 days.
    can_restore = False
    #: The sentence shown before it is deleted, if it can be restored.
    restored_by = _("You and the facilitators can restore it for 30 days.")
    #: The same, if it cannot be restored.
    deletion_warning = _("This cannot be undone.")
    #: (person id, time) while the item is deleted and can be restored.
    deleted: tuple[str | None, datetime] | None = None

    __name__: Any = None
    __parent__: Any = None
    title: Any = ""
    description: Any = ""
    language: Any = ""
    subjects: Any = ()
    creator: str | None = None
    created: Any = None
    modified: Any = None
    #: Approvals of transitions that need several people; see :mod:`moothall.core.workflow.guard_checks`.
    approvals: tuple = ()

    def __init__(self, act: ActionContext, **fields: Any) -> None:
        self.uid = new_uid()
        # A section belongs to its place; no one has rights on it as its creator.
        self.creator = None if self.is_section else act.person
        self.created = self.modified = act.at
        self.set_fields(fields)

    def set_fields(self, fields: dict[str, Any]) -> None:
        """Set attributes."""
        for name, value in fields.items():
            setattr(self, name, value)

    @property
    def state(self) -> str:
        """Return the state that determines access; items without states use ``container``."""
        return "container"

    @property
    def review_state(self) -> str | None:
        """Return the state shown to people, or None for items without states."""
        return None if self.state == "container" else self.state

    @property
    def topic(self) -> "Item":
        """Return the item that activities and emails name for this one."""
        return self

    @property
    def effective(self) -> datetime:
        """Return the time from which readers see the item (aware UTC); its creation for items without versions."""
        return self.created

    @property
    def published_at(self) -> datetime | None:
        """Return the time from which readers see it, or None before; its creation for items without versions."""
        return self.created

    @property
    def published_by(self) -> str | None:
        """Return the id of the person who let readers see the item first."""
        return self.creator

    @property
    def save_message(self) -> str:
        """Return the name of the status message after this item was saved in a form."""
        return "saved"

    @property
    def titled_by(self) -> "Item":
        """Return the item whose title stands for this one in emails: itself, or the item it is a part of."""
        return self

    def subject(self) -> Subject:
        """Return the data of this item for :func:`~moothall.core.access.decide`."""
        return Subject(scope_of(self), self.workflow, self.state, self.creator)

    def access_subjects(self) -> tuple[Subject, ...]:
        """Return the subjects of all its editions: the one people work on first, the one in default lists last."""
        return (self.subject(),)

    def access_subjects_after(
        self, _person: str | None, _edition: Any, transition: Any, _definition: Any
    ) -> dict[int, tuple[Subject, ...]]:
        """Return uid → future subjects, for each item whose state a transition by ``person`` (an id) changes."""
        return {self.uid: (self.subject()._replace(state=transition.target),)}

    def access_subjects_at(self, past: Any) -> tuple[Subject, ...]:
        """Return the subjects of all its editions at a past time, in the order of :meth:`access_subjects`."""
        creator = past.value(self.uid, "creator", now=self.creator)
        return (Subject(past.scope_of(self.uid), self.workflow, self.state_at(past), creator),)

    def state_at(self, _past: Any) -> str:
        """Return the state that determined access at that time."""
        return self.state

    @classmethod
    def create_in(
        cls, _viewer: Viewer, act: ActionContext, container: "Container", fields: dict, name: str | None = None
    ) -> "Item":
        """Create an item in ``container`` for a person who may add it, and return it."""
        return container.add_item(act, cls(act, **fields), name)

    def update(self, _viewer: Viewer, act: ActionContext, fields: dict[str, Any]) -> None:
        """Save fields for a person who may edit the item."""
        self.save(act, fields)

    def fields_hidden_from(self, _viewer: Viewer) -> Iterable[str]:
        """Return the names of fields this person cannot see even if they can edit others."""
        return ()

    def earlier_values(self, _name: str) -> Iterable[Any]:
        """Return the earlier values of a field, as far as they are stored and everyone who edits the item sees them."""
        return ()

    def check_deletable(self) -> None:
        """Raise :class:`~moothall.core.base.errors.Conflict` if the item cannot be deleted now."""

    def text_by(self, _person: str) -> str | None:
        """Return the last text that this person wrote, if the item stores who wrote each text; otherwise None."""
        return None

    def obstacle(self, transition: Any) -> str | None:
        """Return the message that says why the item itself excludes a transition, or None."""

    def apply_transition(self, act: ActionContext, edition: Any, transition: Any, definition: Any) -> None:
        """Perform a transition, of ``edition`` or of an item without editions; permissions are checked before."""
        raise NotImplementedError

    def delete_permanently(self, act: ActionContext) -> None:
        """Delete the item permanently."""
        self.__parent__.delete_item(act, self)

    def searchable_text(self) -> str:
        """Return the text for searches, besides title, summary and tags."""
        return ""

    def search_terms(self) -> Iterable[tuple[str, Any]]:
        """Return (name, value) pairs that searches can filter and count by."""
        return ()

    def children(self) -> Iterable["Item"]:
        """Return the items directly in this one."""
        return ()

    def before_move(self, act: ActionContext) -> None:
        """Remove what links the item to its container; called before it is moved."""

    def after_copy(self, _original: "Item", _viewpoint: Any) -> None:
        """Remove what a viewpoint does not see from this new copy of an original; it is in no place yet."""

    def log_copied_states(self, act: ActionContext) -> None:
        """Log the states of a copy that was just added to the tree."""

    def on_added(self, act: ActionContext) -> None:
        """Create what belongs to a new item; called once after it was added to the tree."""

    @property
    def own_states(self) -> tuple[Any, ...]:
        """Return the states the item is in, including those hidden by another one."""
        return (self.state,)

    def migrate_state(self, act: ActionContext, moved: Mapping[str, str], under: Any) -> list[tuple]:
        """Leave removed states; ``moved`` maps them to their replacements.

        Return the changes as (key, before, after) for :meth:`undo_migration`; the caller updates the catalog.
        """
        changed = [
            (key, before, moved[before])
            for key, before in self.stored_states()
            if before is not None and before in moved
        ]
        for key, before, after in changed:
            self.replace_state(act, key, before, after, under)
        return changed

    def undo_migration(self, act: ActionContext, changed: Iterable[tuple], under: Any) -> None:
        """Undo :meth:`migrate_state` for states that have not changed since."""
        states = dict(self.stored_states())
        for key, before, after in changed:
            if states.get(key) == after:
                self.replace_state(act, key, after, before, under)

    def stored_states(self) -> Iterable[tuple[str, str | None]]:
        """Return the stored states of the item as (key, state); the key identifies one of several."""
        return ()

    def replace_state(self, act: ActionContext, key: str, before: str | None, after: str, under: Any) -> None:
        """Log and store another state under ``key``; ``under`` is (uid, version) of the workflow that needs it."""

    def save(self, act: ActionContext, fields: dict[str, Any]) -> None:
        """Change fields in place.  Versioned types store each save as a version instead."""
        self.set_fields(fields)
        self.modified = act.at
        site_of(self).reindex(self)


class Container(Folder, Item):
    """An item that contains others by name.

    Items of an extension that is not loaded count and keep their names, but are not returned.
    """

    @classmethod
    def fixed_types(cls, _registry: Registry) -> Iterable[str]:
        """Return the ids of the types of items that always exist directly in it."""
        return ()

    def __init__(self, act: ActionContext, **fields: Any) -> None:
        Folder.__init__(self)
        Item.__init__(self, act, **fields)

    def __getitem__(self, name: str) -> Item:
        item = super().__getitem__(name)
        if isinstance(item, Broken):
            raise KeyError(name)
        return item

    def get(self, name: str, default: Any = None) -> Any:
        """Return the item with a name, or ``default``."""
        item = super().get(name, default)
        return default if isinstance(item, Broken) else item

    def values(self) -> list[Item]:
        """Return the items in order."""
        return [item for item in super().values() if not isinstance(item, Broken)]

    def items(self) -> list[tuple[str, Item]]:
        """Return (name, item) for each item, in order."""
        return [(name, item) for name, item in super().items() if not isinstance(item, Broken)]

    def children(self) -> Iterable[Item]:
        """Return the items directly in this one."""
        return self.values()

    def after_copy(self, _original: Item, _viewpoint: Any) -> None:
        """Empty the copy: what it contains is added to it afterwards."""
        self.unset_order()
        Folder.__init__(self)

    def check_deletable(self) -> None:
        """Raise :class:`Conflict` if the container is not empty."""
        self.check_no_unavailable()
        if len(self):
            if all(getattr(item, "deleted", None) for item in self.values()):
                raise Conflict(
                    _("Items deleted from it can still be restored for 30 days, so you cannot delete it yet.")
                )
            raise Conflict(_("It still contains items. Move or delete them first."))

    def check_no_unavailable(self) -> None:
        """Raise :class:`Conflict` if it has items of an extension that is not loaded."""
        if len(self) == len(self.values()):
            return
        raise Conflict(
            _("It contains items of an extension that is not loaded. Ask an administrator to load it, then try again.")
        )

    def check_removable(self, item: Item) -> None:
        """Raise :class:`Conflict` if an item cannot be moved out of this container."""

    def delete_item(self, act: ActionContext, item: Item) -> None:
        """Permanently delete an item and everything in it."""
        unregister(act, item)
        gone = [one for one in _with_everything_in(item) if isinstance(one, Container)]
        self.remove(item.__name__)
        for one in gone:
            # A concurrent addition to it conflicts with this write, so that the added item is not lost.
            one.data.clear()
            one.data._p_changed = True

    def add_item(self, act: ActionContext, item: T, name: str | None = None, fixed: bool = False) -> T:
        """Add a new ``item`` under ``name``, or under a name made from its title; return the item.

        A name that is taken gets a suffix, whether or not the other item is visible; a ``fixed`` name is used as it is.
        """
        wanted = checked(name) if name else slug(item.title)
        self.add(wanted if fixed else name_in(self, wanted, act), item)
        register(act, item)
        return item


def register(act: ActionContext, item: Item, complete: Callable[[ActionContext], None] | None = None) -> None:
    """Register a new ``item``: uid, logged event, what ``complete`` (or ``on_added``) adds, and catalog entry."""
    site = site_of(item)
    for uid in (item.uid, getattr(item, "edition_uid", item.uid)):
        site.uids.add(uid, item)
    site.event_log.append(act, CREATED, item.uid, key=item.type_id, after=(item.__parent__.uid, item.__name__))
    (complete or item.on_added)(act)
    site.reindex(item)


def site_of(item: Item) -> Site:
    """Return the root of the tree of ``item``."""
    root: Any = item
    while root.__parent__ is not None:
        root = root.__parent__
    return root


def unregister(act: ActionContext, item: Item) -> None:
    """Remove an item that will be deleted, and everything in it, from registry and catalog; log the events."""
    site = site_of(item)
    for one in _with_everything_in(item):
        site.event_log.append(act, DELETED, one.uid, key=one.type_id, before=(one.__parent__.uid, one.__name__))
        site.unindex(one)


def _with_everything_in(item: Item) -> Iterator[Item]:
    yield item
    for child in item.children():
        yield from _with_everything_in(child)


def scope_of(item: Item) -> int:
    """Return the uid of the nearest scope: the item itself, or its closest parent with an access record."""
    records = site_of(item).access
    while item.uid not in records:
        item = item.__parent__
    return item.uid


def containers_of(item: Item) -> tuple[int, ...]:
    """Return the uids of all parents of ``item``, nearest first, without the site."""
    return tuple(node.uid for node in lineage(item) if node is not item)[:-1]


def path_of(item: Item) -> str:
    """Return the path of ``item`` from the site, such as ``/workspaces/women``; that of the site is ``/``."""
    return "/" + "/".join(reversed([node.__name__ for node in lineage(item) if node.__parent__ is not None]))


def is_within(item: Item, container: Item) -> bool:
    """Return True if ``item`` is ``container`` or anywhere in it."""
    return any(node is container for node in lineage(item))


def nearest(item: Item, *types: type[T]) -> T | None:
    """Return the closest of ``item`` and its parents that has one of the classes, or None."""
    return next((node for node in lineage(item) if isinstance(node, types)), None)
