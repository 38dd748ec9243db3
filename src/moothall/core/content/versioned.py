"""Items that store each save as a version.

A :class:`Versioned` item has a *live* edition (the published version, which readers see) and at most one
*working* edition (a draft or a proposed change).  Every save creates an immutable
:class:`~moothall.core.content.versions.Version`; an edition refers to one.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from BTrees.LOBTree import LOBTree

from moothall.core.access import Subject
from moothall.core.content.editions import BEFORE, LIVE, WORKING, Edition, working_before_published
from moothall.core.content.items import Item, site_of
from moothall.core.content.log_events import EDITION_STATE, LIVE_VERSION
from moothall.core.content.past_states import deleter_at, states_at
from moothall.core.content.site import Viewer
from moothall.core.content.uids import new_uid
from moothall.core.content.version_copies import keep_visible_versions, log_copied_versions
from moothall.core.content.version_places import place_of, supersede
from moothall.core.content.versions import Version
from moothall.core.event_log.log import ActionContext


class Versioned(Item):
    """An item that stores each save.  ``live_state`` and ``working_state`` are ids of states of its workflow."""

    leaf = True
    hiding_state = "deleted"
    can_restore = True

    live_number: Any = None
    live_state: str | None = None
    working_number: Any = None
    working_state: str | None = None
    #: Number of the published version that the working copy was begun from, or was last merged with.
    working_base: Any = None
    #: Time of the last change that readers see.
    live_modified: datetime | None = None
    #: (person id, aware UTC) of the first publication.
    publication: tuple[str | None, datetime] | None = None
    #: Number of a version → where it stopped being current.
    superseded: Any = None
    #: (number, state) of the versions of a copy that were live, until they are logged.
    copied_states: tuple[tuple[int, str | None], ...]

    def __init__(self, act: ActionContext, **fields: Any) -> None:
        self.versions = LOBTree()
        self.edition_uid = new_uid()
        super().__init__(act)
        self.working_number = self._add_version(act, fields).number
        self.working_state = "draft"

    def on_added(self, _act: ActionContext) -> None:
        """Set the initial state."""
        # The initial state depends on the workflow in effect in the container.
        self.working_state = site_of(self).initial_state(self)
        self.versions[self.working_number].place = place_of(self)

    def _add_version(self, act: ActionContext, fields: dict[str, Any]) -> Version:
        number = self.versions.maxKey() + 1 if self.versions else 1
        version = self.versions[number] = Version(number, act.person, act.at, fields, act.note)
        version.place = place_of(self)
        return version

    # -- editions

    @property
    def published_at(self) -> datetime | None:
        """Return the time of the first publication, or None before it."""
        return self.publication[1] if self.publication is not None else None

    @property
    def effective(self) -> datetime:
        """Return the time of the first publication, or of the creation before it."""
        return self.published_at or self.created

    @property
    def published_by(self) -> str | None:
        """Return the id of the person who made the first publication, or of the creator before it."""
        return self.publication[0] if self.publication is not None else self.creator

    @property
    def live(self) -> Edition | None:
        """Return the published version, or None before the first publication."""
        if self.live_number is None:
            return None
        state = "deleted" if self.deleted else cast(str, self.live_state)
        return Edition(self, LIVE, state, self.versions[self.live_number])

    @property
    def working(self) -> Edition | None:
        """Return the working copy, or None if there is none."""
        if self.working_number is None:
            return None
        state = "deleted" if self.deleted else cast(str, self.working_state)
        return Edition(self, WORKING, state, self.versions[self.working_number])

    @property
    def primary(self) -> Edition:
        """Return the edition in default lists: the live one, or else the working one."""
        return cast(Edition, self.live or self.working)

    @property
    def editions(self) -> list[Edition]:
        """Return all editions, the one people work on first."""
        return [edition for edition in (self.working, self.live) if edition is not None]

    @property
    def state(self) -> str:
        """Return the state of the primary edition."""
        if self.deleted:
            return "deleted"
        return cast(str, self.live_state if self.live_number is not None else self.working_state)

    @property
    def own_states(self) -> tuple[str, ...]:
        """Return the states of the working copy and the published version, even if the item is deleted."""
        return tuple(state for state in (self.working_state, self.live_state) if state is not None)

    def subject(self) -> Subject:
        """Return the subject of the primary edition."""
        return self.primary.subject()

    def access_subjects(self) -> tuple[Subject, ...]:
        """Return the subjects of all editions, the one people work on first."""
        return tuple(edition.subject() for edition in self.editions)

    def access_subjects_after(
        self, person: str | None, edition: Edition, transition: Any, definition: Any
    ) -> dict[int, tuple[Subject, ...]]:
        """Return uid → subjects after a transition on ``edition``."""
        return {
            self.uid: working_before_published(self._access_subjects_after(person, edition, transition, definition))
        }

    def _access_subjects_after(
        self, person: str | None, edition: Edition, transition: Any, definition: Any
    ) -> list[Subject]:
        """Return the subjects after :meth:`delete`, :meth:`restore` or :meth:`move_to`, the working copy first."""
        working: Edition | None = self.working
        live: Any = self.live
        target = transition.target
        if target == "deleted" and not edition.has_live:
            found = [(each.subject(), each.state) for each in self.editions]
            return [each._replace(state=target, deleter=person, before=before) for each, before in found]
        if target == "deleted":
            return [live.subject()]
        if target == BEFORE:
            states = {WORKING: self.working_state, LIVE: self.live_state}
            found = [(each.subject(), cast(str, states[each.kind])) for each in self.editions]
            return [each._replace(state=state, deleter=None, before=None) for each, state in found]
        if definition.states[target].live:
            kept = [working] if working is not None and edition.kind == LIVE else []
            return [*(each.subject() for each in kept), edition._replace(state=target).subject()]
        moved = edition._replace(kind=WORKING, state=target).subject()
        return [moved] if live is None else [moved, live.subject()]

    def access_subjects_at(self, past: Any) -> tuple[Subject, ...]:
        """Return the subjects of all editions at a past time."""
        scope, creator = past.scope_of(self.uid), past.value(self.uid, "creator", now=self.creator)
        deleter, states = deleter_at(self, past), states_at(self, past)
        return working_before_published(
            [
                Subject(scope, self.workflow, "deleted", creator, deleter[0], before=state)
                if deleter
                else Subject(scope, self.workflow, state, creator)
                for state in states
                if state is not None
            ]
        )

    # -- fields of the primary edition, for lists that only need a title

    @property
    def _shown(self) -> Version:
        return self.versions[self.live_number if self.live_number is not None else self.working_number]

    @property
    def title(self) -> str:
        """Return the title of the primary edition."""
        return self._shown.title

    @property
    def description(self) -> str:
        """Return the summary of the primary edition."""
        return self._shown.description

    @property
    def language(self) -> str:
        """Return the language of the primary edition."""
        return self._shown.language

    @property
    def subjects(self) -> tuple[str, ...]:
        """Return the tags of the primary edition."""
        return self._shown.subjects

    # -- changes

    def save_edition(self, act: ActionContext, edition: Edition, fields: dict[str, Any], at_once: bool) -> Edition:
        """Save ``fields`` over those of ``edition`` as a new version; return the edition that now has it.

        Saving a published version publishes the version if ``at_once``; otherwise it creates a working copy in
        the initial state.
        """
        version = self._add_version(act, {**edition.version.fields(), **fields})
        if edition.kind == WORKING:
            supersede(self, self.working_number)
            self.working_number = version.number
        elif at_once:
            self._go_live(act, version.number)
        else:
            self._open(act, version.number, site_of(self).initial_state(self))
        self.modified = act.at
        site_of(self).reindex(self)
        return cast(Edition, self.live if edition.kind == LIVE and at_once else self.working)

    def save(self, act: ActionContext, fields: dict[str, Any]) -> Any:
        """Save over the working copy, or else the live one, without checking permissions."""
        edition = self.editions[0]
        return self.save_edition(act, edition, fields, at_once=edition.kind == LIVE)

    def move_to(self, act: ActionContext, edition: Edition, state: str, live: bool, under: Any = None) -> None:
        """Put ``edition`` into ``state``; ``live``: readers see items in that state.

        ``under`` names the version of the workflow that allowed it.  A working copy that becomes live replaces the
        live one; a published version sent to a state that is not live stays unchanged and gets a working copy there.
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

    def delete(self, act: ActionContext, edition: Edition, under: Any = None) -> None:
        """Delete the item so that it can be restored, or only discard a working copy if there is a live one."""
        if edition.has_live:
            self._close(act, self.working_state, under)
        else:
            self._record(act, edition.kind, edition.state, "deleted", under)
            self.deleted = (act.person, act.at)
        site_of(self).reindex(self)

    def restore(self, act: ActionContext, under: Any = None) -> None:
        """Undo :meth:`delete`: every edition returns to its former state."""
        self.deleted = None
        self._record(act, self.primary.kind, "deleted", self.state, under)
        site_of(self).reindex(self)

    def update(self, viewer: Viewer, act: ActionContext, fields: dict[str, Any]) -> None:
        """Save fields to the edition this person works on."""
        edition = cast(Edition, viewer.shown(self))
        self.save_edition(act, edition, fields, at_once=self.publishes_directly(viewer, edition))

    def publishes_directly(self, viewer: Viewer, edition: Edition) -> bool:
        """Return True if a save by this person is published immediately, because they may publish the item."""
        subject = edition.subject()
        definition = viewer.access_data.definition(subject.workflow, subject.scope)
        # Saving must not bypass the guards of a transition.
        steps = [step for step in definition.publishing if not step.guards]
        return any(
            viewer.holds(definition.who(step, source), subject)
            for step in steps
            for source in step.sources
            if not definition.states[source].live
        )

    def apply_transition(self, act: ActionContext, edition: Edition, transition: Any, definition: Any) -> None:
        """Perform a transition on ``edition``; permissions are checked before."""
        if transition.target == "deleted":
            self.delete(act, edition, definition.under)
        elif transition.target == BEFORE:
            self.restore(act, definition.under)
        else:
            live = definition.states[transition.target].live
            self.move_to(act, edition, transition.target, live, definition.under)

    def after_copy(self, original: Item, viewpoint: Any) -> None:
        """Keep the editions and versions that ``viewpoint`` sees."""
        keep_visible_versions(self, original, viewpoint)

    def log_copied_states(self, act: ActionContext) -> None:
        """Log which versions were live, in which states."""
        log_copied_versions(self, act)

    def stored_states(self) -> Iterable[tuple[str, str | None]]:
        """Return the states of the published version and of the working copy."""
        return ((LIVE, self.live_state), (WORKING, self.working_state))

    def replace_state(self, act: ActionContext, key: str, before: str | None, after: str, under: Any) -> None:
        """Log and store another state of the edition ``key``."""
        self._record(act, key, before, after, under)
        if key == LIVE:
            self.live_state = after
        else:
            self.working_state = after

    def unpublish(self, act: ActionContext, state: str, under: Any = None) -> None:
        """Hide the published version from readers: it becomes the working copy in ``state`` if there is none."""
        number, before = self.live_number, self.live_state
        site_of(self).event_log.append(act, LIVE_VERSION, self.uid, before=number, after=None)
        self._record(act, LIVE, before, None, under)
        supersede(self, number, before)
        self.live_number = self.live_state = self.working_base = None
        if self.working_number is None:
            self._record(act, WORKING, None, state, under)
            self.working_number, self.working_state = number, state

    def _go_live(self, act: ActionContext, number: int, state: str | None = None, under: Any = None) -> None:
        site = site_of(self)
        site.event_log.append(act, LIVE_VERSION, self.uid, before=self.live_number, after=number)
        supersede(self, self.live_number, self.live_state, number)
        self.live_number = number
        self.live_modified = act.at
        if self.publication is None:
            self.publication = (act.person, act.at)
        if state is not None and state != self.live_state:
            self._record(act, LIVE, self.live_state, state, under)
            self.live_state = state

    def _open(self, act: ActionContext, number: int, state: str, under: Any = None) -> None:
        self._record(act, WORKING, self.working_state, state, under)
        supersede(self, self.working_number)
        self.working_number, self.working_state, self.working_base = number, state, self.live_number

    def _close(self, act: ActionContext, before: str | None, under: Any = None) -> None:
        self._record(act, WORKING, before, None, under)
        supersede(self, self.working_number)
        self.working_number = self.working_state = self.working_base = None

    def _record(self, act: ActionContext, key: str, before: str | None, after: str | None, under: Any = None) -> None:
        site_of(self).event_log.append(act, EDITION_STATE, self.uid, key=key, before=before, after=after, version=under)
