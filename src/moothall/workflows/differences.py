"""Describe the differences between two versions: "In “Published”, members may now edit"."""

from moothall.core.base.i18n import _
from moothall.core.content.editions import BEFORE
from moothall.workflows.texts import sentence

#: Texts for a permission that has none of its own, or is not registered.
GAINED = _("In “${state}”, can now use “${permission}”: ${who}.")
LOST = _("In “${state}”, can no longer use “${permission}”: ${who}.")
#: Field of a state or transition → text if it differs.
STATE_WORDS = {
    "title": _("“${title}” is now called “${after}”."),
    "description": _("The description of “${title}” has changed."),
    "hue": _("The colour of “${title}” has changed."),
    "live": _("Whether readers see “${title}” has changed."),
    "hidden": _("Whether “${title}” is listed has changed."),
}
STEP_WORDS = {
    "title": _("The action “${title}” is now called “${after}”."),
    "to": _("The action “${title}” now leads to “${after}”."),
    "from": _("The action “${title}” now starts in: ${after}."),
    "who": _("The action “${title}” can now be used by: ${after}."),
    "permission": _("The action “${title}” now depends on another permission in its starting state."),
    "restricts": _("Whether the action “${title}” restricts people has changed."),
    "reason": _("Whether the action “${title}” asks for a reason has changed."),
    "guards": _("The conditions of the action “${title}” have changed."),
    "tells": _("The action “${title}” now notifies: ${after}."),
}


class Differences:
    """Sentences about the differences in ``after``; ``translate`` is that of a request."""

    def __init__(self, translate, before, after, permissions):
        """``permissions``: the registered ones by name."""
        self._translate = translate
        self._permissions = permissions
        self._before = before
        self._after = after

    def sentences(self):
        """Return all sentences: about the definition, states, permissions and transitions."""
        return [*self._whole(), *self._states(), *self._rights(), *self._steps()]

    def _whole(self):
        before, after = self._before, self._after
        if before["title"] != after["title"]:
            yield self._say(_("The workflow is now called “${title}”."), title=self._word(after["title"]))
        if before.get("description", "") != after.get("description", ""):
            yield self._say(_("The description of the workflow has changed."))
        if before["initial"] != after["initial"]:
            yield self._say(_("The initial state is now “${state}”."), state=self._state(after, after["initial"]))

    def _states(self):
        before, after = self._before["states"], self._after["states"]
        for id, state in after.items():
            if id not in before:
                yield self._say(_("New state: “${title}”."), title=self._word(state["title"]))
        for id, state in before.items():
            if id not in after:
                yield self._say(_("The state “${title}” has been removed."), title=self._word(state["title"]))
                continue
            for name, words in STATE_WORDS.items():
                if (state.get(name) or "") != (after[id].get(name) or ""):
                    yield self._say(
                        words,
                        title=self._word(state["title"]),
                        after=self._word(after[id]["title"]) if name == "title" else "",
                    )
        if list(filter(after.__contains__, before)) != list(filter(before.__contains__, after)):
            yield self._say(_("The order of the states has changed."))

    def _rights(self):
        for id in self._after["states"]:
            rows = {*self._before["matrix"].get(id, {}), *self._after["matrix"].get(id, {})}
            for name in (*filter(rows.__contains__, self._permissions), *sorted(rows - self._permissions.keys())):
                permission = self._permissions.get(name)
                before, after = (data["matrix"].get(id, {}).get(name, ()) for data in (self._before, self._after))
                gained = [token for token in after if token not in before]
                lost = [token for token in before if token not in after]
                words = (getattr(permission, "gained", "") or GAINED, getattr(permission, "lost", "") or LOST)
                label = self._word(permission.label) if permission is not None else name
                for tokens, said in zip((gained, lost), words, strict=True):
                    if tokens:
                        state = self._state(self._after, id)
                        yield self._say(said, state=state, who=self._who(tokens), permission=label)

    def _steps(self):
        before, after = self._before["transitions"], self._after["transitions"]
        for id, step in after.items():
            if id not in before:
                yield self._say(
                    _("New action: “${title}”, from ${source} to “${target}”, for: ${who}."),
                    title=self._word(step["title"]),
                    source=self._sources(self._after, step),
                    target=self._state(self._after, step["to"]),
                    who=self._taker(step),
                )
        for id, step in before.items():
            if id not in after:
                yield self._say(_("The action “${title}” has been removed."), title=self._word(step["title"]))
                continue
            for name, words in STEP_WORDS.items():
                if (step.get(name) or None) != (after[id].get(name) or None):
                    yield self._say(words, title=self._word(step["title"]), after=self._value(name, after[id]))

    def _value(self, name, step):
        if name == "title":
            return self._word(step["title"])
        if name == "to":
            return self._state(self._after, step["to"])
        if name == "from":
            return self._sources(self._after, step)
        return self._who(step.get(name) or ()) if name in ("who", "tells") else ""

    def _sources(self, data, step):
        return ", ".join(self._say(_("“${title}”"), title=self._state(data, state)) for state in step["from"]) or (
            self._translate(_("nowhere"))
        )

    def _taker(self, step):
        if step.get("permission"):
            return self._translate(_("people who can do that in the starting state"))
        return self._who(step.get("who", ()))

    def _state(self, data, id):
        if id == BEFORE:
            return self._translate(_("the previous state"))
        return self._word(data["states"][id]["title"]) if id in data["states"] else id

    def _who(self, tokens):
        return sentence(self._translate, tokens)

    def _word(self, title):
        return self._translate(_(title))

    def _say(self, words, **mapping):
        return self._translate(_(words, mapping=mapping))
