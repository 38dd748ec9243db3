"""``step`` and ``step/<id>``: one step of the draft: from where to where, who may take it, on which conditions."""

from moothall.core.errors import Absent, BadInput
from moothall.core.i18n import _
from moothall.core.permissions import Permission
from moothall.core.workflow import vocabulary as V
from moothall.core.workflow.guards import KINDS
from moothall.site.administration.place import DefinitionDesk
from moothall.site.administration.workflows.base import TEMPLATES, DraftPage
from moothall.workflows import editing
from moothall.workflows.words import SHORT, explained, who

#: Parameter of a guard → (what it is called, kind of field).
PARAMETERS = {
    "count": (_("How many people"), "number"), "fields": (_("Names of fields, with commas between them"), "text"),
    "languages": (_("Codes of languages, with commas between them"), "text"), "date": (_("Date"), "date"),
}
#: Who cannot be told: nobody has a list of them.
UNTOLD = {"guest", "person", "readers", "creators", "shared"}


class StepPage(DraftPage):
    """A form with everything that a step says."""

    @property
    def id(self):
        return next(iter(self.rest()), "")

    def show(self, error="", typed=None):
        data, id = self.draft.data, self.id
        if id and id not in data["transitions"] and typed is None:
            raise Absent()
        typed = typed or self._stored(data, id)
        columns = editing.columns(data)
        title = _("Step “${title}”", mapping={"title": self.word(typed["title"])}) if id else _("Another step")
        return self.admin_page(
            title, draft=self.draft, id=id, typed=typed, error=error,
            action=self.url(self.context, "step", *([id] if id else [])),
            problems=self.problems_at(f"transitions/{id}") if id and not error else [],
            states=self._states(data), targets=self._targets(data),
            who=[(token, who(self.translate, token)) for token in columns],
            tells=[(token, who(self.translate, token)) for token in columns
                   if token not in UNTOLD and ":" not in token],
            permissions=[(one.value, self.translate(SHORT[one])) for one in Permission],
            guards=[self._guard(kind, typed["guards"]) for kind in KINDS],
            can_go=id in data["transitions"] and id not in V.NEEDED_STEPS.get(self.definition.kind, ()),
            explained=explained(self.translate, columns))

    def _states(self, data):
        return [(id, self.word(state["title"])) for id, state in data["states"].items() if not state.get("hidden")]

    def _targets(self, data):
        targets = self._states(data)
        if self.definition.kind in V.WITH_EDITIONS:
            targets.append((V.BEFORE, self.translate(_("the state before"))))
        return targets

    def _guard(self, kind, guards):
        found = guards.get(kind)
        values = found or {}
        return {"kind": kind, "title": self.translate(KINDS[kind].title), "on": found is not None, "parameters": [
            (f"{kind}-{name}", self.translate(PARAMETERS[name][0]), PARAMETERS[name][1], values.get(name, ""))
            for name in KINDS[kind].parameters]}

    def _stored(self, data, id):
        step = data["transitions"].get(id, {"title": "", "from": [], "to": ""})
        guards = {one["kind"]: {name: ", ".join(value) if isinstance(value, list) else str(value)
                                for name, value in one.items() if name != "kind"} for one in step.get("guards", ())}
        return {"title": step["title"], "from": step["from"], "to": step["to"], "who": step.get("who", []),
                "permission": step.get("permission", ""), "reason": bool(step.get("reason")), "guards": guards,
                "tells": step.get("tells", []), "id": ""}

    def _typed(self):
        posted = self.request.POST
        guards = {kind: {name: posted.get(f"{kind}-{name}", "").strip() for name in KINDS[kind].parameters}
                  for kind in posted.getall("guard") if kind in KINDS}
        return {"title": posted.get("title", "").strip(), "from": posted.getall("from"), "to": posted.get("to", ""),
                "who": posted.getall("who"), "permission": posted.get("permission", ""), "reason": "reason" in posted,
                "tells": posted.getall("tells"), "guards": guards, "id": posted.get("id", "").strip()}

    def send(self):
        typed, id = self._typed(), self.id

        def change(data):
            if id and id not in data["transitions"]:
                raise Absent()
            found = id or editing.new_id(data["transitions"], typed["title"], typed["id"])
            fields = {name: typed[name] for name in ("title", "from", "to", "who", "permission", "reason", "tells")}
            fields["guards"] = [{"kind": kind, **self._values(values)} for kind, values in typed["guards"].items()]
            return editing.with_step(data, found, fields)

        return self.save(change, lambda error: self.show(error, typed))

    def _values(self, values):
        """The parameters of a guard as its data says them; what is left empty is not said."""
        found = {}
        for name, value in values.items():
            if not value:
                continue
            if name == "count":
                if not (value.isascii() and value.isdecimal() and len(value) < 5):
                    raise BadInput(_("Please give the number of people in figures."))
                found[name] = int(value)
            else:
                found[name] = value if name == "date" else [one.strip() for one in value.split(",") if one.strip()]
        return found

    def remove(self):
        id = self.id
        return self.save(lambda data: editing.without_step(data, id), lambda error: self.show(error))


def includeme(config):
    template = f"{TEMPLATES}/step.pt"
    config.add_view(StepPage, attr="show", name="step", context=DefinitionDesk, request_method="GET", renderer=template)
    for name, attr in (("step", "send"), ("remove-step", "remove")):
        config.add_view(StepPage, attr=attr, name=name, context=DefinitionDesk, request_method="POST",
                        renderer=template)
