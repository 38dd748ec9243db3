"""``activate``: what would change, what becomes of things in states that go, and then it holds."""

from pyramid.httpexceptions import HTTPSeeOther

from moothall.core.errors import Absent, BadInput
from moothall.core.i18n import _
from moothall.site.administration.place import DefinitionDesk
from moothall.site.administration.workflows.base import TEMPLATES, DefinitionPage
from moothall.workflows.content import LONGEST_NOTE, ChangedMeanwhile


class ActivationPage(DefinitionPage):
    """Of the draft, or with a number of an earlier version."""

    def __init__(self, context, request):
        super().__init__(context, request)
        self.number = self._number()
        if self.number is None and self.definition.draft is None and request.method != "POST":
            raise Absent()

    def _number(self):
        rest = self.rest()
        if not rest:
            return None
        number = int(rest[0]) if rest[0].isascii() and rest[0].isdecimal() and len(rest[0]) < 10 else 0
        if number not in self.definition.versions:
            raise Absent()
        return number

    def show(self, error="", note="", moved=None):
        definition, draft = self.definition, self.definition.draft
        data = draft.data if self.number is None else definition.data_of(self.number)
        moved = moved or {}
        problems = definition.problems() if self.number is None else []
        return self.admin_page(
            _("Make “${title}” active", mapping={"title": self.word(data["title"])}), definition=definition,
            draft=draft if self.number is None else None, number=self.number, note=note, error=error,
            action=self.url(self.context, "activate", *([str(self.number)] if self.number is not None else [])),
            problems=[self.translate(one.sentence) for one in problems],
            changes=self.differences(definition.in_force, data), places=self.places(definition),
            gone=[] if problems else self._gone(data, moved), longest=LONGEST_NOTE)

    def _gone(self, data, moved):
        """The states that go: each with how many things are in it, and what can become of them."""
        before = self.definition.in_force
        if not self.definition.used_in():
            return []
        counts = self._counts()
        rows = []
        for id, state in before["states"].items():
            if id in data["states"]:
                continue
            choices = [(other, self.word(one["title"])) for other, one in data["states"].items()
                       if not one.get("hidden") and bool(one.get("live")) == bool(state.get("live"))
                       and other != "deleted"]
            rows.append({"id": id, "title": self.word(state["title"]), "count": counts.get(id, 0),
                         "choices": choices, "chosen": moved.get(id, "")})
        return rows

    def _counts(self):
        found = {}
        classes = self.request.site.catalog["access_class"]._fwd_index
        for value in self.request.site.catalog.classes:
            _scope, workflow, state, *_people = value.split(":")
            if workflow == self.definition.kind:
                found[state] = found.get(state, 0) + len(classes[value])
        return found

    def send(self):
        posted = self.request.POST
        note = posted.get("note", "").strip()
        moved = {name[6:]: value for name, value in posted.items() if name.startswith("moved-") and value}
        if posted.get("do") == "affected":
            return HTTPSeeOther(self.affected_url(number=self.number, moved=moved))
        act = self.request.act(note)
        try:
            if len(note) > LONGEST_NOTE:
                raise BadInput(_("A note can have up to ${longest} characters.", mapping={"longest": LONGEST_NOTE}))
            if self.number is None:
                job = self.definition.activate_draft(act, posted.get("revision", ""), moved)
            else:
                job = self.definition.activate_version(act, self.number, moved)
        except ChangedMeanwhile as error:
            self.request.response.status_int = error.status
            return self.show(self.translate(error.sentence), note, moved)
        except BadInput as error:
            self.request.response.status_int = 422
            return self.show(self.translate(error.sentence), note, moved)
        return self.after(job, "workflow-active")


def includeme(config):
    template = f"{TEMPLATES}/activate.pt"
    for method, attr in (("GET", "show"), ("POST", "send")):
        config.add_view(ActivationPage, attr=attr, name="activate", context=DefinitionDesk, request_method=method,
                        renderer=template)
