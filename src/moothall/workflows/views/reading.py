"""Public pages of workflows: states, permissions in each, and transitions."""

from pyramid.httpexceptions import HTTPSeeOther

from moothall.core.access.permissions import permissions_of
from moothall.core.base.i18n import _
from moothall.ui.layout.presenters import Link
from moothall.ui.page import View
from moothall.workflows.content import WorkflowDefinition, Workflows
from moothall.workflows.diagram import Diagram
from moothall.workflows.fields import fields_under
from moothall.workflows.rows import state_chip, title_of, transition_rows
from moothall.workflows.texts import explained, sentence, types_under


class WorkflowsPage(View):
    """``/workflows``: the list of workflows that are used or can be."""

    def show(self):
        rows = [self._row(one) for one in self.context.values() if one.active is not None and self.viewer.sees(one)]
        return self.page(
            _("Workflows"),
            "text",
            rows=rows,
            lead=self.translate(
                _("Who can do what with an item depends on its state. The workflows say how; nothing else decides.")
            ),
        )

    def _row(self, definition):
        table = self.viewer.access_data.table(definition.uid, definition.active)
        return {
            "link": Link(self.translate(_(table.title)), self.url(definition)),
            "types": types_under(self, definition.kind),
            "description": self.translate(_(table.data.get("description", ""))),
            "chips": [chip(self, state) for state in table.states.values() if not state.hidden],
        }


class WorkflowPage(View):
    """``/workflows/<id>``: one definition in its active or last version; before the first, its draft."""

    def show(self):
        translate, number = self.translate, self.context.newest_number
        if number is None:
            # A draft can be invalid; people who see it find its problems in the editor.
            return HTTPSeeOther(self.url(self.request.site, "admin", "workflows", self.context.__name__, "draft"))
        data, table = self.context.data_of(number), self.viewer.access_data.table(self.context.uid, number)
        rows = {state.id: self._row(table, state) for state in table.states.values()}
        tokens = [token for rows_ in data["matrix"].values() for row in rows_.values() for token in row]
        tokens += [token for step in table.transitions.values() for token in step.who]
        stored = self.context.versions.get(number)
        return self.page(
            translate(_(table.title)),
            "page",
            number=number,
            types=types_under(self, self.context.kind),
            description=translate(_(data.get("description", ""))),
            moment=self.clock.moment(stored.at) if stored is not None else None,
            states=list(rows.values()),
            explained=explained(translate, tokens),
            initial=translate(_(table.states[table.initial].title)),
            diagram=Diagram(translate, data),
            steps=transition_rows(translate, data, fields_under(self.request, self.context.kind)),
        )

    def _row(self, table, state):
        allowed = [
            (self.translate(permission.sentence), sentence(self.translate, table.row(state.id, permission)))
            for permission in permissions_of(self.request.registry).values()
            if table.row(state.id, permission)
        ]
        leaving = [
            (
                self.translate(_(step.title)),
                title_of(self.translate, table.data, step.target),
                sentence(self.translate, table.who(step, state.id)),
            )
            for step in table.transitions_from(state.id)
        ]
        return {
            "id": state.id,
            "title": self.translate(_(state.title)),
            "chip": chip(self, state),
            "description": self.translate(_(state.description)),
            "hidden": state.hidden,
            "allowed": allowed,
            "leaving": leaving,
        }


def chip(view, state):
    """Return the label and the shape of a state."""
    return state_chip(view.translate, state.id, {"title": state.title, "hue": state.colour})


def includeme(config):
    for page, context, name in (
        (WorkflowsPage, Workflows, "workflows"),
        (WorkflowPage, WorkflowDefinition, "workflow"),
    ):
        config.add_view(
            page, attr="show", context=context, request_method="GET", renderer=f"moothall.workflows:templates/{name}.pt"
        )
