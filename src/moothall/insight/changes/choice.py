"""Choose the workflows of a space, for one or several kinds of items at once."""

from moothall.core.authorization.overlay import Overlay, copy_of
from moothall.core.base.errors import BadInput, Forbidden
from moothall.core.base.i18n import _
from moothall.core.content.items import site_of
from moothall.core.operations import removed_states
from moothall.insight.changes.base import AccessChange, only
from moothall.insight.changes.workflow import definition_named, states_sent
from moothall.space.content import Space
from moothall.workflows.content import check_may_choose, choose, kinds_to_choose


class ChoiceChange(AccessChange):
    """``{"kind": "workflows", "chosen": {kind: id}, "states": {kind: {old: new}}}``: a space chooses workflows.

    The ID ``null`` means that the space inherits the workflow again.  ``states`` says, for each kind, which
    state items get if theirs is removed.
    """

    kind = "workflows"

    def __init__(self, item, kinds, chosen, states=None):
        super().__init__(item)
        self.kinds = kinds
        self.chosen, self.states = dict(chosen), {kind: dict(moved) for kind, moved in (states or {}).items()}

    @classmethod
    def require_right(cls, viewer, item):
        if isinstance(item, Space):
            check_may_choose(viewer, item)

    @classmethod
    def read(cls, asker, item, sent):
        only(sent, "chosen", "states")
        if not isinstance(item, Space):
            raise BadInput(_("Only a space can have its own workflows."))
        chosen, states = sent.get("chosen"), sent.get("states") or {}
        if not isinstance(chosen, dict) or not chosen:
            raise BadInput(_("“chosen” must give a workflow, or null, for each type."))
        if not isinstance(states, dict):
            raise BadInput(_("“states” must say for each type where its items go."))
        found = {kind: _chosen(asker.viewer, kind, id) for kind, id in chosen.items()}
        return cls(
            item, asker.kinds, found, {kind: states_sent({"states": moved}) for kind, moved in states.items() if moved}
        )

    def table(self, access_data, kind):
        """Return the definition that will apply to a kind."""
        definition = self.chosen[kind]
        if definition is None:
            return access_data.table(*access_data.pointer(kind, self.item.record.parent))
        return access_data.table(definition.uid, definition.active)

    def check(self, viewer):
        check_may_choose(viewer, self.item)
        allowed = kinds_to_choose(viewer, self.kinds, self.item)
        for kind, definition in self.chosen.items():
            if kind not in allowed:
                raise Forbidden()
            pointer = (definition.uid, definition.active) if definition is not None else None
            removed_states.check(
                removed_states.removed_states(site_of(self.item), self.kinds[kind], {self.item.uid: pointer}, viewer),
                self.states.get(kind, {}),
            )

    def overlay(self, viewer):
        record, states = copy_of(self.item.record), {}
        for kind in self.chosen:
            table = self.table(viewer.access_data, kind)
            record.definitions[kind] = (None, table)
            states |= {(kind, old): new for old, new in self.states.get(kind, {}).items() if old not in table.states}
        return Overlay(site_of(self.item), [record], self.item, states=states)

    def perform(self, viewer, act, _notify):
        for kind, definition in self.chosen.items():
            if self.is_another(kind):
                choose(
                    act,
                    self.kinds,
                    site_of(self.item),
                    self.item.uid,
                    definition,
                    kind,
                    self.states.get(kind),
                    viewer,
                )

    def is_another(self, kind):
        """Return True unless the space has chosen that already."""
        definition, own = self.chosen[kind], self.item.record.definitions.get(kind, (None,))[0]
        return (definition.uid if definition is not None else None) != own

    def fields(self, _people):
        chosen = {kind: definition and definition.__name__ for kind, definition in self.chosen.items()}
        return {"chosen": chosen} | ({"states": self.states} if self.states else {})


def _chosen(viewer, kind, id):
    if kind not in viewer.site.access.definitions:
        raise BadInput(_("There is no workflow “${name}”.", mapping={"name": kind[:100]}))
    if not id:
        return None
    definition = definition_named(viewer, str(id).removeprefix("/workflows/"))
    if definition.kind != kind or definition.active is None:
        raise BadInput(_("You cannot choose that workflow."))
    return definition
