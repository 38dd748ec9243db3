"""All items of a subtree as subjects for ``decide``, read from the catalog without loading the items.

Items that differ only in their creator and deleter form one :class:`ItemClass`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from BTrees import family64

from moothall.core.access.classes import subject_of_class
from moothall.core.access.subjects import Subject
from moothall.core.authorization.access_context import access_data_of
from moothall.core.authorization.knowledge import Knowledge
from moothall.core.authorization.overlay import Overlay
from moothall.core.content.items import Item
from moothall.core.content.root import Root
from moothall.core.content.site import Site
from moothall.core.content.types import unavailable_uids
from moothall.core.storage.index_maps import uids_by_value, values_by_uid


class ItemClass:
    """Items with the same access for everyone except their creators and deleters."""

    def __init__(self) -> None:
        self.uids: list[int] = []
        #: Person id → {(is creator, is deleter): [uids]}
        self.own: dict[str | None, dict[tuple[bool, bool], list[int]]] = {}

    def add(self, uid: int, creator: str | None, deleter: str | None) -> None:
        """Add an item."""
        self.uids.append(uid)
        for person in {creator, deleter} - {None}:
            theirs = self.own.setdefault(person, {})
            theirs.setdefault((person == creator, person == deleter), []).append(uid)

    def owned_by(self, person: str | None) -> int:
        """Return the number of items that ``person`` created or deleted."""
        return sum(map(len, self.own.get(person, {}).values()))


class VisibleItems:
    """What a viewer sees of items: of each, the subjects of the editions that are visible before a change."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge, self._person = knowledge, knowledge.asker.person.id
        self._known: dict[tuple, tuple | None] = {}

    def of(self, key: tuple, creator: str | None, deleter: str | None, is_changed: bool) -> tuple | None:
        """Return (subjects before, subjects after) as the viewer knows them; None for a hidden item."""
        asked = key, creator == self._person, deleter == self._person, is_changed
        if asked not in self._known:
            self._known[asked] = self._work_out(*asked)
        return self._known[asked]

    def _work_out(self, key: tuple, is_creator: bool, is_deleter: bool, is_changed: bool) -> tuple | None:
        before, after = key
        own = {
            "creator": self._person if is_creator else None,
            "deleter": self._person if is_deleter else None,
        }
        asked = tuple(each._replace(**own) for each in before)
        seen = self._knowledge.subjects(asked)
        if not seen:
            return None
        return tuple(map(plain, seen)), self._knowledge.subjects_after(asked, after, is_changed)


def item_classes_of(
    site: Site, types: Mapping[str, Any], overlay: Overlay, roots: Iterable[Any], sight: VisibleItems | None = None
) -> dict[tuple, ItemClass]:
    """Return the item classes at and below ``roots`` by their (subjects before, subjects after).

    The subjects are without creator and deleter; ``types`` are the registered item types.  With ``sight``,
    what is hidden from a viewer before the change is left out.
    """
    found: dict[tuple, ItemClass] = {}

    def add(
        uid: int, before: Iterable[Subject], after: Iterable[Subject], creator: str | None, deleter: str | None
    ) -> None:
        key: tuple = (tuple(map(plain, before)), tuple(map(plain, after)))
        if sight is not None:
            seen = sight.of(key, creator, deleter, uid in overlay.changed)
            if seen is None:
                return
            key = seen
        item_class = found.get(key)
        if item_class is None:
            item_class = found[key] = ItemClass()
        item_class.add(uid, creator, deleter)

    reader = _Reader(site, types)
    done = set(overlay.changed)
    for uid, after in overlay.changed.items():
        item = site.uids.get(uid)
        if item is None:
            continue
        before = item.access_subjects()
        deleters = {each.deleter for each in (*before, *after)} - {None}
        add(uid, before, after, before[0].creator, next(iter(deleters), None))
    for root in roots:
        inside = root is overlay.root
        for uid, subjects, creator, deleter in reader.read(root):
            if uid not in done:
                done.add(uid)
                add(uid, subjects, overlay.after(subjects, inside, inside and uid != root.uid), creator, deleter)
    return found


def plain(subject: Subject) -> Subject:
    """Return a subject without its creator and deleter."""
    return subject._replace(creator=None, deleter=None)


class _Reader:
    """Reads subjects from the catalog."""

    def __init__(self, site: Site, types: Mapping[str, Any]) -> None:
        self._site = site
        self._masking = [one for one in types.values() if one.factory.masked_in is not None]
        self._class_of = values_by_uid(site.catalog["access_class"])
        self._creator_of = values_by_uid(site.catalog["creator"])
        self._parsed: dict[str, Subject] = {}

    def read(self, root: Item) -> Iterator[tuple[int, tuple[Subject, ...], str | None, str | None]]:
        """Yield (uid, subjects without people, creator, deleter) of each item at and below ``root``."""
        catalog = self._site.catalog
        if isinstance(root, Root):
            uids = family64.IF.Set(self._class_of)
        else:
            uids = family64.IF.Set(uids_by_value(catalog["within"]).get(root.uid, ()))
        # The root is loaded anyway, and its working copy is in no container of its own.
        access_subjects = root.access_subjects()
        yield root.uid, tuple(map(plain, access_subjects)), root.creator, access_subjects[-1].deleter
        masked, working = self._masks(uids, root), self._working(uids)
        secondary = catalog.secondary
        class_of, creator_of = self._class_of, self._creator_of
        skipped = {root.uid, *secondary, *unavailable_uids(self._site)}
        for uid in uids:
            if uid in skipped:
                continue
            subject, deleter = self._subject(uid, class_of[uid])
            mask = masked.get(uid)
            if mask:
                subject = subject._replace(masked=mask)
            subjects: tuple[Subject, ...] = (subject,)
            if uid in working:
                subjects = (self._subject(working[uid], class_of[working[uid]])[0], subject)
            yield uid, subjects, creator_of.get(uid) or None, deleter

    def _subject(self, uid: int, value: str) -> tuple[Subject, str | None]:
        """Return (subject, deleter) of an entry in an access class."""
        subject = self._parsed.get(value)
        if subject is None:
            subject = self._parsed[value] = plain(subject_of_class(value))
        return subject, self._deleter(uid) if subject.state == "deleted" else None

    def _deleter(self, uid: int) -> str | None:
        # The deleter is not indexed; there are few such items, since they are purged after 30 days.
        deleted = getattr(self._site.uids.get(uid), "deleted", None)
        return deleted[0] if deleted else None

    def _working(self, uids: Any) -> dict[int, int]:
        """Return uid of an item → uid of its working copy, for items with a published one too."""
        editions = family64.IF.intersection(uids, self._site.catalog.secondary)
        if not editions:
            return {}
        # Both uids lead to the same object, which can be compared without being loaded.
        find = self._site.uids.get
        items = [(find(uid), uid) for uid in editions]
        edition_of = {id(item): uid for item, uid in items}
        found = ((uid, edition_of.get(id(find(uid)))) for uid in uids)
        return {uid: edition for uid, edition in found if edition is not None and edition != uid}

    def _masks(self, uids: Any, root: Item) -> dict[int, frozenset]:
        catalog, found = self._site.catalog, {}
        states, within = values_by_uid(catalog["state"]), uids_by_value(catalog["within"])
        for masking in self._masking:
            of_type = uids_by_value(catalog["type_id"]).get(masking.id) or family64.IF.Set()
            for uid in {*family64.IF.intersection(of_type, uids), *([root.uid] if root.uid in of_type else [])}:
                mask = masking.factory.masked_in(states[uid])
                if mask is None:
                    mask = getattr(self._site.uids.get(uid), "masked", None)
                if mask:
                    found.update(dict.fromkeys(within.get(uid, ()), mask))
        return found


def roots_of(site: Site, item: Item, record_uid: int | None = None) -> list[Item]:
    """Return ``item``, and the items on which the space with the access record ``record_uid`` has grants.

    Grants to the spaces in it depend on its state too.
    """
    roots: list[Item | None] = [item]
    if record_uid is not None:
        access_data = access_data_of(site)
        for record in site.access.values():
            named = (int(name[6:]) for name in record.grants.keys("space:", "space;"))
            if any(one.uid == record_uid for uid in named for one in access_data.chain(uid)):
                roots.append(site.uids.get(record.uid))
    # What belongs to an extension that is not loaded is left out.
    return [root for root in roots if root is not None]
