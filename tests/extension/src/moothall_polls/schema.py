"""What people enter to start a poll."""

import colander

from moothall.core.base.i18n import _
from moothall.core.content.schema import ItemSchema, SubjectsType


def _several(node, options):
    if not 2 <= len(options) <= 10:
        raise colander.Invalid(node, _("Enter 2 to 10 options."))


class PollSchema(ItemSchema):
    """A question and its options."""

    options = colander.SchemaNode(
        SubjectsType(), title=_("Options"), description=_("Separate them with commas."), validator=_several
    )
