"""The page behind the link that confirms a new email address."""

import colander
from pyramid.security import NO_PERMISSION_REQUIRED

from moothall.core.base.errors import BadInput, Conflict
from moothall.core.base.i18n import _
from moothall.core.content.root import Root
from moothall.core.content.schema import HiddenType
from moothall.people.address import confirm_address
from moothall.people.pending_verifications import ADDRESS
from moothall.people.views.links import LinkPage


class TokenSchema(colander.Schema):
    """The link's token only: the page has just a button."""

    token = colander.SchemaNode(HiddenType(), missing="")


class NewAddressPage(LinkPage):
    """``/new-address/<token>``."""

    title = _("Confirm your new email address")
    button = _("Use this address")
    kind = ADDRESS
    again = "/people/log-in"

    @property
    def lead(self):
        return _("We will send your emails to ${address}.", mapping={"address": self.verification.address})

    def schema(self):
        return TokenSchema()

    def submit(self, _values):
        request = self.request
        try:
            confirm_address(request.site, request.people, request.now, self.verification)
        except Conflict as error:
            raise BadInput(error.message) from None
        return self.say_at("/?said=address-confirmed")


def includeme(config):
    config.add_page(
        NewAddressPage,
        "new-address",
        context=Root,
        template="moothall.ui:templates/form.pt",
        permission=NO_PERMISSION_REQUIRED,
    )
    config.add_status_messages({"address-confirmed": _("Email address changed.")})
