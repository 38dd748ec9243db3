"""Letting another table hold, for the whole site or in one space."""

from moothall.core.access.overlay import Overlay, copy_of
from moothall.core.authoring import require_of
from moothall.core.content import Root, site_of
from moothall.core.errors import BadInput, Conflicting
from moothall.core.i18n import _
from moothall.core.permissions import Permission
from moothall.core.workflow.definition import Definition
from moothall.insight.changes.base import Change, only
from moothall.space.content import Space
from moothall.workflows.content import WorkflowDefinition


class WorkflowChange(Change):
    """``{"kind": "workflow", "definition", "states": {old: new}}``.

    Of a space, or of a definition (then it holds for the site).  ``definition`` is a table,
    or the id of one with the number of a version (``content:2``), else its newest version.
    ``states`` says where items go whose state the new table does not have.
    """

    kind = "workflow"

    def __init__(self, item, data, version=None, states=None):
        super().__init__(item)
        self.data, self.version, self.states = data, version, dict(states or {})
        self.table = Definition(data)

    @classmethod
    def read(cls, asker, item, sent):
        only(sent, "definition", "states")
        if not isinstance(item, (Space, WorkflowDefinition, Root)):
            raise BadInput(_("A workflow holds in a space or in the whole site."))
        states = sent.get("states") or {}
        if not isinstance(states, dict) or not all(isinstance(one, str) for pair in states.items() for one in pair):
            raise BadInput(_("“states” must name for each state that goes the one that takes its place."))
        wanted = sent.get("definition")
        if isinstance(wanted, dict):
            return cls(item, wanted, states=states)
        definition, number = _stored(asker.viewer, wanted if wanted else item)
        return cls(item, definition.data_of(number), (definition.uid, number), states)

    def check(self, viewer):
        require_of(viewer, Permission.MANAGE, self.item)
        for state in self.lost_states():
            if self.states.get(state) not in self.table.states:
                raise BadInput(_("Things are in the state “${state}”, which the new table does not have. "
                                 "Say which state takes its place.", mapping={"state": state}))

    def lost_states(self):
        """States without a row in the new table in which there is something that it would hold for."""
        found, site = set(), site_of(self.item)
        overlay = self._overlay()
        for value in site.catalog.classes:
            scope, workflow, state, *_people = value.split(":")
            if workflow == self.table.id and state not in self.table.states and state != "container" \
                    and overlay.is_unsaved(workflow, int(scope)):
                found.add(state)
        return sorted(found)

    def overlay(self, viewer):
        return self._overlay()

    def _overlay(self):
        site, states = site_of(self.item), {(self.table.id, old): new for old, new in self.states.items()
                                            if old not in self.table.states}
        if isinstance(self.item, Space):
            record = copy_of(self.item.record)
            record.definitions[self.table.id] = (None, self.table)
            return Overlay(site, [record], self.item, states=states)
        return Overlay(site, tables={self.table.id: self.table}, states=states)

    def apply(self, viewer, act, notify):
        self.check(viewer)
        if self.lost_states():
            raise Conflicting(_("Things have to be moved into other states first; that is done under “Workflows”."))
        site = site_of(self.item)
        definition = site["workflows"][self.table.id]
        version = self.version or (definition.uid, definition.add_version(act, self.data))
        if isinstance(self.item, Space):
            before = self.item.record.definitions.get(self.table.id)
            site.access.set_definition(self.item.record, self.table.id, version)
        else:
            before, site.access.definitions[self.table.id] = site.access.definitions[self.table.id], version
            site.access.touch()
        site.facts.append(act, "workflow assignment", self.item.uid, key=self.table.id, before=before, after=version)
        for root in self.roots():
            site.retag(root)

    def roots(self):
        return [self.item if isinstance(self.item, Space) else site_of(self.item)]

    def plain(self, people):
        if self.version is None:
            definition = self.data
        else:
            uid, number = self.version
            definition = f"{site_of(self.item).uids.get(uid).__name__}:{number}"
        return {"kind": self.kind, "definition": definition} | ({"states": self.states} if self.states else {})


def _stored(viewer, wanted):
    """(definition, number of a version) that a text or a definition itself names."""
    if isinstance(wanted, WorkflowDefinition):
        return wanted, wanted.versions.maxKey()
    name, _colon, number = str(wanted).removeprefix("/workflows/").partition(":")
    definition = viewer.site["workflows"].get(name)
    if isinstance(definition, WorkflowDefinition) and viewer.sees(definition):
        if not number:
            return definition, definition.versions.maxKey()
        if number.isascii() and number.isdecimal() and int(number) in definition.versions:
            return definition, int(number)
    raise BadInput(_("There is no workflow “${name}”.", mapping={"name": str(wanted)[:100]}))
