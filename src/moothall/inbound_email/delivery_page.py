"""``/people/email-delivery``: whether emails reach a person, and why they get none about an item."""

from moothall.core.base.i18n import _
from moothall.core.content.root import Root
from moothall.inbound_email.bounces import bounces_of, forget_bounces, paused_count
from moothall.inbound_email.reasons import reasons_for
from moothall.notification.inbox import inbox_of
from moothall.notification.rows import rows_of
from moothall.people.content import People
from moothall.people.own_page import OwnPage
from moothall.ui.layout.presenters import Link
from moothall.web.api.representation import moment
from moothall.web.api.service import Service

NAME = "email-delivery"
TITLE = _("Email delivery")
#: Number of notifications among which the page explains one.
LISTED = 50


class EmailDeliveryPage(OwnPage):
    """The errors of the address, a button to try it again, and the reasons for one notification or followed item."""

    tab = NAME

    def show(self, problem=None):
        account = self.request.account
        found = bounces_of(self.request.people, account)
        asked = self.request.GET.get("about", "")
        rows = rows_of(self.request, LISTED)
        row = next((one for one in rows if str(one.id) == asked), None)
        item = self._item(row.id) if row is not None else None
        return self.own_page(
            TITLE,
            problem,
            address=account.email,
            bounces=found,
            moment=self.clock.moment(found.at) if found is not None else "",
            items=[(str(one.id), one.text, one is row) for one in rows],
            about=row,
            reasons=[text for _code, text in reasons_for(self.request, item)] if item is not None else [],
        )

    def _item(self, id):
        found = inbox_of(self.request.people, self.request.account.id).get(id)
        return self.request.site.uids.get(found.about) if found is not None else None

    def send(self):
        forget_bounces(self.request.people, self.request.account.id)
        return self.back("email-resumed", self.context, NAME)


class EmailDeliveryService(Service):
    """``/@email-delivery``: the errors of the person's address; POST sends emails again."""

    def get(self):
        self.require_login()
        found = bounces_of(self.request.people, self.request.account)
        return {
            "@id": self.url("@email-delivery"),
            "address": self.request.account.email,
            "paused": found is not None and found.is_paused,
            "errors": found.count if found is not None else 0,
            "last_error": {"at": moment(found.at), "reason": found.reason} if found is not None else None,
        }

    def post(self):
        self.require_login()
        forget_bounces(self.request.people, self.request.person.id)
        return self.get()


def _tab(view, current):
    return Link(view.translate(TITLE), view.url(view.context, NAME), current == NAME)


def _figure(view):
    count = paused_count(view.request.people)
    if not count:
        return None
    return Link(view.translate(_("paused email addresses")), view.url(view.context, "people"), count=count)


def includeme(config):
    template = "moothall.inbound_email:templates/delivery.pt"
    config.add_page(EmailDeliveryPage, NAME, context=People, template=template)
    config.add_panel("settings tabs", NAME, _tab, order=15)
    config.add_panel("administration figures", NAME, _figure, order=15)
    config.add_status_messages({"email-resumed": _("Emails are sent to your address again.")})
    for method in ("get", "post"):
        config.add_service(
            EmailDeliveryService, name="@email-delivery", attr=method, method=method.upper(), context=Root
        )
