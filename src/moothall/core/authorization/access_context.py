"""Somebody looking at the site at one moment: the way to ask what they may see and do.

A request has one (``request.viewer``); mails and rehearsals make their own for
other people.
"""

import threading

from moothall.core.access import AccessData, decide
from moothall.core.access import roles as R
from moothall.core.access.classes import subject_of_class
from moothall.core.access.decide import tokens_match
from moothall.core.access.permissions import Permission
from moothall.core.content.versions import Versioned
from moothall.core.workflow.definition import Definition


class _Compiled:
    """Keeps compiled definitions for as long as the process lives.

    A stored version never changes, but one that was only about to be stored is not
    the one that bears its number in the end: so the very table is what is compared.
    """

    #: Copies of one table that are recognised without a look into them; each connection has its own.
    COPIES = 16

    def __init__(self):
        self._known = {}

    def of(self, uid, version, data):
        """The compiled form of ``data``, the table of a version."""
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


def definitions_of(site):
    """A resolver of compiled definitions."""

    def resolve(uid, version):
        return _compiled.of(uid, version, site.uids.get(uid).data_of(version))

    return resolve


def access_data_of(site):
    """The facts of access as they stand in the snapshot ``site`` was loaded from."""
    return AccessData(site.access, definitions_of(site))


class AccessContext:
    """``person`` looking at ``site`` at ``now`` (aware UTC)."""

    def __init__(self, site, person, now, facts=None):
        self.site = site
        self.person = person
        self.now = now
        self.facts = facts if facts is not None else access_data_of(site)
        self._verdicts = {}

    def decide(self, subject, permission):
        """The verdict on whatever a subject stands for; the same question is answered once."""
        question = subject, permission
        verdict = self._verdicts.get(question)
        if verdict is None:
            verdict = self._verdicts[question] = decide(self.facts, self.person, subject, permission, self.now)
        return verdict

    def verdict(self, permission, item):
        """The verdict on ``permission`` for ``item``, on the edition this person works with."""
        if not isinstance(item, Versioned):
            return self.decide(item.subject(), permission)
        return self.verdict_on(item.access_subjects(), permission)

    def access_subjects_of(self, item):
        """The subjects of an item's editions, as its method ``access_subjects`` gives them."""
        return item.access_subjects()

    def verdict_on(self, subjects, permission):
        """The verdict on an item whose editions are ``subjects``, as its method ``access_subjects`` gives them."""
        for subject in subjects:
            seen = self.decide(subject, Permission.VIEW)
            if seen:
                return seen if permission == Permission.VIEW else self.decide(subject, permission)
        return self.decide(subjects[-1], permission)

    def allowed(self, permission, item):
        return self.verdict(permission, item).allowed

    def sees(self, item):
        return self.verdict(Permission.VIEW, item).allowed

    def shown(self, item):
        """The edition this person works with: the working one for those who may see it, else the live one."""
        return next((edition for edition in item.editions if self.decide(edition.subject(), Permission.VIEW)), None)

    def live(self, item):
        """The live edition if there is one and this person may read it."""
        edition = item.live
        return edition if edition is not None and self.decide(edition.subject(), Permission.VIEW) else None

    def only_state_forbids(self, permission, item):
        """Whether the answer would be yes if the item, or the space around it, were in another state."""
        edition = self.shown(item) if isinstance(item, Versioned) else None
        subject = edition.subject() if edition else item.subject()
        definition = self.facts.definition(subject.workflow, subject.scope)
        roles = self.facts.roles(self.person, subject.scope, self.now)
        # What has no state of its own shares a table with things that have.
        states = definition.states if item.review_state is not None else (subject.state,)
        return any(
            self.holds(definition.row(state, permission), subject, roles)
            for state in states
            if state == subject.state or not definition.states[state].hidden
        )

    def holds(self, tokens, subject, roles=None):
        """Whether any token of a row of a table holds for this person on ``subject``."""
        if roles is None:
            roles = self.facts.roles(self.person, subject.scope, self.now)
        return tokens_match(self.facts, self.person, subject, tokens, roles, self.now)

    def roles(self, item):
        """The roles this person holds on ``item``, included ones too."""
        return self.facts.roles(self.person, item.subject().scope, self.now)

    def counts_as_guest(self, item):
        """Whether this person is a guest at ``item``: not signed in, or banned from the space around it."""
        return self.roles(item).isdisjoint((R.PERSON, R.READER))

    def visible_classes(self):
        """The access classes this person may see, worked out in this viewer's own snapshot."""
        return _visible.classes_for(self)


class _VisibleClasses:
    """Remembers the visible classes of people for as long as no fact and no end date changes them."""

    LIMIT = 4096

    def __init__(self):
        self._lock = threading.Lock()
        self._known = {}

    def classes_for(self, viewer):
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
        until = viewer.facts.until(person, viewer.now) if person.id is not None else None
        # A transaction that has itself changed access has no new serial yet, so what it computes is not kept.
        if site.access.is_changing or site.catalog.is_changing_classes:
            return visible
        with self._lock:
            if len(self._known) >= self.LIMIT:
                self._known.clear()
            self._known[person] = (stamp, classes_stamp, visible, until, viewer.now, answers)
        return visible


_visible = _VisibleClasses()
