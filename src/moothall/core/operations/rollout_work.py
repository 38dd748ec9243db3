"""What a rollout of a workflow still has to change, read from the catalog."""

from collections.abc import Iterable, Iterator
from typing import Any

from moothall.core.access import classes
from moothall.core.access.permissions import Permission
from moothall.core.access.subjects import Subject
from moothall.core.authorization.access_context import AccessContext, access_data_of, definitions_of
from moothall.core.content.site import Site
from moothall.core.operations.removed_states import hiding_state
from moothall.core.storage.index_maps import uids_by_value, values_by_uid
from moothall.core.workflow.definition import Definition


class RemainingWork:
    """The remaining work of a rollout, read from the catalog, so that nothing is missed or done twice."""

    def __init__(self, site: Site, change: Any, viewer: AccessContext | None = None) -> None:
        self._site = site
        self._change = change
        #: Whose visible items alone count; None for all items.
        self._viewer = viewer
        self._classes = uids_by_value(site.catalog["access_class"])
        self._definitions = definitions_of(site)
        self._after: dict[int, tuple[int, int]] = {}
        self.access_data = access_data_of(site)

    def coarse(self) -> list[str]:
        """Return the access classes that are too coarse for the new definition."""
        return [
            value
            for value, subject, people in self._concerned()
            if people < len(_personal(self._table(subject.scope), subject))
        ]

    def unsettled(self) -> list[str]:
        """Return the access classes of removed states, and those finer than the new definition needs."""
        found = []
        for value, subject, people in self._concerned():
            then = self._then(subject.scope)
            gone = any(
                state is not None and state not in then.states for state in (subject.state, subject.published_state)
            )
            if gone or people > len(_personal(then, subject)):
                found.append(value)
        return found

    def hiding(self) -> list[str]:
        """Return the access classes of a state that can hide a removed one."""
        ways = self._change.ways
        hides = hiding_state(self._site, self._change.kind) if ways else None
        if hides is None:
            return []
        return [
            value
            for value, subject, _people in self._concerned()
            if subject.state == hides and any(id not in self._then(subject.scope).states for id in ways)
        ]

    def uids(self, values: Iterable[str]) -> Iterator[int]:
        """Yield the uids of all items in these classes."""
        for value in values:
            yield from self._classes.get(value, ())

    def count(self) -> int:
        """Return the approximate number of entries; items to migrate may have been reclassified before."""
        values = {*self.coarse(), *self.unsettled(), *self.hiding()}
        return sum(len(self._classes[value]) for value in values) + self._count_undone()

    def _count_undone(self) -> int:
        undone = self._change.undoing
        if undone is None:
            return 0
        if self._viewer is None:
            return len(undone.resettled)
        seen, class_of = self._viewer.visible_classes(), values_by_uid(self._site.catalog["access_class"])
        return sum(class_of.get(uid) in seen for uid in undone.resettled)

    def _concerned(self) -> Iterator[tuple[str, Subject, int]]:
        """Yield (class, its subject, number of people it names) for each class whose definition changes."""
        for value in list(self._site.catalog.classes):
            subject = classes.subject_of_class(value)
            if (
                subject.workflow == self._change.kind
                and self._is_concerned(subject.scope)
                and (self._viewer is None or self._viewer.decide(subject, Permission.VIEW))
            ):
                yield value, subject, value.count(":") - 2

    def _is_concerned(self, scope: int) -> bool:
        return self._change.switched or self._pointer(scope) != self.access_data.pointer(self._change.kind, scope)

    def _table(self, scope: int) -> Definition:
        return self.access_data.definition(self._change.kind, scope)

    def _then(self, scope: int) -> Definition:
        """Return the definition in effect after the rollout."""
        return self._definitions(*self._pointer(scope))

    def _pointer(self, scope: int) -> tuple[int, int]:
        found = self._after.get(scope)
        if found is None:
            default = self._site.access.definitions[self._change.kind]
            found = self._after[scope] = self._change.pointer(self.access_data.chain(scope), default)
        return found


def _personal(table: Definition, subject: Subject) -> tuple[str, ...]:
    """Return the people on whom access to an item depends under a definition."""
    return table.personal(subject.state, subject.published_state, subject.before)
