"""Apply a transition of the workflow, as ``@workflow/<transition>`` does."""

from moothall.core.access.records import SPACE
from moothall.core.authorization.item_classes import roots_of
from moothall.core.authorization.overlay import Overlay, copy_of
from moothall.core.base.errors import BadInput, NotFound
from moothall.core.base.i18n import _
from moothall.core.content.items import site_of
from moothall.core.content.versioned import Versioned
from moothall.core.workflow import guard_checks
from moothall.core.workflow import transition as steps
from moothall.core.workflow.grounds import for_person
from moothall.insight.changes.base import AccessChange, only


class TransitionChange(AccessChange):
    """``{"kind": "transition", "name", "comment"}``; a comment if the transition asks for a reason."""

    kind = "transition"

    def __init__(self, item, name):
        super().__init__(item)
        self.name = name

    @classmethod
    def read(cls, _asker, item, sent):
        only(sent, "name")
        if not isinstance(sent.get("name"), str):
            raise BadInput(_("“name” must be the ID of an action."))
        return cls(item, sent["name"])

    def step(self, viewer):
        """Return the transition of the workflow that applies to ``viewer``, or ``None``."""
        try:
            found = steps.transition_target(viewer, self.item)[2].transitions.get(self.name)
        except NotFound:
            return None
        return for_person(viewer, self.item, found) if found is not None else None

    def access_subject(self, viewer):
        """Return the version the transition of ``viewer`` would change; ``None`` for items without versions."""
        return viewer.shown(self.item) if isinstance(self.item, Versioned) else None

    def requires_comment(self, viewer):
        step = self.step(viewer)
        return step is not None and step.needs_reason

    def requires_rule(self, viewer):
        step = self.step(viewer)
        return step is not None and step.restricts

    def check(self, viewer):
        steps.check(viewer, self.item, self.name)

    def roots(self):
        record = site_of(self.item).access.get(self.item.uid)
        if record is None or record.kind != SPACE:
            return super().roots()
        # The members of a space have what was given to it while it is active.
        return roots_of(site_of(self.item), self.item, self.item.uid)

    def overlay(self, viewer):
        item, site = self.item, site_of(self.item)
        edition, _subject, definition = steps.transition_target(viewer, item)
        step = definition.transitions[self.name]
        if len(guard_checks.approved_by(viewer, item, edition, step)) + 1 < guard_checks.approvals_needed(step):
            # One approval of several: the state does not change.
            return Overlay(site)
        changed = item.access_subjects_after(viewer.person.id, edition, step, definition)
        record, records, masked = site.access.get(item.uid), [], None
        if record is not None and record.kind == SPACE:
            copy = copy_of(record)
            copy.state = step.target
            records.append(copy)
        if item.masked_in is not None:
            masked = item.masked_in(changed[item.uid][-1].state)
        return Overlay(site, records, item, masked=masked, changed=changed)

    def perform(self, viewer, act, notify):
        steps.perform(viewer, act, self.item, self.name, notify)

    def fields(self, _people):
        return {"name": self.name}
