"""``<space>/workflows``: another definition than the site's, for those who own the space."""

from pyramid.httpexceptions import HTTPSeeOther

from moothall.core.errors import BadInput
from moothall.core.i18n import _
from moothall.core.pages import View
from moothall.core.workflow import effect
from moothall.space.content import Space
from moothall.space.head import space_head
from moothall.workflows.content import check_may_choose, choose, kinds_to_choose
from moothall.workflows.views.reading import types_under


class ChoicePage(View):
    """A list to choose from for each kind of thing; what has to be moved because of it is asked."""

    def __init__(self, context, request):
        super().__init__(context, request)
        check_may_choose(self.viewer, context)
        self.kinds = kinds_to_choose(self.viewer, context)

    def show(self, error="", chosen=None, gone=()):
        return self.page(
            _("Workflows of the space"), "narrow", space=space_head(self, "about"), error=error, gone=gone,
            kinds=[self._kind(kind, chosen or {}) for kind in self.kinds])

    def _kind(self, kind, chosen):
        workflows, access = self.request.site["workflows"], self.request.site.access
        own = self.context.record.definitions.get(kind)
        known = workflows.of_kind(kind)
        now = chosen.get(kind, next((id for id, one in known.items() if own is not None and one.uid == own[0]), ""))
        around = self.request.site.uids.get(access.definitions[kind][0])
        return {"id": kind, "title": types_under(self, kind) or kind, "now": now,
                "around": self.translate(_("as on the whole site: ${title}", mapping={
                    "title": self.translate(_(str(around.title)))})),
                "choices": [(id, self.translate(_(str(one.title)))) for id, one in known.items()],
                "url": self.url(workflows[now]) if now else self.url(around)}

    def save(self):
        posted, site = self.request.POST, self.request.site
        chosen = {kind: posted.get(kind, "") for kind in self.kinds}
        if posted.get("do") == "affected":
            return self._see_who(chosen)
        begun = False
        for kind in self.kinds:
            moved = {state: target for state in site.catalog["state"].unique_values()
                     if (target := posted.get(f"moved-{kind}-{state}"))}
            try:
                begun = self._choose(kind, chosen[kind], moved) or begun
            except BadInput as error:
                self.request.response.status_int = 422
                return self.show(self.translate(error.sentence), chosen, self._gone(kind, chosen[kind], moved))
        return self.back("workflow-choosing" if begun else "workflow-chosen", self.context, "workflows")

    def _see_who(self, chosen):
        """To the page that says who gains and who loses what by the first choice that is another one than today's."""
        for kind, id in chosen.items():
            definition = self._definition(kind, id)
            own = self.context.record.definitions.get(kind)
            if (own and own[0]) != (definition.uid if definition is not None else None):
                around = self.request.site.uids.get(self.request.site.access.definitions[kind][0])
                wanted = definition if definition is not None else around
                return HTTPSeeOther(self.url(self.context, "affected", query={
                    "kind": "workflow", "definition": f"{wanted.__name__}:{wanted.active}"}))
        return self.back(None, self.context, "workflows")

    def _choose(self, kind, id, moved):
        definition = self._definition(kind, id)
        own = self.context.record.definitions.get(kind)
        if (own and own[0]) == (definition.uid if definition is not None else None):
            return False
        return choose(self.request.act(), self.request.site, self.context.uid, definition, kind, moved) is not None

    def _definition(self, kind, id):
        if not id:
            return None
        definition = self.request.site["workflows"].of_kind(kind).get(id)
        if definition is None:
            raise BadInput(_("There is no such workflow to choose."))
        return definition

    def _gone(self, kind, id, moved):
        """The states that go with this choice, each with what can take its place."""
        definition = self._definition(kind, id) if id else None
        pointer = (definition.uid, definition.active) if definition is not None else None
        change = effect.Change(kind, {self.context.uid: pointer}, moved)
        found = []
        for before, after in effect.pairs(self.request.site, change):
            found += [
                {"name": f"moved-{kind}-{state.id}", "title": self.translate(_(state.title)),
                 "chosen": moved.get(state.id, ""), "choices": [
                     (other.id, self.translate(_(other.title))) for other in after.states.values()
                     if not other.hidden and other.live == state.live and other.id != "deleted"]}
                for state in before.states.values() if state.id not in after.states]
        return found


def includeme(config):
    template = "moothall.workflows:templates/choosing.pt"
    for method, attr in (("GET", "show"), ("POST", "save")):
        config.add_view(ChoicePage, attr=attr, name="workflows", context=Space, request_method=method,
                        renderer=template)
    config.add_sentences({
        "workflow-chosen": _("The workflow holds there from now on."),
        "workflow-choosing": _("The workflow takes effect now; things are moved in the background."),
    })
