"""``/view-as``: choose a person or role to view the site as, and stop it."""

from pyramid.events import ContextFound

from moothall.core.access import roles as R
from moothall.core.base.errors import BadInput, NotFound
from moothall.core.base.i18n import _
from moothall.core.content.root import Root
from moothall.core.operations.moving import item_named
from moothall.insight import impersonation
from moothall.insight.views.access import TEMPLATES
from moothall.space.content import Space
from moothall.ui.layout.presenters import Link
from moothall.ui.page import View
from moothall.web import sessions

#: Roles in the order of the form.
ROLES = (impersonation.GUEST, impersonation.SIGNED_IN, *R.SPACE_ROLES)


class ViewAsPage(View):
    """For administrators; others get "not found"."""

    def __init__(self, context, request):
        super().__init__(context, request)
        own = request.own_account
        if own is None or R.ADMINISTRATOR not in own.site_roles:
            raise NotFound()

    def show(self, error=""):
        asked = self.request.params
        return self.page(
            _("View the site as someone else"),
            "narrow",
            error=error,
            post_url=self.url(self.context, impersonation.NAME),
            login=asked.get("person", ""),
            space=asked.get("space", ""),
            chosen=asked.get("role", ""),
            roles=[(role, self.translate(impersonation.title_of(role))) for role in ROLES],
        )

    def send(self):
        token = sessions.cookie_token(self.request)
        if self.request.POST.get("do") == "end":
            impersonation.end(self.request, token)
            return self.back("yourself")
        if self.request.impersonation is not None:
            raise BadInput(impersonation.READ_ONLY)
        if token is None:
            raise BadInput(_("Apps and scripts cannot view the site as someone else."))
        try:
            self._begin(token)
        except BadInput as error:
            self.request.response.status_int = 422
            return self.show(self.translate(error.message))
        return self.back()

    def _begin(self, token):
        posted = self.request.POST
        login, role = posted.get("person", "").strip(), posted.get("role", "")
        if login:
            account = self.request.people.by_login(login)
            if account is None or account.id == self.request.own_account.id:
                raise BadInput(_("No one else has the username “${login}”.", mapping={"login": login[:100]}))
            impersonation.begin(self.request, token, person=account.id)
        elif role in ROLES:
            impersonation.begin(self.request, token, role=role, space=self._space(role))
        else:
            raise BadInput(_("Enter a username or choose a role."))

    def _space(self, role):
        path = self.request.POST.get("space", "").strip()
        if not path or role in (impersonation.GUEST, impersonation.SIGNED_IN):
            return None
        space = item_named(self.viewer, path)
        if not isinstance(space, Space):
            raise BadInput(_("There is no space at “${path}”.", mapping={"path": path[:200]}))
        return space


def _link(view):
    return Link(view.translate(_("View the site as someone else")), f"/{impersonation.NAME}")


def includeme(config):
    config.add_page(ViewAsPage, impersonation.NAME, context=Root, template=f"{TEMPLATES}/view-as.pt")
    config.set_impersonation(impersonation.impersonation_for)
    config.add_panel("administration rules", "view as", _link, order=30)
    config.add_panel("banner", "view as", impersonation.banner)
    config.add_subscriber(impersonation.enforce_read_only, ContextFound)
    config.add_status_messages({"yourself": _("You are no longer viewing the site as someone else.")})
