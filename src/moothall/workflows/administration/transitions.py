"""``step`` and ``step/<id>``: one transition of the draft: sources, target, actors and conditions."""

from datetime import UTC

from moothall.core.base.errors import BadInput, InvalidField, NotFound
from moothall.core.base.i18n import _
from moothall.core.base.zones import local, name_of
from moothall.core.content import editions
from moothall.core.workflow.guards import KINDS, moment_of
from moothall.workflows import editing
from moothall.workflows.administration.parts import PartPage, add_part_page
from moothall.workflows.fields import named_fields, named_languages
from moothall.workflows.texts import token_label

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
UNTOLD = {"guest", "person", "readers", "creators", "shared", "maker"}


class TransitionPage(PartPage):
    """A form with all data of a transition."""

    parts = "transitions"
    page_name = "step"
    without = staticmethod(editing.without_transition)

    def heading(self, title):
        return _("Action “${title}”", mapping={"title": title}) if title is not None else _("Another action")

    def needed(self):
        return self.workflow_kind.needed_transitions

    def values(self, data, id, typed, error, columns):
        return {
            **self._wrong(id, error),
            "states": self._states(data),
            "targets": self._targets(data),
            "who": [(token, token_label(self.translate, token)) for token in columns],
            "tells": [
                (token, token_label(self.translate, token))
                for token in columns
                if token not in UNTOLD and ":" not in token
            ],
            "permissions": [(str(one), self.translate(one.label)) for one in self.workflow_kind.permissions],
            "guards": [self._guard(kind, typed["guards"][kind]) for kind in KINDS],
        }

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
            targets.append((editions.BEFORE, self.translate(_("the previous state"))))
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
            "help": self._help(kind, name),
            "choices": choices,
        }

    def _help(self, kind, name):
        if name == "date":
            zone = name_of(self.clock.zone)
            return self.translate(_("The day begins at midnight in the time zone ${zone}.", mapping={"zone": zone}))
        return self.translate(HELP[kind]) if name == "fields" and kind in HELP else ""

    def stored(self, data, id):
        step = data["transitions"].get(id, {"title": "", "from": [], "to": ""})
        found = {one["kind"]: one for one in step.get("guards", ()) if one.get("kind") in KINDS}
        guards = {
            kind: {
                "on": kind in found,
                "values": {name: self._shown(name, found.get(kind, {}).get(name)) for name in KINDS[kind].parameters},
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
            "restricts": bool(step.get("restricts")),
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
            "restricts": "restricts" in posted,
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
            if typed["restricts"] or typed["to"] in self.workflow_kind.restricted_states:
                fields["restricts"] = typed["restricts"]
            fields["title"] = self.kept(typed["title"], data["transitions"].get(id, {"title": ""})["title"])
            stored = {one["kind"]: one for one in data["transitions"].get(id, {}).get("guards", ())}
            fields["guards"] = [
                {"kind": kind, **self._values(kind, one["values"], stored.get(kind, {}))}
                for kind, one in typed["guards"].items()
                if one["on"]
            ]
            return editing.with_transition(data, found, fields)

        return self.save(change, lambda error: self.show(error, typed))

    def _values(self, kind, values, stored):
        """Return the parameters of a guard as they will be stored, where it was ``stored``; empty ones are left out."""
        found = {name: value for name, value in values.items() if value}
        if "count" in found:
            count = found["count"]
            if not (count.isascii() and count.isdecimal() and len(count) < 5):
                raise InvalidField(f"guards/{kind}", _("Enter the number of people as a number."))
            found["count"] = int(count)
        if "date" in found:
            found["date"] = self._moment(found["date"], stored.get("date"))
        return found

    def _moment(self, typed, stored):
        """Return the moment that the typed date begins where this person is, or ``stored`` if it was not changed."""
        if stored is not None and typed == self._shown("date", stored):
            return stored
        try:
            return moment_of(typed, self.clock.zone).isoformat()
        except BadInput:
            # The draft is saved, and names the problem.
            return typed

    def _shown(self, name, value):
        """Return a parameter as its field shows it."""
        if name in LISTS:
            return list(value or ())
        if name == "date" and value is not None:
            try:
                return str(local(moment_of(value, UTC), self.clock.zone).date())
            except BadInput:
                return str(value)
        return "" if value is None else str(value)


def _anchor(part):
    """Return the fragment of a part of the transition on the page."""
    kind = part.partition("/")[2]
    return f"#guard-{kind}" if kind else f"#the-{part}" if part in ("from", "to", "who", "tells", "guards") else ""


def includeme(config):
    add_part_page(config, TransitionPage)
