"""What people fill in about a space: its words and its dials."""

import colander

from moothall.core.dials import DEFAULTS, DIALS
from moothall.core.i18n import _
from moothall.core.schema import ItemSchema, text_node


def dial_nodes():
    """One node per dial; omitted ones take the default."""
    return [colander.SchemaNode(colander.String(), name=name, title=title, missing=DEFAULTS[name],
                                validator=colander.OneOf(list(values)))
            for name, (title, values) in DIALS.items()]


class SpaceSchema(ItemSchema):
    """A workspace: words, welcome text, dials."""

    def __init__(self, *args, **kw):
        super().__init__(*args, **kw)
        self.children.insert(2, text_node(missing=""))
        self.children.extend(dial_nodes())


class CoalitionSchema(SpaceSchema):
    """A coalition is a space of one country."""

    def __init__(self, *args, **kw):
        super().__init__(*args, **kw)
        self.children.insert(3, colander.SchemaNode(
            colander.String(), name="country", missing="", title=_("Country"),
            validator=colander.Regex(r"[A-Z]{2}\Z")))
