"""``/admin/workflows/<id>``: one definition, its versions, and the actions on it."""

from moothall.core.base.errors import BadInput, Conflict
from moothall.core.base.i18n import _
from moothall.core.content.slugs import slug
from moothall.core.operations import removed_states
from moothall.workflows.administration.base import TEMPLATES, DefinitionPage
from moothall.workflows.administration.places import DefinitionPlace
from moothall.workflows.content import ACTIVE, DRAFT, RETIRED
from moothall.workflows.diagram import Diagram
from moothall.workflows.fields import fields_under
from moothall.workflows.rows import transition_rows


class ShowPage(DefinitionPage):
    """The current content of a definition, and its history."""

    def show(self, error="", typed=""):
        definition = self.definition
        data = definition.newest
        status = ACTIVE if definition.active is not None else RETIRED if definition.versions else DRAFT
        holds = self.request.site.access.definitions[definition.kind][0] == definition.uid
        running, used = self.running(), definition.used_in()
        return self.admin_page(
            self.word(definition.title),
            definition=definition,
            chip=self.chip(status),
            stands_for=self.kind(definition),
            places=self.places(definition),
            diagram=Diagram(self.translate, data),
            steps=transition_rows(self.translate, data, fields_under(self.request, definition.kind)),
            versions=[self._version(number) for number in self._numbers()],
            running=running,
            running_url=self.job_url(running) if running is not None else "",
            can_go_back=definition.before_last if running is None else None,
            can_retire=definition.active is not None and not used,
            can_use_sitewide=definition.active is not None and not holds,
            error=error,
            typed=typed,
        )

    def _numbers(self):
        return reversed(list(self.definition.versions))

    def _version(self, number):
        stored = self.definition.versions[number]
        active = self.definition.active
        return {
            "number": number,
            "chip": self.chip(self.definition.status_of(number)),
            "by": self.request.names.name(stored.by) if stored.by is not None else self.translate(_("Moothall")),
            "moment": self.clock.moment(stored.at),
            "note": stored.note,
            "active": number == active,
            "compare": None
            if number == active or active is None
            else self.url(self.context, "compare", query={"from": number, "to": active}),
            "export": self.url(self.context, "export", query={"version": number}),
            "activate": self.url(self.context, "activate", str(number)),
        }

    # -- actions with one button

    def copy(self):
        title = self.request.POST.get("title", "").strip()
        workflows, act = self.request.site["workflows"], self.request.act()
        try:
            wanted = slug(title)[:36]
            free = next(
                name
                for name in (wanted, *(f"{wanted}-{number}" for number in range(2, 1000)))
                if workflows.is_free(act, name)
            )
            made = workflows.copy_of(act, self.kinds, self.definition, free, title)
        except BadInput as error:
            self.request.response.status_int = 422
            return self.show(self.translate(error.message), title)
        return self.back("workflow-copied", self.context.__parent__[made.__name__], "draft")

    def begin(self):
        if self.definition.draft is None:
            self.definition.begin_draft(self.request.act())
        return self.back(None, self.context, "draft")

    def shipped(self):
        self.definition.shipped_draft(self.request.act(), self.kinds)
        return self.back("workflow-saved", self.context, "draft")

    def retire(self):
        self.definition.retire(self.request.act())
        return self.back("workflow-retired")

    def undo_activation(self):
        if self.definition.before_last is None:
            raise Conflict(_("There is nothing to undo."))
        try:
            data = self.definition.data_of(self.definition.before_last)
            removed_states.check(self.removed_states(data), self.definition.restored_states())
            job = self.definition.undo_activation(self.request.act(), self.kinds, viewer=self.viewer)
        except BadInput:
            # Items are in a state that the earlier version does not have: that page asks for its replacement.
            return self.back(None, self.context, "activate", str(self.definition.before_last))
        return self.after(job, "workflow-back")


def includeme(config):
    template = f"{TEMPLATES}/definition.pt"
    config.add_view(ShowPage, attr="show", context=DefinitionPlace, request_method="GET", renderer=template)
    for name, attr in (
        ("copy", "copy"),
        ("begin", "begin"),
        ("shipped", "shipped"),
        ("retire", "retire"),
        ("take-back", "undo_activation"),
    ):
        config.add_view(
            ShowPage, attr=attr, name=name, context=DefinitionPlace, request_method="POST", renderer=template
        )
