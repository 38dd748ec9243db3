"""What people fill in about a space: its words, its dials, and who is in it."""

import colander

from moothall.core.access import roles as R
from moothall.core.access.space_policies import DEFAULTS, DIALS
from moothall.core.base.dates import end_of_day
from moothall.core.base.i18n import _
from moothall.core.content.schema import ItemSchema, LineType, Terms, text_node


def dial_nodes():
    """One node per dial; omitted ones take the default."""
    return [
        colander.SchemaNode(
            colander.String(), name=name, title=title, missing=DEFAULTS[name], validator=colander.OneOf(list(values))
        )
        for name, (title, values) in DIALS.items()
    ]


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
        self.children.insert(
            3,
            colander.SchemaNode(
                colander.String(),
                name="country",
                missing="",
                title=_("Country"),
                validator=colander.Regex(r"[A-Z]{2}\Z"),
            ),
        )


def known_roles(node, values):
    """Refuse what is no role of a space, and none at all."""
    if not values or any(value not in R.SPACE_ROLES for value in values):
        raise colander.Invalid(node, _("Choose at least one role."))


def until_node():
    """A date, as the end of that day."""
    return colander.SchemaNode(
        colander.Date(), title=_("Until"), missing=None, preparer=lambda day: end_of_day(day) if day else day
    )


class MembershipSchema(colander.Schema):
    """As what somebody is in a space, until when, and who vouches for them."""

    roles = colander.SchemaNode(Terms(), title=_("Roles"), validator=known_roles)
    until = until_node()
    sponsor = colander.SchemaNode(LineType(), title=_("Sponsor"), missing="", validator=colander.Length(max=100))


class MemberSchema(MembershipSchema):
    """The same of somebody with a log-in."""

    person = colander.SchemaNode(LineType(), title=_("Name or username"), validator=colander.Length(max=100))


class InvitationSchema(colander.Schema):
    """Who is invited as what."""

    addresses = colander.SchemaNode(colander.String(), title=_("Email addresses"), validator=colander.Length(max=20000))
    roles = colander.SchemaNode(Terms(), title=_("Roles"), validator=known_roles)
    until = until_node()
    message = colander.SchemaNode(
        colander.String(), title=_("Message"), missing="", validator=colander.Length(max=2000)
    )
