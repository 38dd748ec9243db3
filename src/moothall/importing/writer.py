"""Write imported pages and files into a library or folder; repeating an import changes only what differs.

The container stores, by path in the source folder, the uid of each imported item, a digest of its content and the
number of its version. People can edit, move or delete imported items. An item that was edited on the site is left
alone and reported when its file changes; a moved item is updated in its new place; a deleted one is left alone, and
so is one whose file is gone.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import islice
from os import PathLike
from typing import Any, TypeVar

from BTrees.OOBTree import OOBTree
from pyramid.traversal import resource_path
from transaction.interfaces import TransientError

from moothall.core.base.languages import normalise
from moothall.core.content import translations
from moothall.core.content.items import site_of
from moothall.core.content.slugs import RESERVED
from moothall.core.event_log.log import ActionContext
from moothall.document.content import Document, File, Folder
from moothall.importing.plan import Plan, Refusal, language_folder, title_of_folder
from moothall.importing.reader import ImportedFile, ImportedPage, UnreadableFile
from moothall.importing.report import EDITED, IMPORTED, LEFT, UNCHANGED, UPDATED, Report

#: Number of items in one transaction; one each would take seven times as long.
BATCH = 200
_ATTEMPTS = 6
_PUBLISHED = "published"

T = TypeVar("T")


def plan_for(target: Any, folder: str | PathLike[str], reserved: frozenset[str] = RESERVED) -> Plan:
    """Return the plan of a folder for an import into `target`, the first or a later one.

    No item gets a name in `reserved`.
    """
    known, moved = {}, {}
    uids, base = site_of(target).uids, resource_path(target)
    for path, (uid, *_rest) in records_of(target).items():
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


def write(
    target: Any,
    entries: Iterable[ImportedPage | ImportedFile | Refusal],
    plan: Plan,
    act: ActionContext,
    manager: Any = None,
    published: bool = True,
) -> Report:
    """Write the entries of `read_tree` into `target`; return a `Report`.

    With a transaction `manager`, every batch is committed, and retried after a conflict. Without one,
    everything is left to the caller's transaction.
    """
    report = Report()
    new: list[str] = []
    writing = _Writing(target, plan, act, published)
    entries = iter(entries)
    try:
        while batch := list(islice(entries, BATCH)):
            outcomes = _in_transaction(manager, partial(writing.put_all, batch))
            for entry, outcome in zip(batch, outcomes, strict=True):
                _note(report, entry, outcome)
                if outcome == IMPORTED:
                    new.append(entry.path)
        while new:
            paths, new = new[:BATCH], new[BATCH:]
            report.linked += _in_transaction(manager, partial(writing.link_all, paths))
        report.gone = writing.gone()
    except KeyboardInterrupt:
        report.interrupted = True
    report.waiting = len(site_of(target).index_queue)
    return report


def records_of(target: Any) -> Mapping[str, tuple]:
    """Return path → (uid, digest, version number) of the items imported by earlier runs.

    Records of earlier versions of Moothall have no number, and those of folders neither digest nor number.
    """
    return getattr(target, "import_records", None) or {}


class _Writing:
    """One run. It references no persistent object except the target, so that a transaction can be retried."""

    def __init__(self, target: Any, plan: Plan, act: ActionContext, published: bool) -> None:
        self.target = target
        self.plan = plan
        self.act = act
        self.published = published
        self._siblings: dict[str, list[str]] | None = None

    def put_all(self, entries: Iterable[ImportedPage | ImportedFile | Refusal]) -> list[str | Refusal]:
        """Import entries; return their outcomes."""
        return [self.put(entry) for entry in entries]

    def put(self, entry: ImportedPage | ImportedFile | Refusal) -> str | Refusal:
        """Import one entry; return the outcome, or why it is refused."""
        if isinstance(entry, Refusal):
            return entry
        try:
            return self._put(entry)
        except UnreadableFile as error:
            return Refusal(entry.path, str(error))

    def _put(self, entry: ImportedPage | ImportedFile) -> str:
        item = self._item(entry.path)
        if item is None:
            self._add(entry)
            return IMPORTED
        if item.deleted:
            return LEFT
        if self._records()[entry.path][1] == entry.digest:
            return UNCHANGED
        if self._is_edited(item, entry.path):
            return EDITED
        item.save(self._importing(entry.path), _fields(entry))
        self._record(entry, item)
        return UPDATED

    def gone(self) -> list[str]:
        """Return the paths of earlier runs that are no longer in the folder, and whose items are on the site."""
        here = {*self.plan.names, *self.plan.folders, *(refusal.path for refusal in self.plan.refusals)}
        # What is in a folder that cannot be read can still be there.
        hidden = tuple(f"{refusal.path}/" for refusal in self.plan.refusals)
        return [
            path
            for path, record in records_of(self.target).items()
            if path not in here
            and not path.startswith(hidden)
            and record[1]
            and (item := self._item(path)) is not None
            and not item.deleted
        ]

    def _is_edited(self, item: Any, path: str) -> bool:
        """Return True if a person saved a version since the import."""
        _uid, _digest, *number = self._records()[path]
        newest = max(item.versions)
        return newest != number[0] if number else item.versions[newest].by != self.act.person

    def _record(self, entry: ImportedPage | ImportedFile, item: Any) -> None:
        self._records()[entry.path] = (item.uid, entry.digest, max(item.versions))

    def _importing(self, path: str) -> ActionContext:
        """Return the context of a save, whose version says where it is from."""
        return self.act.noting(f"Imported: {path.partition('#')[0]}")

    def link_all(self, paths: Iterable[str]) -> int:
        """Link new items with their translations; return the number of those that have any."""
        return sum(self.link(path) for path in paths)

    def link(self, path: str) -> bool:
        """Link a new item with its translations; return True if there are any."""
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

    def _add(self, entry: ImportedPage | ImportedFile) -> None:
        *place, name = self.plan.names[entry.path]
        # First, so that nothing is added for a file that cannot be read.
        fields, act = _fields(entry), self._importing(entry.path)
        container = self._folder(entry.path, place)
        item = container.add_item(act, (Document if isinstance(entry, ImportedPage) else File)(act, **fields), name)
        if self.published:
            item.move_to(act, item.working, _PUBLISHED, live=True)
        self._record(entry, item)

    def _folder(self, path: str, place: list[str]) -> Any:
        """Return the folder of an entry; create missing ones."""
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

    def _item(self, path: str) -> Any:
        record = records_of(self.target).get(path)
        return site_of(self.target).uids.get(record[0]) if record else None

    def _records(self) -> Any:
        if getattr(self.target, "import_records", None) is None:
            self.target.import_records = OOBTree()
        return self.target.import_records

    def _same_page(self) -> dict[str, list[str]]:
        if self._siblings is None:
            self._siblings = {}
            for path in records_of(self.target):
                language, key = language_folder(path)
                if language and path in self.plan.names:
                    self._siblings.setdefault(key, []).append(path)
        return self._siblings


def _fields(entry: ImportedPage | ImportedFile) -> dict[str, Any]:
    if isinstance(entry, ImportedPage):
        fields = {
            "title": entry.title,
            "description": entry.description,
            "language": entry.language,
            "text": entry.text,
        }
        return {**fields, "subjects": entry.subjects} if entry.subjects else fields
    return {
        "title": entry.filename,
        "language": entry.language,
        "file": {"data": entry.data(), "filename": entry.filename},
    }


def _note(report: Report, entry: ImportedPage | ImportedFile | Refusal, outcome: str | Refusal) -> None:
    if isinstance(outcome, Refusal):
        report.refused.append((outcome.path, outcome.reason))
        return
    report.counts[outcome] += 1
    if outcome == LEFT:
        report.left.append((entry.path, "was deleted on the site"))
    elif outcome == EDITED:
        report.left.append((entry.path, "was edited on the site"))
    elif isinstance(entry, ImportedPage):
        report.lost.extend((entry.path, sentence) for sentence in entry.lost)


def _taken(target: Any, place: tuple[str, ...]) -> dict[str, bool]:
    """Return the ids in use in a container below `target`, and whether each is a folder."""
    container = target
    for name in place:
        if name not in container or not isinstance(container[name], Folder):
            return {}
        container = container[name]
    return {name: isinstance(item, Folder) for name, item in container.items()}


def _in_transaction(manager: Any, work: Callable[[], T]) -> T:
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
