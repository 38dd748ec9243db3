"""Schemas of spaces: their texts, their policies, and their members."""

import colander

from moothall.core.access import roles as R
from moothall.core.access.space_policies import DEFAULTS, POLICIES
from moothall.core.base.dates import end_of_day
from moothall.core.base.i18n import _
from moothall.core.content.schema import DateType, ItemSchema, LineType, TermsType, text_node
from moothall.core.workflow.transition import MAX_REASON_LENGTH


def policy_nodes():
    """Return one node per policy; omitted ones take the default."""
    return [
        colander.SchemaNode(
            colander.String(), name=name, title=title, missing=DEFAULTS[name], validator=colander.OneOf(list(values))
        )
        for name, (title, values) in POLICIES.items()
    ]


class SpaceSchema(ItemSchema):
    """A workspace: texts, welcome text, policies."""

    def __init__(self, *args, **kw):
        super().__init__(*args, **kw)
        self.children.insert(2, text_node(missing=""))
        self.children.extend(policy_nodes())


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
    """Reject unknown roles of a space, and an empty list."""
    if not values or any(value not in R.SPACE_ROLES for value in values):
        raise colander.Invalid(node, _("Choose at least one role."))


@colander.deferred
def _end(_node, bindings):
    zone = bindings["request"].site_zone
    return lambda day: end_of_day(day, zone) if day else day


def until_node():
    """Return a node for a date, as the end of that day; the schema is bound to the request."""
    return colander.SchemaNode(DateType(), title=_("Until"), missing=None, preparer=_end)


class MembershipSchema(colander.Schema):
    """The roles of a member, their end, and the sponsor."""

    roles = colander.SchemaNode(TermsType(), title=_("Roles"), validator=known_roles)
    until = until_node()
    sponsor = colander.SchemaNode(LineType(), title=_("Sponsor"), missing="", validator=colander.Length(max=100))


class MemberSchema(MembershipSchema):
    """The membership of a person with a username."""

    person = colander.SchemaNode(LineType(), title=_("Name or username"), validator=colander.Length(max=100))


class InvitationSchema(colander.Schema):
    """The address and the roles of an invitation."""

    addresses = colander.SchemaNode(colander.String(), title=_("Email addresses"), validator=colander.Length(max=20000))
    roles = colander.SchemaNode(TermsType(), title=_("Roles"), validator=known_roles)
    until = until_node()
    message = colander.SchemaNode(
        colander.String(), title=_("Message"), missing="", validator=colander.Length(max=2000)
    )


class SanctionSchema(colander.Schema):
    """The person, the end and the reason of a ban, a silence or a warning."""

    person = colander.SchemaNode(LineType(), title=_("Name or username"), validator=colander.Length(max=100))
    until = until_node()
    reason = colander.SchemaNode(
        colander.String(), title=_("Reason"), missing="", validator=colander.Length(max=MAX_REASON_LENGTH)
    )
