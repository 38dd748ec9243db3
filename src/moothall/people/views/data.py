"""A person's own data: download and erasure."""

from pyramid.response import Response

from moothall.core.base.errors import BadInput, Conflict, InvalidField, NotFound
from moothall.core.base.i18n import _
from moothall.people.authentication import check_password, logged_out_headers
from moothall.people.content import People
from moothall.people.erasure import drafts_of, erase, obstacles
from moothall.people.export import archive
from moothall.people.own_page import OwnPage
from moothall.ui.layout.presenters import Link


class DataPage(OwnPage):
    """``/people/own-data``; ``/people/own-data/copy`` is the download."""

    segments = 1
    tab = "own-data"

    def show(self, problem=None):
        if self.request.subpath == ("copy",):
            return self._copy()
        if self.request.subpath:
            raise NotFound()
        request, account = self.request, self.request.account
        against = obstacles(request.registry, request.site, account, request.now)
        return self.own_page(
            _("Your data"),
            problem,
            copy_url=self.url(self.context, self.tab, "copy"),
            obstacles=[Link(self.translate(one.message), self.url(one.item)) for one in against],
            drafts=len(drafts_of(request.site, account, request.now)),
        )

    def erase(self):
        """Erase the account; since that cannot be undone, the password and a tick are required."""
        request = self.request
        try:
            check_password(request, request.POST.get("password", ""))
            if request.POST.get("sure") != "yes":
                raise InvalidField("sure", _("Tick the box to confirm: this cannot be undone."))
            erase(request.registry, request.site, request.people, request.act(), request.account)
        except (BadInput, Conflict) as error:
            return self.refused(error)
        return self.say_at("/?said=erased", headers=logged_out_headers(request))

    def _copy(self):
        """Return a ZIP, generated while it is sent."""
        account = self.request.account
        name = f"moothall-{account.login}-{self.request.now:%Y-%m-%d}.zip"
        return Response(
            app_iter=archive(self.request.registry, account.id),
            content_type="application/zip",
            content_disposition=f'attachment; filename="{name}"',
            cache_control="no-store",
        )


def includeme(config):
    config.add_page(DataPage, "own-data", context=People, template="moothall.people:templates/data.pt", post="erase")
    config.add_status_messages({"erased": _("Your account has been deleted. Thank you for taking part.")})
