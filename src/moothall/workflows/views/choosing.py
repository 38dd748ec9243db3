"""``<space>/workflows``: choose another definition than the site's, for owners of the space."""

from pyramid.httpexceptions import HTTPSeeOther

from moothall.core.base.errors import BadInput, Conflict
from moothall.core.base.i18n import _
from moothall.core.operations import removed_states
from moothall.core.workflow.kinds import workflow_kinds
from moothall.space.content import Space
from moothall.space.header import space_head
from moothall.ui.forms.choice_conflicts import ChoiceConflict, check_unchanged, choices_basis
from moothall.ui.page import View
from moothall.ui.status_messages import about_item
from moothall.workflows.content import check_may_choose, choose, kinds_to_choose
from moothall.workflows.state_replacement import affected_query, answers, state_replacements
from moothall.workflows.texts import types_under


class ChoicePage(View):
    """A choice for each kind of item; it asks for replacements of removed states."""

    def __init__(self, context, request):
        super().__init__(context, request)
        check_may_choose(self.viewer, context)
        self.known = workflow_kinds(request.registry)
        self.kinds = kinds_to_choose(self.viewer, self.known, context)

    def show(self, error="", chosen=None, moved=None):
        kinds = [self._kind(kind, chosen or {}, moved or {}) for kind in self.kinds]
        wrong = [one for kind in kinds for one in kind["leaving"] if one.error]
        basis = choices_basis(self._chosen())
        return self.page(
            _("Space workflows"),
            "narrow",
            space=space_head(self, "about"),
            basis=basis,
            error=error,
            wrong=wrong,
            kinds=kinds,
        )

    def _kind(self, kind, chosen, moved):
        known, now = self.request.site["workflows"].of_kind(kind), self._chosen()[kind]
        return {
            "id": kind,
            "title": types_under(self, kind) or kind,
            "now": chosen.get(kind, now),
            "around": self._words_around(kind),
            "choices": [(id, self.word(one.title)) for id, one in known.items()],
            "leaving": self._state_replacements(kind, chosen, moved) if kind in chosen else [],
        }

    def _chosen(self):
        """Return kind → the ID of the workflow that the space has chosen itself, or an empty text."""
        workflows = self.request.site["workflows"]
        return {
            kind: next((id for id, one in workflows.of_kind(kind).items() if one.uid == self._own(kind)), "")
            for kind in self.kinds
        }

    def word(self, title):
        return self.translate(_(str(title)))

    def _state_replacements(self, kind, chosen, moved):
        try:
            definition = self._definition(kind, chosen[kind])
        except BadInput:
            return []
        states = self._going(kind, definition) if self._is_another(kind, definition) else []
        return state_replacements(self, states, moved.get(kind, {}), _before(kind), show_errors=True)

    # -- what applies here

    def _own(self, kind):
        """Return the UID of the definition the space has chosen itself."""
        return self.context.record.definitions.get(kind, (None,))[0]

    def _around(self, kind):
        """Return (the record that sets the inherited workflow, or ``None`` for the site's; the definition)."""
        site, access_data = self.request.site, self.viewer.access_data
        parent = self.context.record.parent
        record = next((one for one in access_data.chain(parent) if kind in one.definitions), None)
        return record, site.uids.get(access_data.pointer(kind, parent)[0])

    def _words_around(self, kind):
        record, definition = self._around(kind)
        if record is None:
            return self.translate(_("as on the whole site: ${title}", mapping={"title": self.word(definition.title)}))
        space = self.request.site.uids.get(record.uid)
        return self.translate(
            _(
                "as in “${space}”: ${title}",
                mapping={"space": self.word(space.title), "title": self.word(definition.title)},
            )
        )

    def _definition(self, kind, id):
        """Return the chosen definition; ``None`` to inherit it."""
        if not id:
            return None
        definition = self.request.site["workflows"].of_kind(kind).get(id)
        if definition is None:
            raise BadInput(_("You cannot choose that workflow."))
        return definition

    def _is_another(self, kind, definition):
        return (definition.uid if definition is not None else None) != self._own(kind)

    def _going(self, kind, definition):
        pointer = (definition.uid, definition.active) if definition is not None else None
        return removed_states.removed_states(
            self.request.site, self.known[kind], {self.context.uid: pointer}, self.viewer
        )

    # -- choosing

    def save(self):
        posted = self.request.POST
        chosen = {kind: posted.get(kind, "") for kind in self.kinds}
        moved = {kind: answers(posted, _before(kind)) for kind in self.kinds}
        try:
            changes = self._changes(chosen, moved)
            if posted.get("do") == "affected":
                return self._see_who(changes, moved)
            check_unchanged(
                self, self._chosen(), chosen, {kind: types_under(self, kind) or kind for kind in self.kinds}
            )
            act, site, uid = self.request.act(), self.request.site, self.context.uid
            jobs = [
                choose(act, self.known, site, uid, definition, kind, moved[kind], self.viewer)
                for kind, definition in changes.items()
            ]
        except ChoiceConflict as error:
            self.request.response.status_int = error.status
            return self.show(self.translate(error.message), error.merged, moved)
        except (BadInput, Conflict) as error:
            self.request.response.status_int = error.status if isinstance(error, Conflict) else 422
            return self.show(self.translate(error.message), chosen, moved)
        return self.back("workflow-choosing" if any(jobs) else "workflow-chosen-here", self.context, "workflows")

    def _changes(self, chosen, moved):
        """Return kind → definition for every changed choice; raise :class:`BadInput` for an invalid one."""
        found = {}
        for kind, id in chosen.items():
            definition = self._definition(kind, id)
            if self._is_another(kind, definition):
                found[kind] = definition
        for kind, definition in found.items():
            removed_states.check(self._going(kind, definition), moved[kind])
        return found

    def _see_who(self, changes, moved):
        """Redirect to the preview of who gains and loses access by all changed choices."""
        if not changes:
            raise BadInput(_("This would not change anything. Choose another workflow first."))
        change = {
            "kind": "workflows",
            "chosen": {kind: definition and definition.__name__ for kind, definition in changes.items()},
        }
        states = {kind: moved[kind] for kind in changes if moved[kind]}
        return HTTPSeeOther(self.url(self.context, "affected", query=affected_query(change, states)))


def _before(kind):
    return f"moved-{kind}-"


def includeme(config):
    template = "moothall.workflows:templates/choosing.pt"
    config.add_page(ChoicePage, "workflows", context=Space, template=template, post="save")
    config.add_status_messages(
        {
            "workflow-choosing": about_item(
                _("The workflows of “${title}” are taking effect. Items are moved in the background.")
            ),
            "workflow-chosen-here": about_item(_("The workflows of “${title}” are in use.")),
        }
    )
