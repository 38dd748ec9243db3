"""Schemas of giving and requesting access."""

import colander

from moothall.core.access import roles as R
from moothall.core.base.i18n import _
from moothall.core.content.schema import DateType, LineType


class GivingSchema(colander.Schema):
    """The principal, the role, the end and the sponsor of a grant."""

    principal = colander.SchemaNode(LineType(), title=_("Give access to"), validator=colander.Length(max=500))
    role = colander.SchemaNode(colander.String(), title=_("What they can do"), validator=colander.OneOf(R.SPACE_ROLES))
    until = colander.SchemaNode(DateType(), title=_("Until"), missing=None)
    sponsor = colander.SchemaNode(LineType(), title=_("Sponsor"), missing="", validator=colander.Length(max=100))
