"""``<space>/permissions``: who may do what here, by the workflows and policies of this space."""

from moothall.core.access.permissions import permissions_of
from moothall.core.base.i18n import _
from moothall.space.content import Space
from moothall.space.header import space_head
from moothall.ui.layout.presenters import Link
from moothall.ui.page import View
from moothall.workflows.effective_definition import EffectiveDefinition
from moothall.workflows.rows import state_chip
from moothall.workflows.texts import types_under

#: The kinds of items in a space, and their first state; items without states share one.
PARTS = ("content", "discussion", "post", "space")


class PermissionsPage(View):
    """For everyone who may see the space."""

    def show(self):
        space, translate = self.context, self.translate
        here = EffectiveDefinition(translate, self.viewer.access_data, space.uid)
        parts = [self._part(here, kind) for kind in PARTS]
        rules = [
            _(
                "Higher roles include lower ones: facilitators can do what authors and moderators can do, "
                "owners what facilitators can do, and administrators count as owners."
            ),
            _("Access given on a single item counts as well: see “Sharing” on the item."),
        ]
        return self.page(
            _("Who can do what here"),
            "page",
            space=space_head(self, "about"),
            parts=parts,
            filters=[Link(part["title"], f"#{part['id']}") for part in parts],
            rules=[translate(one) for one in rules],
            masked=self.viewer.access_data.inherited(space.uid)[1],
        )

    def _part(self, here, kind):
        table = here.table(kind)
        states = [
            self._state(here, table, state)
            for state in table.states.values()
            if not (kind == "space" and state.id not in ("container", self.context.state))
        ]
        definition = self.request.site.uids.get(table.under[0])
        return {
            "id": f"part-{kind}",
            "title": self.translate(_(table.title)),
            "types": types_under(self, kind),
            "url": self.url(definition),
            "states": [one for one in states if one["allowed"]],
        }

    def _state(self, here, table, state):
        allowed = [
            (self.translate(permission.sentence), here.sentence(table.row(state.id, permission)))
            for permission in permissions_of(self.request.registry).values()
            if table.row(state.id, permission)
        ]
        return {
            "title": self.translate(_(state.title)),
            "chip": state_chip(self.translate, state.id, {"title": state.title, "hue": state.colour}),
            "hidden": state.hidden,
            "allowed": allowed,
            # A transition that follows a permission is described with the permission.
            "leaving": [
                (self.translate(_(step.title)), here.sentence(step.who))
                for step in table.transitions_from(state.id)
                if here.holders(step.who)
            ],
        }


def includeme(config):
    config.add_view(
        PermissionsPage,
        attr="show",
        name="permissions",
        context=Space,
        request_method="GET",
        renderer="moothall.workflows:templates/permissions.pt",
    )
