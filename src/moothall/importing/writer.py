"""Putting what was read into a library or folder, so that doing it again changes only what has changed.

The container remembers, by path in the folder read, what became of each file: its uid and a digest of what was put
there. People may edit, move or delete what was imported. An edit on the site stays until the file itself changes, and
is then one version back; what was moved is updated where it is now; what was deleted is left alone.
"""

from itertools import islice

from BTrees.OOBTree import OOBTree
from pyramid.traversal import resource_path
from transaction.interfaces import TransientError

from moothall.core.base.languages import normalise
from moothall.core.content import translations
from moothall.core.content.items import site_of
from moothall.core.content.slugs import RESERVED
from moothall.document.content import Document, File, Folder
from moothall.importing.plan import Plan, Refusal, language_folder, title_of_folder
from moothall.importing.reader import ImportedPage
from moothall.importing.report import IMPORTED, LEFT, UNCHANGED, UPDATED, Report

#: So many items are committed together: one at a time would take seven times as long.
BATCH = 200
_ATTEMPTS = 6
_PUBLISHED = "published"


def plan_for(target, folder, reserved=RESERVED):
    """Return the plan of a folder that goes, or went before, into `target`; nothing gets a name of `reserved`."""
    known, moved = {}, {}
    uids, base = site_of(target).uids, resource_path(target)
    for path, (uid, _digest) in records_of(target).items():
        item = uids.get(uid)
        if item is None:
            continue
        known[path] = item.__name__
        moved[path] = resource_path(item)
    plan = Plan.of(
        folder, base if base != "/" else "", taken=lambda place: _taken(target, place), known=known, reserved=reserved
    )
    plan.moved = {path: address for path, address in moved.items() if plan.address_of(path) not in (None, address)}
    return plan


def write(target, entries, plan, act, manager=None, published=True):
    """Put what `read_tree` yields into `target`; returns a `Report`.

    With a transaction `manager` it commits every batch and tries one again that met somebody else's change. Without,
    all is left to the caller's transaction.
    """
    report = Report()
    new = []
    writing = _Writing(target, plan, act, published)
    entries = iter(entries)
    while batch := list(islice(entries, BATCH)):
        outcomes = _in_transaction(manager, lambda batch=batch: [writing.put(entry) for entry in batch])
        for entry, outcome in zip(batch, outcomes, strict=True):
            _note(report, entry, outcome)
            if outcome == IMPORTED:
                new.append(entry.path)
    while new:
        batch, new = new[:BATCH], new[BATCH:]
        report.linked += sum(_in_transaction(manager, lambda batch=batch: [writing.link(path) for path in batch]))
    return report


def records_of(target):
    """Return path → (uid, digest) of what earlier runs brought here."""
    return getattr(target, "import_records", None) or {}


class _Writing:
    """One run. Holds no persistent object but the target, so that a transaction can be tried again."""

    def __init__(self, target, plan, act, published):
        self.target = target
        self.plan = plan
        self.act = act
        self.published = published
        self._siblings = None

    def put(self, entry):
        """Bring in one entry; says what was done."""
        if isinstance(entry, Refusal):
            return None
        item = self._item(entry.path)
        if item is None:
            self._add(entry)
            return IMPORTED
        if item.deleted:
            return LEFT
        if self._records()[entry.path][1] == entry.digest:
            return UNCHANGED
        item.save(self.act, _fields(entry))
        self._records()[entry.path] = (item.uid, entry.digest)
        return UPDATED

    def link(self, path):
        """Link a new item with the same page in the other languages; says whether there is one."""
        language, key = language_folder(path)
        if language is None:
            return False
        siblings = sorted(self._same_page().get(key, ()), key=lambda one: (language_folder(one)[0] != "en", one))
        original, item = self._item(siblings[0]), self._item(path)
        if len(siblings) < 2 or original is None or item is None or original is item:
            return len(siblings) > 1
        if original not in translations.group(item):
            translations.link(item, original)
        return True

    def _add(self, entry):
        *place, name = self.plan.names[entry.path]
        container = self._folder(entry.path, place)
        fields = _fields(entry)
        item = container.add_item(
            self.act, (Document if isinstance(entry, ImportedPage) else File)(self.act, **fields), name
        )
        if self.published:
            item.move_to(self.act, item.working, _PUBLISHED, live=True)
        self._records()[entry.path] = (item.uid, entry.digest)

    def _folder(self, path, place):
        """The folder an entry stands in, made with those around it where it is missing."""
        container, parts = self.target, path.split("/")[:-1]
        for number, name in enumerate(place, 1):
            folder_path = "/".join(parts[:number])
            folder = self._item(folder_path)
            if folder is None:
                folder = container.get(name)
            if folder is None:
                folder = container.add_item(
                    self.act,
                    Folder(self.act, title=title_of_folder(folder_path), language=normalise(folder_path) or ""),
                    name,
                )
            if folder_path not in self._records():
                self._records()[folder_path] = (folder.uid, "")
            container = folder
        return container

    def _item(self, path):
        record = records_of(self.target).get(path)
        return site_of(self.target).uids.get(record[0]) if record else None

    def _records(self):
        if getattr(self.target, "import_records", None) is None:
            self.target.import_records = OOBTree()
        return self.target.import_records

    def _same_page(self):
        if self._siblings is None:
            self._siblings = {}
            for path in records_of(self.target):
                language, key = language_folder(path)
                if language and path in self.plan.names:
                    self._siblings.setdefault(key, []).append(path)
        return self._siblings


def _fields(entry):
    if isinstance(entry, ImportedPage):
        return {"title": entry.title, "description": entry.description, "language": entry.language, "text": entry.text}
    return {
        "title": entry.filename,
        "language": entry.language,
        "file": {"data": entry.data(), "filename": entry.filename},
    }


def _note(report, entry, outcome):
    if isinstance(entry, Refusal):
        report.refused.append((entry.path, entry.reason))
        return
    report.counts[outcome] += 1
    if outcome == LEFT:
        report.left.append((entry.path, "was deleted on the site"))
    elif isinstance(entry, ImportedPage):
        report.lost.extend((entry.path, sentence) for sentence in entry.lost)


def _taken(target, place):
    """Which ids are in use under `target` at a place, and whether by a folder."""
    container = target
    for name in place:
        if name not in container or not isinstance(container[name], Folder):
            return {}
        container = container[name]
    return {name: isinstance(item, Folder) for name, item in container.items()}


def _in_transaction(manager, work):
    if manager is None:
        return work()
    for attempt in range(_ATTEMPTS):
        try:
            done = work()
            manager.commit()
        except TransientError:
            manager.abort()
            manager.begin()
            if attempt == _ATTEMPTS - 1:
                raise
            continue
        except BaseException:
            manager.abort()
            manager.begin()
            raise
        manager.begin()
        return done
    raise AssertionError("unreachable")
