"""Workflows to be read by everybody: states, who may do what in each, and the steps between them."""

from moothall.core.i18n import _
from moothall.core.layout.parts import Chip
from moothall.core.layout.presenters import Link
from moothall.core.pages import View
from moothall.core.permissions import Permission
from moothall.core.showing import LOOKS
from moothall.core.types import types_of
from moothall.core.workflow.definition import BEFORE, Definition
from moothall.workflows.content import WorkflowDefinition, Workflows
from moothall.workflows.words import explained, sentence


class WorkflowsPage(View):
    """``/workflows``: the list of them."""

    def show(self):
        return self.page(
            _("Workflows"), "text", rows=[self._row(one) for one in self.context.values() if self.viewer.sees(one)],
            lead=self.translate(_("Who may do what with something depends on the state it is in. These tables say how; "
                                  "nothing else decides.")))

    def _row(self, definition):
        table = Definition(definition.data_of(definition.active))
        return {"link": Link(self.translate(_(table.title)), self.url(definition)),
                "types": types_under(self, definition.__name__),
                "chips": [chip(self, state) for state in table.states.values() if not state.hidden]}


class WorkflowPage(View):
    """``/workflows/<id>``: one table, in the version that holds for the site."""

    def show(self):
        translate, number = self.translate, self.context.active
        table = Definition(self.context.data_of(number))
        rows = {state.id: self._row(table, state) for state in table.states.values()}
        tokens = [token for rows_ in self.context.data_of(number)["matrix"].values() for row in rows_.values()
                  for token in row]
        tokens += [token for step in table.transitions.values() for token in step.who]
        return self.page(
            translate(_(table.title)), "page", number=number, types=types_under(self, self.context.__name__),
            states=list(rows.values()), explained=explained(translate, tokens),
            initial=translate(_(table.states[table.initial].title)),
            steps=[self._step(table, step) for step in table.transitions.values()])

    def _row(self, table, state):
        allowed = [(self.translate(permission.sentence), sentence(self.translate, table.row(state.id, permission)))
                   for permission in Permission if table.row(state.id, permission)]
        leaving = [(self.translate(_(step.title)), self._title(table, step.target),
                    sentence(self.translate, table.who(step, state.id))) for step in table.leaving(state.id)]
        return {"id": state.id, "title": self.translate(_(state.title)), "chip": chip(self, state),
                "hidden": state.hidden, "allowed": allowed, "leaving": leaving}

    def _step(self, table, step):
        return {
            "title": self.translate(_(step.title)), "asks": step.needs_reason,
            "sources": ", ".join(self._title(table, state) for state in step.sources),
            "target": self._title(table, step.target),
            "who": sentence(self.translate, step.who) if step.permission is None else
            self.translate(_("whoever may do that in the state it leaves"))}

    def _title(self, table, state):
        if state == BEFORE:
            return self.translate(_("the state before"))
        return self.translate(_(table.states[state].title))


def chip(view, state):
    """A state as a word and a shape."""
    return Chip(view.translate(_(state.title)), LOOKS.get(state.id, state.hue))


def types_under(view, workflow):
    """What is under a workflow, in words: "Documents, Files, Links"."""
    return ", ".join(sorted(view.translate(one.plural) for one in types_of(view.request.registry).values()
                            if one.factory.workflow == workflow))


def includeme(config):
    for page, context, name in ((WorkflowsPage, Workflows, "workflows"),
                                (WorkflowPage, WorkflowDefinition, "workflow")):
        config.add_view(page, attr="show", context=context, request_method="GET",
                        renderer=f"moothall.workflows:templates/{name}.pt")
