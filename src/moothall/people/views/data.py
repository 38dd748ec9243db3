"""One's own data: all of it in a file, and its erasure."""

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response

from moothall.core import sessions
from moothall.core.errors import BadInput, Conflicting, FieldRefused
from moothall.core.i18n import _
from moothall.core.layout.presenters import Link
from moothall.people.authentication import check_password
from moothall.people.content import People
from moothall.people.erasing import drafts_of, erase, obstacles
from moothall.people.export import archive
from moothall.people.views.own import OwnPage


class DataPage(OwnPage):
    """``/people/data``."""

    tab = "data"

    def show(self, problem=None):
        request, account = self.request, self.request.account
        against = obstacles(request.registry, request.site, request.people, account, request.now)
        return self.own_page(
            _("Your data"), problem, export_url=self.url(self.context, "export"),
            obstacles=[Link(self.translate(one.sentence), self.url(one.item)) for one in against],
            drafts=len(drafts_of(request.site, account, request.now)))

    def download(self):
        """A ZIP, written while it is sent."""
        account = self.request.account
        name = f"moothall-{account.login}-{self.request.now:%Y-%m-%d}.zip"
        return Response(app_iter=archive(self.request.registry, account.id), content_type="application/zip",
                        content_disposition=f'attachment; filename="{name}"', cache_control="no-store")


class ErasePage(DataPage):
    """POST ``/people/erase``: what cannot be undone asks for the password and for a tick."""

    def send(self):
        request = self.request
        try:
            check_password(request, request.POST.get("password", ""))
            if request.POST.get("sure") != "yes":
                raise FieldRefused("sure", _("Please tick that you want it: it cannot be undone."))
            erase(request.registry, request.site, request.people, request.act(), request.account)
        except (BadInput, Conflicting) as error:
            return self.refused(error)
        return HTTPSeeOther("/?said=erased", headers=[sessions.cookie_header(request, None)])


def includeme(config):
    where = "moothall.people:templates/data.pt"
    config.add_view(DataPage, attr="show", name="data", context=People, request_method="GET", renderer=where)
    config.add_view(DataPage, attr="download", name="export", context=People, request_method="GET")
    config.add_view(ErasePage, attr="send", name="erase", context=People, request_method="POST", renderer=where)
    config.add_sentences({"erased": _("Your account is erased. Thank you for having been here.")})
