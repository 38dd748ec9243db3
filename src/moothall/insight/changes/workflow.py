"""Activate another workflow version: where its definition is used, on the whole site, or in one space."""

from moothall.core.access.permissions import Permission
from moothall.core.authorization.overlay import Overlay, copy_of
from moothall.core.base.errors import BadInput, Forbidden
from moothall.core.base.i18n import _
from moothall.core.content.items import site_of
from moothall.core.content.root import Root
from moothall.core.operations import removed_states
from moothall.core.operations.authoring import require_of
from moothall.core.workflow.definition import Definition
from moothall.core.workflow.kinds import kind_named
from moothall.core.workflow.validation import NotAWorkflow, check, problems_against
from moothall.insight.changes.base import AccessChange, is_left_out, only
from moothall.space.content import Space
from moothall.workflows.content import WorkflowDefinition, check_may_choose, choose, kinds_to_choose


class WorkflowChange(AccessChange):
    """``{"kind": "workflow", "definition", "states": {old: new}}``.

    ``definition`` is a definition, or the ID of one with the number of a version (``content:2``); without a
    number its draft if there is one, else its active version.  For a space, it is chosen there; for the site, it
    is chosen for all of it; otherwise it becomes active wherever its definition is used.  ``states`` says
    which state items get if theirs is not in the new version.
    """

    kind = "workflow"

    def __init__(self, item, kinds, definition, data, version=None, states=None):
        super().__init__(item)
        check(data, kinds)
        self.kinds = kinds
        self.definition, self.data, self.version, self.states = definition, data, version, dict(states or {})
        self.table = Definition(data)

    @classmethod
    def require_right(cls, viewer, item):
        if isinstance(item, Space):
            check_may_choose(viewer, item)
        else:
            require_of(viewer, Permission.MANAGE, item)

    @classmethod
    def read(cls, asker, item, sent):
        only(sent, "definition", "states")
        if not isinstance(item, (Space, WorkflowDefinition, Root)):
            raise BadInput(_("Choose a space or the whole site."))
        states = states_sent(sent)
        wanted = sent.get("definition")
        if isinstance(wanted, dict):
            check(wanted, asker.kinds)
            return cls(item, asker.kinds, definition_named(asker.viewer, wanted["id"]), wanted, states=states)
        if is_left_out(sent, "definition") and isinstance(item, WorkflowDefinition):
            wanted = item.__name__
        if not isinstance(wanted, str):
            raise BadInput(_("“definition” must be the ID of a workflow, or a workflow definition."))
        name, _colon, number = wanted.removeprefix("/workflows/").partition(":")
        definition = definition_named(asker.viewer, name)
        if not number and definition.draft is not None and asker.viewer.allowed(Permission.MANAGE, definition):
            return cls(item, asker.kinds, definition, definition.draft.data, states=states)
        version = _version(definition, number)
        return cls(item, asker.kinds, definition, definition.data_of(version), version, states)

    def check(self, viewer):
        if isinstance(self.item, Space):
            check_may_choose(viewer, self.item)
            if self.table.kind not in kinds_to_choose(viewer, self.kinds, self.item):
                raise Forbidden()
        if not isinstance(self.item, Space) or self.version is None or self.version != self.definition.active:
            # A version that is not active is activated, which only managers of the definition may do.
            require_of(viewer, Permission.MANAGE, self.definition)
        found = problems_against(self.data, self.definition.in_force, self.kinds) if self.version is None else []
        if found:
            raise NotAWorkflow(found)
        removed_states.check(
            removed_states.removed_states(
                site_of(self.item), kind_named(self.kinds, self.table.kind), self._tables(), viewer
            ),
            self.states,
        )

    def overlay(self, _viewer):
        site, kind = site_of(self.item), self.table.kind
        states = {(kind, old): new for old, new in self.states.items() if old not in self.table.states}
        if isinstance(self.item, Space) and self._is_chosen():
            record = copy_of(self.item.record)
            record.definitions[kind] = (None, self.table)
            return Overlay(site, [record], self.item, states=states)
        return Overlay(site, tables={kind: self._tables()}, states=states)

    def _tables(self):
        """Return UID of a scope, or ``None`` for the whole site → the definition that will apply there."""
        return dict.fromkeys(self._places(), (None, self.table))

    def _is_chosen(self):
        """Return True if the only effect is that a space chooses what is active."""
        return self.version is not None and self.version == self.definition.active

    def _places(self):
        """Return the UIDs of scopes where it will apply; ``None`` stands for the site."""
        if isinstance(self.item, Space) and self._is_chosen():
            return {self.item.uid}
        places = set(self.definition.used_in())
        if isinstance(self.item, Space):
            places.add(self.item.uid)
        elif isinstance(self.item, Root):
            places.add(None)
        return places

    def perform(self, viewer, act, _notify):
        site, definition = site_of(self.item), self.definition
        if self.version is None:
            draft = definition.draft
            if draft is not None and draft.data == self.data:
                definition.activate_draft(act, self.kinds, draft.revision, self.states, viewer)
            else:
                definition.activate_data(act, self.kinds, self.data, self.states, viewer)
        elif self.version != definition.active:
            definition.activate_version(act, self.kinds, self.version, self.states, viewer)
        place = self.item.uid if isinstance(self.item, Space) else None
        if place is not None or (isinstance(self.item, Root) and None not in definition.used_in()):
            choose(act, self.kinds, site, place, definition, definition.kind, self.states, viewer)

    def roots(self):
        return [self.item if isinstance(self.item, Space) and self._is_chosen() else site_of(self.item)]

    def fields(self, _people):
        definition = self.data if self.version is None else f"{self.definition.__name__}:{self.version}"
        return {"definition": definition} | ({"states": self.states} if self.states else {})


def states_sent(sent):
    """Return removed state → its replacement, as sent."""
    states = {} if is_left_out(sent, "states") else sent["states"]
    if not isinstance(states, dict) or not all(isinstance(one, str) for pair in states.items() for one in pair):
        raise BadInput(_("“states” must give a replacement for each state that is removed."))
    return states


def definition_named(viewer, name):
    """Return the definition with this ID, if ``viewer`` may know of it."""
    definition = viewer.site["workflows"].get(name)
    if not isinstance(definition, WorkflowDefinition) or not viewer.sees(definition):
        raise BadInput(_("There is no workflow “${name}”.", mapping={"name": name[:100]}))
    return definition


def _version(definition, number):
    """Return the number of the version that a text names; the active one for an empty text."""
    if not number and definition.active is not None:
        return definition.active
    if number.isascii() and number.isdecimal() and len(number) < 10 and int(number) in definition.versions:
        return int(number)
    raise BadInput(_("There is no workflow “${name}”.", mapping={"name": f"{definition.__name__}:{number}"[:100]}))
