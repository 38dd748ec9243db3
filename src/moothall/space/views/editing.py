"""Forms to add a space and to edit its texts.

The policies are chosen as a preset or one by one when it is added, and changed on its settings page
afterwards.
"""

import colander

from moothall.core.access.permissions import Permission
from moothall.core.access.space_policies import FIRST_PRESET, POLICIES, PRESETS
from moothall.core.base.i18n import _
from moothall.space.content import Coalitions, Space, Workspaces
from moothall.ui.forms.item_forms import AddPage, EditPage
from moothall.ui.forms.widgets import PolicyWidget

SPACES = ("coalition", "workspace")


class AddSpacePage(AddPage):
    """``add/workspace`` and ``add/coalition``; other items of a space have the usual form."""

    def schema(self):
        schema = super().schema()
        if self.type.id in SPACES:
            _without_policies(schema)
            schema.add(
                colander.SchemaNode(
                    colander.Mapping(unknown="preserve"),
                    name="policies",
                    title=_("What type of space is it?"),
                    widget=PolicyWidget(),
                )
            )
        return schema

    def values(self):
        return {"policies": PRESETS[FIRST_PRESET][1]} if self.type.id in SPACES else {}

    def submit(self, values):
        policies = values.pop("policies", {})
        return super().submit({**values, **policies})


class EditSpacePage(EditPage):
    """``edit``: the texts of a space."""

    def schema(self):
        return _without_policies(super().schema())


def _without_policies(schema):
    schema.children = [node for node in schema.children if node.name not in POLICIES]
    return schema


def includeme(config):
    pages = [("add", AddSpacePage, context, Permission.ADD) for context in (Coalitions, Workspaces, Space)]
    for name, page, context, asks in (*pages, ("edit", EditSpacePage, Space, Permission.EDIT)):
        config.add_page(page, name, context=context, template="moothall.ui:templates/form.pt", asks=asks)
