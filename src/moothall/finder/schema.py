"""Form schema of stored searches."""

import colander

from moothall.core.base.i18n import _
from moothall.core.content.schema import ItemSchema, LineType, TermsType
from moothall.core.search.search_params import ORDERS


class SearchSchema(ItemSchema):
    """The query, the filters and the order."""

    def __init__(self, *args, **kw):
        super().__init__(*args, **kw)
        self.children[2:2] = [
            colander.SchemaNode(
                LineType(), name="query", title=_("Search terms"), missing="", validator=colander.Length(max=500)
            ),
            colander.SchemaNode(TermsType(), name="types", title=_("Types of item"), missing=()),
            colander.SchemaNode(TermsType(), name="languages", title=_("Languages"), missing=()),
            colander.SchemaNode(
                colander.String(),
                name="order",
                title=_("Sort by"),
                missing="relevance",
                validator=colander.OneOf(list(ORDERS)),
            ),
        ]
