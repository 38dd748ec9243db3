"""Letting a space follow the table that holds around it again, after it had chosen one of its own."""

from moothall.core.access.overlay import Overlay, copy_of
from moothall.core.content import site_of
from moothall.core.errors import BadInput, Refused
from moothall.core.i18n import _
from moothall.core.workflow import going
from moothall.insight.changes.base import Change, only
from moothall.insight.changes.workflow import states_sent
from moothall.space.content import Space
from moothall.workflows.content import check_may_choose, choose, kinds_to_choose


class AroundChange(Change):
    """``{"kind": "inherit-workflow", "workflow": kind, "states": {old: new}}``: what holds around a space holds in it.
    """

    kind = "inherit-workflow"

    def __init__(self, item, workflow, states=None):
        super().__init__(item)
        self.workflow, self.states = workflow, dict(states or {})

    @classmethod
    def read(cls, asker, item, sent):
        only(sent, "workflow", "states")
        if not isinstance(item, Space):
            raise BadInput(_("Only a space can follow what is around it."))
        workflow = sent.get("workflow")
        if not isinstance(workflow, str) or workflow not in asker.site.access.definitions:
            raise BadInput(_("There is no workflow “${name}”.", mapping={"name": str(workflow)[:100]}))
        return cls(item, workflow, states_sent(sent))

    def table(self, facts):
        """The table that holds around the space."""
        return facts.table(*facts.pointer(self.workflow, self.item.record.parent))

    def check(self, viewer):
        check_may_choose(viewer, self.item)
        if self.workflow not in kinds_to_choose(viewer, self.item):
            raise Refused()
        going.check(going.going(site_of(self.item), self.workflow, {self.item.uid: None}), self.states)

    def overlay(self, viewer):
        record = copy_of(self.item.record)
        record.definitions.pop(self.workflow, None)
        known = self.table(viewer.facts).states
        states = {(self.workflow, old): new for old, new in self.states.items() if old not in known}
        return Overlay(site_of(self.item), [record], self.item, states=states)

    def make(self, viewer, act, notify):
        if self.workflow in self.item.record.definitions:
            choose(act, site_of(self.item), self.item.uid, None, self.workflow, self.states)

    def fields(self, people):
        return {"workflow": self.workflow} | ({"states": self.states} if self.states else {})
