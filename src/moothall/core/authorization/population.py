"""Everything in a subtree as ``decide`` is asked about it, read from the catalog and not from the items.

Items that differ by nothing but their creator and deleter form one :class:`ItemClass`.
"""

from BTrees import family64

from moothall.core.access.classes import subject_of_class
from moothall.core.content.items import Root
from moothall.core.storage.index_maps import uids_by_value, values_by_uid


class ItemClass:
    """Items about which everybody gets the same answers, but for whoever made or deleted one."""

    def __init__(self):
        self.uids = []
        #: Person id → {(is creator, is deleter): [uids]}
        self.own = {}

    def add(self, uid, creator, deleter):
        self.uids.append(uid)
        for person in {creator, deleter} - {None}:
            theirs = self.own.setdefault(person, {})
            theirs.setdefault((person == creator, person == deleter), []).append(uid)

    def owned_by(self, person):
        """How many of them ``person`` made or deleted."""
        return sum(map(len, self.own.get(person, {}).values()))


def item_classes_of(site, types, facts, overlay, roots):
    """Return the item classes at and below ``roots`` by their (subjects before, subjects after).

    The subjects are without creator and deleter; ``types`` are the registered item types.
    """
    found = {}

    def add(uid, before, after, creator, deleter):
        key = tuple(map(plain, before)), tuple(map(plain, after))
        kin = found.get(key)
        if kin is None:
            kin = found[key] = ItemClass()
        kin.add(uid, creator, deleter)

    reader = _Reader(site, types)
    done = set(overlay.changed)
    for uid, after in overlay.changed.items():
        before = site.uids.get(uid).access_subjects()
        deleters = {each.deleter for each in (*before, *after)} - {None}
        add(uid, before, after, before[0].creator, next(iter(deleters), None))
    for root in roots:
        inside = root is overlay.root
        for uid, subjects, creator, deleter in reader.read(root):
            if uid not in done:
                done.add(uid)
                add(uid, subjects, overlay.after(subjects, inside, inside and uid != root.uid), creator, deleter)
    return found


def plain(subject):
    """A subject without the people it belongs to."""
    return subject._replace(creator=None, deleter=None)


class _Reader:
    """Reads subjects from the catalog."""

    def __init__(self, site, types):
        self._site = site
        self._masking = [one for one in types.values() if one.factory.masked_in is not None]
        self._class_of = values_by_uid(site.catalog["access_class"])
        self._creator_of = values_by_uid(site.catalog["creator"])
        self._parsed = {}

    def read(self, root):
        """(uid, subjects without people, creator, deleter) of each item at and below ``root``."""
        catalog = self._site.catalog
        if isinstance(root, Root):
            uids = family64.IF.Set(self._class_of)
        else:
            uids = family64.IF.Set(uids_by_value(catalog["within"]).get(root.uid, ()))
        # It is awake anyway; and its working edition is in no container of its own.
        access_subjects = root.access_subjects()
        yield root.uid, tuple(map(plain, access_subjects)), root.creator, access_subjects[-1].deleter
        masked, working = self._masks(uids, root), self._working(uids)
        nothing, secondary = frozenset(), catalog.secondary
        class_of, creator_of = self._class_of, self._creator_of
        for uid in uids:
            if uid in secondary or uid == root.uid:
                continue
            subject, deleter = self._subject(uid, class_of[uid])
            mask = masked.get(uid, nothing)
            if mask:
                subject = subject._replace(masked=mask)
            subjects = (subject,)
            if uid in working:
                subjects = (self._subject(working[uid], class_of[working[uid]])[0], subject)
            yield uid, subjects, creator_of.get(uid) or None, deleter

    def _subject(self, uid, value):
        """(subject, deleter) of an entry in a class."""
        subject = self._parsed.get(value)
        if subject is None:
            subject = self._parsed[value] = plain(subject_of_class(value))
        return subject, self._deleter(uid) if subject.state == "deleted" else None

    def _deleter(self, uid):
        # No index has it; what was deleted is gone after 30 days, so there is little of it.
        deleted = getattr(self._site.uids.get(uid), "deleted", None)
        return deleted[0] if deleted else None

    def _working(self, uids):
        """Uid of an item → that of its working edition, where it has a live one too."""
        editions = family64.IF.intersection(uids, self._site.catalog.secondary)
        if not editions:
            return {}
        # Both uids lead to the same object, which need not be woken to be compared.
        find = self._site.uids.get
        items = [(find(uid), uid) for uid in editions]
        edition_of = {id(item): uid for item, uid in items}
        found = ((uid, edition_of.get(id(find(uid)))) for uid in uids)
        return {uid: edition for uid, edition in found if edition is not None and edition != uid}

    def _masks(self, uids, root):
        catalog, found = self._site.catalog, {}
        states, within = values_by_uid(catalog["state"]), uids_by_value(catalog["within"])
        for masking in self._masking:
            of_type = uids_by_value(catalog["type_id"]).get(masking.id) or family64.IF.Set()
            for uid in {*family64.IF.intersection(of_type, uids), *([root.uid] if root.uid in of_type else [])}:
                mask = masking.factory.masked_in(states[uid])
                if mask is None:
                    mask = self._site.uids.get(uid).masked
                if mask:
                    found.update(dict.fromkeys(within.get(uid, ()), mask))
        return found


def roots_of(site, item, record_uid=None):
    """``item``, and beside it what is given to the members of the space with the access record ``record_uid``."""
    roots = [item]
    if record_uid is not None:
        name = f"space:{record_uid}"
        for record in site.access.values():
            if name in record.grants:
                roots.append(site.uids.get(record.uid))
    return roots
