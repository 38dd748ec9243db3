"""Select the page by the path below ``sharing``."""

from pyramid.httpexceptions import HTTPNotFound

from moothall.core.access.permissions import Permission
from moothall.core.content.items import Item
from moothall.sharing.views.answers import AccessAnswerPage
from moothall.sharing.views.changes import CHANGES
from moothall.sharing.views.page import SharingPage

PAGES = {**CHANGES, AccessAnswerPage.name: AccessAnswerPage}


def _show(context, request):
    return _page(request)(context, request).ask() if request.subpath else SharingPage(context, request).show()


def _send(context, request):
    if not request.subpath:
        raise HTTPNotFound()
    return _page(request)(context, request).perform()


def _page(request):
    if len(request.subpath) != 1 or request.subpath[0] not in PAGES:
        raise HTTPNotFound()
    return PAGES[request.subpath[0]]


def includeme(config):
    for view, method in ((_show, "GET"), (_send, "POST")):
        config.add_view(
            view,
            name="sharing",
            context=Item,
            request_method=method,
            segments=1,
            asks=Permission.SHARE,
            renderer="moothall.sharing:templates/sharing.pt",
        )
