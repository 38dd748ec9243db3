"""``state`` and ``state/<id>``: one state of the draft, and its permissions."""

from moothall.core.base.errors import NotFound
from moothall.core.base.i18n import _
from moothall.core.workflow import tokens as V
from moothall.workflows import editing
from moothall.workflows.administration.parts import PartPage, add_part_page
from moothall.workflows.texts import COLOURS, token_label


class StatePage(PartPage):
    """A form with the texts of a state and its permissions by role."""

    parts = "states"
    page_name = "state"
    without = staticmethod(editing.without_state)

    def heading(self, title):
        return _("State “${title}”", mapping={"title": title}) if title is not None else _("Another state")

    def needed(self):
        return self.workflow_kind.needed_states

    def values(self, data, id, typed, error, columns):
        permissions = self._permissions(data)
        return {
            "problems": self._problems(id) if id and not error else [],
            "columns": [(str(one), self.translate(one.label), self.translate(one.sentence)) for one in permissions],
            "rows": [self._row(token, permissions, typed["cells"]) for token in columns],
            "hues": [(hue, self.translate(COLOURS[hue])) for hue in V.COLOURS],
            "others": [(other, self.word(state["title"])) for other, state in data["states"].items() if other != id],
            "needed": id in self.needed(),
            "with_editions": self.workflow_kind.with_editions,
            "going": [self.word(data["transitions"][name]["title"]) for name in editing.removed_transitions(data, id)],
        }

    def _problems(self, id):
        return [
            ("#matrix" if place.startswith("matrix/") else "", sentence)
            for place, sentence in self.problems_at(f"states/{id}", f"matrix/{id}")
        ]

    def _permissions(self, data):
        """Return the permissions that apply to items of this kind."""
        kind = self.workflow_kind
        known = (kind.shipped(), data) if kind.table else (data,)
        return [
            one for one in kind.permissions if any(one in rows for table in known for rows in table["matrix"].values())
        ]

    def _row(self, token, permissions, cells):
        name = token_label(self.translate, token)
        return {
            "name": name,
            "cells": [
                {
                    "value": f"{one} {token}",
                    "label": f"{name}: {self.translate(one.label)}",
                    "on": (str(one), token) in cells,
                }
                for one in permissions
            ],
        }

    def stored(self, data, id):
        state = data["states"].get(id, {"title": ""})
        others = list(data["states"])
        place = others.index(id) if id else len(others)
        return {
            "title": self.word(state["title"]),
            "description": self.word(state.get("description", "")),
            "hue": state.get("hue", "draft"),
            "live": bool(state.get("live")),
            "hidden": bool(state.get("hidden")),
            "id": "",
            "after": others[place - 1] if place else "",
            "cells": {(name, token) for name, row in data["matrix"].get(id, {}).items() for token in row},
        }

    def _typed(self):
        posted = self.request.POST
        words = {name: posted.get(name, "").strip() for name in ("title", "description", "hue", "after", "id")}
        cells = {(name, token) for name, _space, token in (one.partition(" ") for one in posted.getall("cell"))}
        return {**words, "live": "live" in posted, "hidden": "hidden" in posted, "cells": cells}

    def send(self):
        typed, id = self._typed(), self.id

        def change(data):
            if id and id not in data["states"]:
                raise NotFound()
            before = data["states"].get(id, {})
            words = {name: self.kept(typed[name], before.get(name, "")) for name in ("title", "description")}
            fields = {**words, "hue": typed["hue"], "live": typed["live"]}
            if not id:
                found = editing.new_id(data["states"], typed["title"], typed["id"])
            else:
                found = id
            # In the order of the editor, regardless of that of the request.
            rows = {
                name: [token for token in editing.columns(data, self.kinds) if (name, token) in typed["cells"]]
                for name in {name for name, _token in typed["cells"]}
            }
            return editing.with_state(data, found, fields, rows, typed["after"] or None)

        return self.save(change, lambda error: self.show(error, typed))


def includeme(config):
    add_part_page(config, StatePage)
