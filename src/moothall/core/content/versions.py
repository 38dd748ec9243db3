"""Editions and versions: what readers see, and what is being worked on.

A :class:`Versioned` item has a *live* edition (what readers see) and at most one
*working* edition (a draft, a proposal, something sent back).  Every save makes an
immutable :class:`Version`; an edition points at one.
"""

from typing import NamedTuple

from BTrees.LOBTree import LOBTree
from persistent import Persistent

from moothall.core.access import Subject
from moothall.core.content.items import Item, scope_of, site_of
from moothall.core.content.log_events import EDITION_STATE, LIVE_VERSION
from moothall.core.content.uids import new_uid

LIVE, WORKING = "live", "working"
#: As the target of a step: the state before the present one.
BEFORE = "before"
COMMON = ("title", "description", "language", "subjects")


class Version(Persistent):
    """One saved state of an item's fields.  Never changed once stored."""

    title = ""
    description = ""
    language = ""
    subjects = ()

    def __init__(self, number, by, at, fields):
        self.number = number
        self.by = by
        self.at = at
        self.data = {name: value for name, value in fields.items() if name not in COMMON}
        for name in COMMON:
            if name in fields:
                setattr(self, name, fields[name])

    def fields(self):
        return {**{name: getattr(self, name) for name in COMMON}, **self.data}

    def get(self, name, default=None):
        return getattr(self, name) if name in COMMON else self.data.get(name, default)


class Approval(NamedTuple):
    """Somebody's consent to a step that several have to agree to; ``digest`` stands for what they saw."""

    transition: str
    person: str
    at: object
    digest: str


class Edition(NamedTuple):
    """One edition of an item as it is asked about, shown or moved through the workflow."""

    item: object
    kind: str
    state: str
    version: Version

    @property
    def uid(self):
        """The uid this edition has in the catalog: the item's own for the one in default lists."""
        return self.item.edition_uid if self.kind == WORKING and self.item.live_number is not None else self.item.uid

    @property
    def has_live(self):
        """Whether readers meanwhile see a live edition behind this working one."""
        return self.kind == WORKING and self.item.live_number is not None

    @property
    def modified(self):
        """When it changed for those who see it: that something is being worked on is no affair of readers."""
        return self.item.modified if self.kind == WORKING else self.item.live_modified

    def subject(self):
        item = self.item
        deleter = item.deleted[0] if item.deleted else None
        behind = item.live.state if self.has_live else None
        return Subject(scope_of(item), item.workflow, self.state, item.creator, deleter, published_state=behind)


class Versioned(Item):
    """An item whose saves are kept.  ``live_state`` and ``working_state`` are ids of the workflow's states."""

    leaf = True
    hiding_state = "deleted"

    live_number = None
    live_state = None
    working_number = None
    working_state = None
    #: When what readers see last changed.
    live_modified = None
    #: (person id, at) while the item is deleted and can be restored.
    deleted = None

    def __init__(self, act, **fields):
        self.versions = LOBTree()
        self.edition_uid = new_uid()
        super().__init__(act)
        self.working_number = self._add_version(act, fields).number
        self.working_state = "draft"

    def on_added(self, act):
        # What holds where it now stands says how things begin.
        self.working_state = site_of(self).initial_state(self)

    def _add_version(self, act, fields):
        number = self.versions.maxKey() + 1 if self.versions else 1
        version = self.versions[number] = Version(number, act.person, act.at, fields)
        return version

    # -- editions

    @property
    def live(self):
        """The live edition, or ``None`` before the first publication."""
        if self.live_number is None:
            return None
        return Edition(self, LIVE, "deleted" if self.deleted else self.live_state, self.versions[self.live_number])

    @property
    def working(self):
        """The working edition, or ``None`` when nothing is under way."""
        if self.working_number is None:
            return None
        return Edition(
            self, WORKING, "deleted" if self.deleted else self.working_state, self.versions[self.working_number]
        )

    @property
    def primary(self):
        """The edition that stands in default lists: the live one, or else the working one."""
        return self.live or self.working

    @property
    def editions(self):
        """All editions there are, the one people work on first."""
        return [edition for edition in (self.working, self.live) if edition is not None]

    @property
    def state(self):
        if self.deleted:
            return "deleted"
        return self.live_state if self.live_number is not None else self.working_state

    @property
    def own_states(self):
        return tuple(state for state in (self.working_state, self.live_state) if state is not None)

    def subject(self):
        return self.primary.subject()

    def access_subjects(self):
        return tuple(edition.subject() for edition in self.editions)

    def access_subjects_after(self, person, edition, transition, definition):
        return {
            self.uid: _working_before_published(self._access_subjects_after(person, edition, transition, definition))
        }

    def _access_subjects_after(self, person, edition, transition, definition):
        """What :meth:`delete`, :meth:`restore` and :meth:`move_to` leave behind, those people work on first."""
        working, live, target = self.working, self.live, transition.target
        if target == "deleted" and not edition.has_live:
            return [each._replace(state=target).subject()._replace(deleter=person) for each in self.editions]
        if target == "deleted":
            return [live.subject()]
        if target == BEFORE:
            states = {WORKING: self.working_state, LIVE: self.live_state}
            return [each._replace(state=states[each.kind]).subject()._replace(deleter=None) for each in self.editions]
        if definition.states[target].live:
            kept = [working] if working is not None and edition.kind == LIVE else []
            return [*(each.subject() for each in kept), edition._replace(state=target).subject()]
        moved = edition._replace(kind=WORKING, state=target).subject()
        return [moved] if live is None else [moved, live.subject()]

    def access_subjects_at(self, past):
        scope, creator = past.scope_of(self.uid), past.value(self.uid, "creator", now=self.creator)
        deleter, states = self._deleter_at(past), self._states_at(past)
        return _working_before_published(
            [
                Subject(scope, self.workflow, "deleted" if deleter else state, creator, *deleter)
                for state in states
                if state is not None
            ]
        )

    def _deleter_at(self, past):
        """(who had deleted it,) or nothing."""
        found = ()
        for fact in past.earlier(self.uid, {"edition state"}):
            if "deleted" in (fact.before, fact.after):
                found = (fact.actor,) if fact.after == "deleted" else ()
        return found

    def _states_at(self, past):
        """The states of the working and of the live edition, deleted or not."""
        states = {WORKING: self.working_state, LIVE: self.live_state}
        known = set()
        for fact in past.later(self.uid, "edition state"):
            if fact.key not in known and "deleted" not in (fact.before, fact.after):
                known.add(fact.key)
                states[fact.key] = fact.before
        return tuple(states.values())

    # -- fields of the primary edition, for whoever only needs a title

    @property
    def _shown(self):
        return self.versions[self.live_number if self.live_number is not None else self.working_number]

    @property
    def title(self):
        return self._shown.title

    @property
    def description(self):
        return self._shown.description

    @property
    def language(self):
        return self._shown.language

    @property
    def subjects(self):
        return self._shown.subjects

    # -- changes

    def save_edition(self, act, edition, fields, at_once):
        """Save ``fields`` over those of ``edition`` as a new version; returns the edition that now holds it.

        Saving a live edition replaces what readers see when ``at_once``; otherwise it
        opens a working edition in the state in which things begin.
        """
        version = self._add_version(act, {**edition.version.fields(), **fields})
        if edition.kind == WORKING:
            self.working_number = version.number
        elif at_once:
            self._go_live(act, version.number)
        else:
            self._open(act, version.number, site_of(self).initial_state(self))
        self.modified = act.at
        site_of(self).reindex(self)
        return self.live if edition.kind == LIVE and at_once else self.working

    def save(self, act, fields):
        """Save over what is being worked on, or else what is live, without asking whether that is allowed."""
        edition = self.editions[0]
        return self.save_edition(act, edition, fields, at_once=edition.kind == LIVE)

    def move_to(self, act, edition, state, live, under=None):
        """Put ``edition`` into ``state``; ``live``: whether readers see items in that state.

        ``under`` names the version of the table that allowed it.

        A working edition that becomes live replaces the live one; a live edition sent
        to a state that is not live stays as it is and gets a working copy there.
        """
        if edition.kind == WORKING and live:
            before = self.working_state
            self._go_live(act, self.working_number, state, under)
            self._close(act, before, under)
        elif edition.kind == WORKING:
            self._record(act, WORKING, self.working_state, state, under)
            self.working_state = state
        elif live:
            self._record(act, LIVE, self.live_state, state, under)
            self.live_state = state
            self.live_modified = act.at
        else:
            self._open(act, self.live_number, state, under)
        self.modified = act.at
        site_of(self).reindex(self)

    def delete(self, act, edition, under=None):
        """Delete the item so that it can be restored, or only discard a working edition with a live one behind it."""
        if edition.has_live:
            self._close(act, self.working_state, under)
        else:
            self._record(act, edition.kind, edition.state, "deleted", under)
            self.deleted = (act.person, act.at)
        site_of(self).reindex(self)

    def restore(self, act, under=None):
        """Undo :meth:`delete`: every edition is back in the state it had."""
        self.deleted = None
        self._record(act, self.primary.kind, "deleted", self.state, under)
        site_of(self).reindex(self)

    def update(self, viewer, act, fields):
        edition = viewer.shown(self)
        self.save_edition(act, edition, fields, at_once=self.publishes_directly(viewer, edition))

    def publishes_directly(self, viewer, edition):
        """Whether what this person saves on a live edition is what readers see: they may publish it."""
        subject = edition.subject()
        definition = viewer.facts.definition(subject.workflow, subject.scope)
        # What a step asks for beside the right to take it is not got around by saving.
        steps = [step for step in definition.publishing if not step.guards]
        return any(
            viewer.holds(definition.who(step, source), subject)
            for step in steps
            for source in step.sources
            if not definition.states[source].live
        )

    def apply_transition(self, act, edition, transition, definition):
        """Take a step of the workflow on ``edition``; who may is decided before."""
        if transition.target == "deleted":
            self.delete(act, edition, definition.under)
        elif transition.target == BEFORE:
            self.restore(act, definition.under)
        else:
            live = definition.states[transition.target].live
            self.move_to(act, edition, transition.target, live, definition.under)

    def stored_states(self):
        return ((LIVE, self.live_state), (WORKING, self.working_state))

    def replace_state(self, act, key, before, after, under):
        self._record(act, key, before, after, under)
        if key == LIVE:
            self.live_state = after
        else:
            self.working_state = after

    def _go_live(self, act, number, state=None, under=None):
        site = site_of(self)
        site.facts.append(act, LIVE_VERSION, self.uid, before=self.live_number, after=number)
        self.live_number = number
        self.live_modified = act.at
        if state is not None and state != self.live_state:
            self._record(act, LIVE, self.live_state, state, under)
            self.live_state = state

    def _open(self, act, number, state, under=None):
        self._record(act, WORKING, self.working_state, state, under)
        self.working_number, self.working_state = number, state

    def _close(self, act, before, under=None):
        self._record(act, WORKING, before, None, under)
        self.working_number = self.working_state = None

    def _record(self, act, key, before, after, under=None):
        site_of(self).facts.append(act, EDITION_STATE, self.uid, key=key, before=before, after=after, version=under)


def _working_before_published(subjects):
    """The subjects of the editions there are, as :meth:`Edition.subject` gives them where there are two."""
    if len(subjects) < 2:
        return tuple(subjects)
    working, live = subjects
    return working._replace(published_state=live.state), live._replace(published_state=None)
