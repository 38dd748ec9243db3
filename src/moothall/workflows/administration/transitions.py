"""``step`` and ``step/<id>``: one transition of the draft: sources, target, actors and conditions."""

from moothall.core.base.errors import InvalidField, NotFound
from moothall.core.base.i18n import _
from moothall.core.content import versions
from moothall.core.workflow.guards import KINDS
from moothall.workflows import editing
from moothall.workflows.administration.base import TEMPLATES, DraftPage
from moothall.workflows.administration.places import DefinitionPlace
from moothall.workflows.fields import named_fields, named_languages
from moothall.workflows.texts import explained, who

#: Parameter of a guard → (label, kind of field).
PARAMETERS = {
    "count": (_("Number of people"), "number"),
    "fields": (_("Fields"), "several"),
    "languages": (_("Languages"), "several"),
    "date": (_("Date"), "date"),
}
#: The parameters that are lists.
LISTS = ("fields", "languages")
#: Kind of guard → label of its list of fields.
HELP = {
    "approvers": _(
        "If one of these fields changes, the people who approved are asked again. If you select none, any "
        "change does that."
    )
}
#: Tokens that cannot be notified, since there is no list of these people.
UNTOLD = {"guest", "person", "readers", "creators", "shared"}


class StepPage(DraftPage):
    """A form with all data of a transition."""

    segments = 1

    @property
    def id(self):
        return next(iter(self.rest()), "")

    def show(self, error="", typed=None):
        data, id = self.draft.data, self.id
        if id and id not in data["transitions"] and typed is None:
            raise NotFound()
        typed = typed or self._stored(data, id)
        columns = editing.columns(data, self.kinds)
        title = _("Action “${title}”", mapping={"title": self.word(typed["title"])}) if id else _("Another action")
        return self.admin_page(
            title,
            draft=self.draft,
            id=id,
            typed=typed,
            error=error,
            action=self.url(self.context, "step", *([id] if id else [])),
            **self._wrong(id, error),
            states=self._states(data),
            targets=self._targets(data),
            who=[(token, who(self.translate, token)) for token in columns],
            tells=[
                (token, who(self.translate, token)) for token in columns if token not in UNTOLD and ":" not in token
            ],
            permissions=[(str(one), self.translate(one.label)) for one in self.workflow_kind.permissions],
            guards=[self._guard(kind, typed["guards"][kind]) for kind in KINDS],
            can_go=id in data["transitions"] and id not in self.workflow_kind.needed_transitions,
            explained=explained(self.translate, columns),
        )

    def _wrong(self, id, error):
        """Return the errors: all of them at the top, with links, and each message at its field."""
        if error:
            wrong = {self.refused: [error]} if self.refused else {}
            return {"problems": [], "wrong": wrong, "at": _anchor(self.refused)}
        place, wrong, problems = f"transitions/{id}", {}, []
        for where, sentence in self.problems_at(place) if id else ():
            part = where.removeprefix(place).removeprefix("/")
            wrong.setdefault(part, []).append(sentence)
            problems.append((_anchor(part), sentence))
        return {"problems": problems, "wrong": wrong, "at": ""}

    def _states(self, data):
        return [(id, self.word(state["title"])) for id, state in data["states"].items() if not state.get("hidden")]

    def _targets(self, data):
        targets = self._states(data)
        if self.workflow_kind.with_editions:
            targets.append((versions.BEFORE, self.translate(_("the previous state"))))
        return targets

    def _guard(self, kind, typed):
        return {
            "kind": kind,
            "title": self.translate(KINDS[kind].title),
            "on": typed["on"],
            "parameters": [self._parameter(kind, name, typed["values"][name]) for name in KINDS[kind].parameters],
        }

    def _parameter(self, kind, name, value):
        words, how = PARAMETERS[name]
        if name == "fields":
            choices = named_fields(self.request, self.definition.kind, value)
        else:
            choices = named_languages(self.request, value) if name == "languages" else []
        return {
            "name": f"{kind}-{name}",
            "words": self.translate(words),
            "how": how,
            "value": value,
            "help": self.translate(HELP[kind]) if name == "fields" and kind in HELP else "",
            "choices": choices,
        }

    def _stored(self, data, id):
        step = data["transitions"].get(id, {"title": "", "from": [], "to": ""})
        found = {one["kind"]: one for one in step.get("guards", ()) if one.get("kind") in KINDS}
        guards = {
            kind: {
                "on": kind in found,
                "values": {name: _shown(name, found.get(kind, {}).get(name)) for name in KINDS[kind].parameters},
            }
            for kind in KINDS
        }
        return {
            "title": self.word(step["title"]),
            "from": step["from"],
            "to": step["to"],
            "who": step.get("who", []),
            "permission": step.get("permission", ""),
            "reason": bool(step.get("reason")),
            "guards": guards,
            "tells": step.get("tells", []),
            "id": "",
        }

    def _typed(self):
        posted = self.request.POST
        guards = {
            kind: {
                "on": kind in posted.getall("guard"),
                "values": {
                    name: posted.getall(f"{kind}-{name}") if name in LISTS else posted.get(f"{kind}-{name}", "").strip()
                    for name in KINDS[kind].parameters
                },
            }
            for kind in KINDS
        }
        return {
            "title": posted.get("title", "").strip(),
            "from": posted.getall("from"),
            "to": posted.get("to", ""),
            "who": posted.getall("who"),
            "permission": posted.get("permission", ""),
            "reason": "reason" in posted,
            "tells": posted.getall("tells"),
            "guards": guards,
            "id": posted.get("id", "").strip(),
        }

    def send(self):
        typed, id = self._typed(), self.id

        def change(data):
            if id and id not in data["transitions"]:
                raise NotFound()
            found = id or editing.new_id(data["transitions"], typed["title"], typed["id"])
            fields = {name: typed[name] for name in ("from", "to", "who", "permission", "reason", "tells")}
            fields["title"] = self.kept(typed["title"], data["transitions"].get(id, {"title": ""})["title"])
            fields["guards"] = [
                {"kind": kind, **self._values(kind, one["values"])}
                for kind, one in typed["guards"].items()
                if one["on"]
            ]
            return editing.with_step(data, found, fields)

        return self.save(change, lambda error: self.show(error, typed))

    def _values(self, kind, values):
        """Return the parameters of a guard as stored; empty ones are left out."""
        found = {name: value for name, value in values.items() if value}
        if "count" in found:
            count = found["count"]
            if not (count.isascii() and count.isdecimal() and len(count) < 5):
                raise InvalidField(f"guards/{kind}", _("Enter the number of people as a number."))
            found["count"] = int(count)
        return found

    def remove(self):
        id = self.id
        return self.save(lambda data: editing.without_step(data, id), lambda error: self.show(error))


def _shown(name, value):
    """Return a parameter as its field shows it."""
    if name in LISTS:
        return list(value or ())
    return "" if value is None else str(value)


def _anchor(part):
    """Return the fragment of a part of the transition on the page."""
    kind = part.partition("/")[2]
    return f"#guard-{kind}" if kind else f"#the-{part}" if part in ("from", "to", "who", "tells", "guards") else ""


def includeme(config):
    template = f"{TEMPLATES}/step.pt"
    config.add_view(
        StepPage, attr="show", name="step", context=DefinitionPlace, request_method="GET", renderer=template
    )
    for name, attr in (("step", "send"), ("remove-step", "remove")):
        config.add_view(
            StepPage, attr=attr, name=name, context=DefinitionPlace, request_method="POST", renderer=template
        )
