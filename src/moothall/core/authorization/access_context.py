"""One person's access to the site at one time.

A request has one (``request.viewer``); emails and simulations create their own for other people.
"""

import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from moothall.core.access import AccessData, decide
from moothall.core.access import roles as R
from moothall.core.access.classes import subject_of_class
from moothall.core.access.decide import tokens_match
from moothall.core.access.permissions import KEPT_WHEN_SILENCED, Permission
from moothall.core.access.person import Person
from moothall.core.access.subjects import AccessResult, Subject, TokenRow
from moothall.core.content.editions import Edition
from moothall.core.content.items import Item
from moothall.core.content.site import Site
from moothall.core.content.versioned import Versioned
from moothall.core.workflow.definition import Definition


class _Compiled:
    """Keeps compiled definitions for the lifetime of the process.

    A stored version never changes, but an uncommitted one may not be the one that gets its number in the
    end.  So the data is compared as well.
    """

    #: Number of copies of one definition compared by identity; each database connection has its own copy.
    COPIES = 16

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], tuple] = {}

    def of(self, uid: int, version: int, data: Mapping[str, Any]) -> Definition:
        """Return the compiled definition for ``data``, the plain data of a version."""
        known = self._known.get((uid, version), ())
        for copy, compiled in known:
            if copy is data:
                return compiled
        compiled = next((compiled for copy, compiled in known if copy == data), None) or Definition(
            data, (uid, version)
        )
        self._known[uid, version] = ((data, compiled), *known[: self.COPIES - 1])
        return compiled


_compiled = _Compiled()


def definitions_of(site: Site) -> Callable[[int, int], Definition]:
    """Return a function that returns the compiled definition for (uid, version)."""

    def resolve(uid: int, version: int) -> Definition:
        # The class of stored definitions belongs to a feature.
        stored: Any = site.uids.get(uid)
        return _compiled.of(uid, version, stored.data_of(version))

    return resolve


def access_data_of(site: Site) -> AccessData:
    """Return the access data of the snapshot from which ``site`` was loaded."""
    return AccessData(site.access, definitions_of(site))


#: Matches creators who may do no more than read.
_AS_CREATOR = TokenRow(("creator",), None)


class AccessContext:
    """The access of ``person`` to ``site`` at ``now`` (aware UTC)."""

    def __init__(self, site: Site, person: Person, now: datetime, access_data: AccessData | None = None) -> None:
        self.site = site
        self.person = person
        self.now = now
        self.access_data = access_data if access_data is not None else access_data_of(site)
        self._results: dict[tuple[Subject, str], AccessResult] = {}

    @property
    def lists_everyone(self) -> bool:
        """Return True if this person can list the people of all groups and spaces."""
        return R.ADMINISTRATOR in self.person.site_roles

    def for_person(self, person: Person) -> "AccessContext":
        """Return the context of another person, at the same time and with the same access data."""
        return AccessContext(self.site, person, self.now, self.access_data)

    def decide(self, subject: Subject, permission: str) -> AccessResult:
        """Return the access result for a subject; results are cached."""
        question = subject, permission
        result = self._results.get(question)
        if result is None:
            result = self._results[question] = decide(self.access_data, self.person, subject, permission, self.now)
        return result

    def result(self, permission: str, item: Item) -> AccessResult:
        """Return the access result for ``item``, for the edition this person works with."""
        if not isinstance(item, Versioned):
            return self.decide(item.subject(), permission)
        return self.result_for(item.access_subjects(), permission)

    def access_subjects_of(self, item: Item) -> Sequence[Subject]:
        """Return the subjects of an item's editions, as its method ``access_subjects`` does."""
        return item.access_subjects()

    def result_for(self, subjects: Sequence[Subject], permission: str) -> AccessResult:
        """Return the access result for an item whose editions are ``subjects``, as ``access_subjects`` returns them."""
        for subject in subjects:
            seen = self.decide(subject, Permission.VIEW)
            if seen:
                return seen if permission == Permission.VIEW else self.decide(subject, permission)
        return self.decide(subjects[-1], permission)

    def allowed(self, permission: str, item: Item) -> bool:
        """Return True if this person has the permission on ``item``."""
        return self.result(permission, item).allowed

    def sees(self, item: Item) -> bool:
        """Return True if this person can view ``item``."""
        return self.result(Permission.VIEW, item).allowed

    def shown(self, item: Versioned) -> Edition | None:
        """Return the edition this person works with: the working copy if visible, otherwise the published version."""
        return next((edition for edition in item.editions if self.decide(edition.subject(), Permission.VIEW)), None)

    def live(self, item: Versioned) -> Edition | None:
        """Return the published version, if there is one and this person can read it."""
        edition = item.live
        return edition if edition is not None and self.decide(edition.subject(), Permission.VIEW) else None

    def only_state_forbids(self, permission: str, item: Item) -> bool:
        """Return True if the permission is denied only because of the state of the item or of an enclosing space."""
        edition = self.shown(item) if isinstance(item, Versioned) else None
        subject = edition.subject() if edition else item.subject()
        definition = self.access_data.definition(subject.workflow, subject.scope)
        roles = self.access_data.roles(self.person, subject.scope, self.now)
        row = definition.row(subject.state, permission)
        if R.SILENCED in roles and permission not in KEPT_WHEN_SILENCED:
            return False
        if not self.holds(row, subject, roles) and self.holds(row, subject, roles | R.WHOLE_PART):
            # It is not the state: only people who take part there may do this to their own items.
            return False
        # Items without a state use the definition of items with states.
        states = definition.states if item.review_state is not None else (subject.state,)
        return any(
            self.holds(definition.row(state, permission), subject, roles)
            for state in states
            if state == subject.state or not definition.states[state].hidden
        )

    def holds(self, tokens: Iterable[str], subject: Subject, roles: Collection[str] | None = None) -> bool:
        """Return True if this person matches any of the tokens on ``subject``."""
        if roles is None:
            roles = self.access_data.roles(self.person, subject.scope, self.now)
        return tokens_match(self.access_data, self.person, subject, tokens, roles)

    def is_creator(self, item: Item) -> bool:
        """Return True if this person created ``item`` and can read the place it is in, or was given access to it."""
        return item.creator is not None and self.holds(_AS_CREATOR, item.subject())

    def roles(self, item: Item) -> frozenset[str]:
        """Return the roles of this person on ``item``, including implied ones."""
        return self.access_data.roles(self.person, item.subject().scope, self.now)

    def counts_as_visitor(self, item: Item) -> bool:
        """Return True for visitors, and for people who are banned from the space that contains ``item``."""
        return self.roles(item).isdisjoint((R.PERSON, R.READER))

    def is_silenced(self, item: Item) -> bool:
        """Return True for people who cannot write in the space that contains ``item``, until a date."""
        return R.SILENCED in self.roles(item)

    def visible_classes(self) -> frozenset[str]:
        """Return the access classes this person can see, computed in the snapshot of this context."""
        return _visible.classes_for(self)


class _VisibleClasses:
    """Caches the visible classes of people until the access data changes or a role expires."""

    LIMIT = 4096

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[Person, tuple] = {}

    def classes_for(self, viewer: AccessContext) -> frozenset[str]:
        site, person = viewer.site, viewer.person
        stamp = (site.uid, site.access.stamp)
        classes_stamp = site.catalog.classes_stamp
        known = self._known.get(person)
        if (
            known is not None
            and known[0] == stamp
            and (known[3] is None or viewer.now < known[3])
            and viewer.now >= known[4]
        ):
            if known[1] == classes_stamp:
                return known[2]
            checked = known[5]
        else:
            checked = {}
        answers = {}
        for value in site.catalog.classes:
            seen = checked.get(value)
            answers[value] = viewer.decide(subject_of_class(value), Permission.VIEW).allowed if seen is None else seen
        visible = frozenset(value for value, seen in answers.items() if seen)
        until = viewer.access_data.until(person, viewer.now) if person.id is not None else None
        # A transaction that has changed access itself has no new serial yet, so its results are not kept.
        if site.access.is_changing or site.catalog.is_changing_classes:
            return visible
        with self._lock:
            if len(self._known) >= self.LIMIT:
                self._known.clear()
            self._known[person] = (stamp, classes_stamp, visible, until, viewer.now, answers)
        return visible


_visible = _VisibleClasses()
