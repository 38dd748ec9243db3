"""``/admin/workflows/<id>/draft``: edit the next version."""

from moothall.core.base.i18n import _
from moothall.workflows import editing
from moothall.workflows.administration.base import TEMPLATES, DraftPage
from moothall.workflows.administration.places import DefinitionPlace
from moothall.workflows.diagram import Diagram
from moothall.workflows.fields import fields_under
from moothall.workflows.rows import state_chip, transition_rows
from moothall.workflows.texts import explained, sentence


class DraftEditorPage(DraftPage):
    """Diagram, states with permissions, transitions; at the foot the changes to the active version."""

    def show(self, error="", typed=None):
        draft, definition = self.draft, self.definition
        data = draft.data
        typed = typed or {
            "title": self.word(data["title"]),
            "description": self.word(data.get("description", "")),
            "initial": data["initial"],
        }
        problems = definition.problems(self.kinds)
        # Items in a removed state need a replacement: the activation page asks for it.
        asks = not problems and any(one.asks for one in self.removed_states(data))
        tells = not problems and not asks
        permissions = [
            one for one in self.workflow_kind.permissions if any(rows.get(one) for rows in data["matrix"].values())
        ]
        return self.admin_page(
            _("Draft: ${title}", mapping={"title": self.word(data["title"])}),
            definition=definition,
            draft=draft,
            by=self.request.names.name(draft.by),
            moment=self.clock.moment(draft.at),
            diagram=Diagram(self.translate, data),
            steps=self._steps(data),
            columns=[self.translate(one.label) for one in permissions],
            states=[self._state(data, id, permissions) for id in data["states"]],
            begins_nowhere=self._begins_nowhere(data, problems),
            problems=self.problem_rows(data, problems),
            changes=self.differences(definition.in_force, data),
            asks=asks,
            affected_url=self.affected_url() if tells else "",
            effect_url=self.affected_url("affected.txt") if tells else "",
            explained=explained(self.translate, editing.columns(data, self.kinds)),
            typed=typed,
            error=error,
            choices=[(id, self.word(state["title"])) for id, state in data["states"].items()],
        )

    def _state(self, data, id, permissions):
        state = data["states"][id]
        return {
            "title": self.word(state["title"]),
            "url": self.url(self.context, "state", id),
            "chip": state_chip(self.translate, id, state),
            "description": self.word(state.get("description", "")),
            "cells": [sentence(self.translate, data["matrix"].get(id, {}).get(one, ())) for one in permissions],
        }

    def _steps(self, data):
        return [
            {**step, "url": self.url(self.context, "step", step["id"])}
            for step in transition_rows(self.translate, data, fields_under(self.request, self.definition.kind))
        ]

    def _begins_nowhere(self, data, problems):
        """Return the problem with the initial state, if there is none."""
        if data["initial"] in data["states"]:
            return ""
        return next((self.translate(one.message) for one in problems if not one.place), "")

    def save_whole(self):
        typed = {name: self.request.POST.get(name, "").strip() for name in ("title", "description", "initial")}

        def change(data):
            words = {name: self.kept(typed[name], data.get(name, "")) for name in ("title", "description")}
            return editing.with_texts(data, **words, initial=typed["initial"])

        return self.save(change, lambda error: self.show(error, typed))

    def discard(self):
        definition, desk = self.definition, self.context.__parent__
        definition.discard_draft(self.request.act(), self.request.POST.get("revision", ""))
        if definition.versions:
            return self.back("workflow-discarded", self.context)
        return self.back("workflow-discarded", desk, title=definition.title)


def includeme(config):
    template = f"{TEMPLATES}/draft.pt"
    config.add_view(
        DraftEditorPage, attr="show", name="draft", context=DefinitionPlace, request_method="GET", renderer=template
    )
    for name, attr in (("draft", "save_whole"), ("discard", "discard")):
        config.add_view(
            DraftEditorPage, attr=attr, name=name, context=DefinitionPlace, request_method="POST", renderer=template
        )
