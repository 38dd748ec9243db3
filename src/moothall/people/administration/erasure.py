"""``/admin/erase-person/<id>``: erase an account on behalf of its owner, who cannot do it themselves."""

from moothall.administration.places import Administration
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.people.administration.people import PersonPage
from moothall.people.erasure import drafts_of, erase, obstacles
from moothall.ui.layout.components import Confirmation
from moothall.ui.layout.presenters import Link


class ErasePersonPage(PersonPage):
    """Asks for confirmation and for a reason, which is recorded in the audit log."""

    def show(self, error=""):
        request, account = self.request, self.account
        against = obstacles(request.registry, request.site, account, request.now)
        drafts = len(drafts_of(request.site, account, request.now))
        back = self.url(self.context, "person", account.id)
        question = Confirmation(
            self.url(self.context, "erase-person", account.id),
            self.translate(
                _(
                    "The name, email address, settings, memberships and sessions will be permanently deleted. "
                    "This cannot be undone."
                )
            ),
            self.translate(_("Delete the account")),
            back,
            danger=True,
            error=error,
            reason_label=self.translate(_("Reason")),
            reason_required=True,
            reason=request.POST.get("reason", ""),
            reason_help=self.translate(_("Saved in the audit log. Do not name anyone.")),
            consequences=[
                self.translate(_("What the person wrote stays where others have seen it, under “Former member”.")),
                *(
                    [
                        self.translate(
                            _(
                                "Drafts that no one else can see, which will be permanently deleted: ${number}",
                                mapping={"number": drafts},
                            )
                        )
                    ]
                    if drafts
                    else []
                ),
                *([self.translate(_("We will notify the person by email."))] if account.email else []),
            ],
        )
        return self.admin_page(
            _("Delete the account of ${name}?", mapping={"name": account.name}),
            back=back,
            question=question if not against else None,
            obstacles=[Link(self.translate(one.message), self.url(one.item)) for one in against],
        )

    def erase(self):
        request, reason = self.request, self.request.POST.get("reason", "").strip()
        if self.account.id == request.person.id:
            raise BadInput(_("Delete your own account in your settings."))
        if not reason:
            request.response.status_int = 422
            return self.show(self.translate(_("Enter a reason.")))
        erase(request.registry, request.site, request.people, request.act(reason[:1000]), self.account)
        return self.back("person-erased", self.context, "people")


def includeme(config):
    config.add_page(
        ErasePersonPage,
        "erase-person",
        context=Administration,
        template="moothall.people.administration:templates/ask.pt",
        post="erase",
    )
    config.add_status_messages({"person-erased": _("Account deleted.")})
