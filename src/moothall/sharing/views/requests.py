"""``ask-for-access``: request access that one lacks on an item that one can see."""

from pyramid.httpexceptions import HTTPNotFound

from moothall.core.authorization import access_requests
from moothall.core.base.errors import BadInput, Forbidden, Unauthorized
from moothall.core.base.i18n import _
from moothall.core.content.items import Item
from moothall.sharing.texts import role_descriptions, roles_text
from moothall.sharing.views.page import answer_text
from moothall.ui.badges import title_of
from moothall.ui.layout.presenters import Action
from moothall.ui.page import View, path_of
from moothall.ui.status_messages import about_item

NAME = "ask-for-access"


class AccessRequestPage(View):
    """A requested role and a message; afterwards, the outcome."""

    def __init__(self, context, request):
        super().__init__(context, request)
        if request.person.id is None:
            raise Unauthorized()

    def show(self, error="", typed=None):
        request, item, translate = self.request, self.context, self.translate
        known = request.site.access_requests.get(item.uid, request.person.id)
        requestable = [
            role for role in access_requests.requestable_roles(self.viewer, item) if role in role_descriptions(item)
        ]
        if known is None and not requestable:
            raise Forbidden(_("There is nothing here that you can request."))
        chosen = (typed or {}).get("role") or (requestable[0] if requestable else "")
        waits = known is not None and known.state == access_requests.OPEN
        answered = known is not None and known.state in (access_requests.GRANTED, access_requests.DECLINED)
        return self.page(
            _("Request access"),
            "narrow",
            about=title_of(self.viewer, translate, item),
            url=self.url(item),
            waits=waits,
            requested=roles_text(translate, item, (known.role,)) if waits else "",
            known=known,
            moment=self.clock.moment(known.at) if waits else None,
            error=error,
            answer=answer_text(self, known) if answered else "",
            reason=known.reason if answered else "",
            requestable=[]
            if waits
            else [(role, roles_text(translate, item, (role,)), role == chosen) for role in requestable],
            message=(typed or {}).get("message", ""),
            action=self.url(item, NAME),
            withdrawal=self.url(item, NAME, "withdraw"),
        )

    def ask(self):
        typed = {name: self.request.POST.get(name, "") for name in ("role", "message")}
        act = self.request.act()
        try:
            access_request = access_requests.ask(self.viewer, act, self.context, typed["role"], typed["message"])
        except BadInput as error:
            self.request.response.status_int = 422
            return self.show(self.translate(error.message), typed)
        self.request.registry.notify(access_requests.AccessRequested(self.context, act, access_request))
        return self.back("access-asked", self.context, NAME)

    def withdraw(self):
        access_requests.withdraw(self.request.act(), self.context)
        return self.back("access-withdrawn")


def access_request_link(view):
    """Return the link to request access to what was forbidden; ``None`` if a role would not help."""
    request, item = view.request, view.context
    if not set(access_requests.requestable_roles(request.viewer, item)) & set(role_descriptions(item)):
        return None
    return Action(request.localizer.translate(_("Request access")), path_of(request, item) + NAME)


def _show(context, request):
    if request.subpath:
        raise HTTPNotFound()
    return AccessRequestPage(context, request).show()


def _send(context, request):
    page = AccessRequestPage(context, request)
    if request.subpath == ("withdraw",):
        return page.withdraw()
    if request.subpath:
        raise HTTPNotFound()
    return page.ask()


def includeme(config):
    config.add_panel("refusal", "access request", access_request_link)
    for view, method in ((_show, "GET"), (_send, "POST")):
        config.add_view(
            view,
            name=NAME,
            context=Item,
            request_method=method,
            segments=1,
            renderer="moothall.sharing:templates/access_requests.pt",
        )
    config.add_status_messages(
        {
            "access-asked": about_item(
                _("Request for access to “${title}” sent. We will notify you when it is answered.")
            )
        },
        undo=_undo_request,
    )
    config.add_status_messages(
        {"access-withdrawn": about_item(_("Request for access to “${title}” withdrawn. You can send another one."))}
    )


def _undo_request(view):
    """Return the button to withdraw the request, unless it was answered meanwhile."""
    known = view.request.site.access_requests.get(view.context.uid, view.request.person.id)
    if known is None or known.state != access_requests.OPEN:
        return None
    return Action(view.translate(_("Undo")), view.url(view.context, NAME, "withdraw"), post=True)
