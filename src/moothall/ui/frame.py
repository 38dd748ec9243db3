"""Templates, static files and the error page."""

import os
from http import HTTPStatus
from urllib.parse import quote

from pyramid.renderers import render
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.static import static_view

from moothall.core.base.i18n import _
from moothall.core.content.items import Item
from moothall.ui.layout.components import ErrorPage, Resend
from moothall.ui.layout.presenters import Action, Link
from moothall.ui.page import View, frame
from moothall.ui.slots import panels
from moothall.web import unsent_forms
from moothall.web.access_help import PEOPLE, address_of
from moothall.web.headers import IMMUTABLE
from moothall.web.transactions import SAFE_METHODS
from moothall.web.unsent_forms import page_of

STATIC = "moothall:static"
#: Statuses of refused forms that can be accepted when they are sent again as they are.
_SENT_AGAIN = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.SERVICE_UNAVAILABLE,
)


_files = static_view(STATIC, use_subpath=True, cache_max_age=None)


def static_file(context, request):
    """Return a static file; browsers keep it only at the address with the current version.

    Scripts and style sheets name others without a version, and pages of an earlier release name theirs: a browser that
    kept those would mix two releases.
    """
    response = _files(context, request)
    if request.GET.get("v") == request.registry.static_version:
        response.headers["Cache-Control"] = IMMUTABLE
    return response


def error_page(request, error, kept):
    """Render the page for an error, with the site's frame; the same for missing and hidden content."""
    _forget_unreadable_address(request)
    translate = request.localizer.translate
    forbidden = error.status == HTTPStatus.FORBIDDEN and isinstance(getattr(request, "context", None), Item)
    visitor_refused = error.status == HTTPStatus.UNAUTHORIZED
    words = _("Use another account") if request.account is not None else _("Log in")
    page = request.address if request.method in SAFE_METHODS else page_of(request)
    resend = _resend(request, error, kept)
    login = Action(translate(words), f"/login?came_from={quote(page)}")
    why = address_of(request, error, PEOPLE)
    problem = ErrorPage(
        translate(error.heading),
        translate(error.message),
        up=Link(translate(_("Go to the front page")), "/"),
        login=login if visitor_refused or error.status == HTTPStatus.NOT_FOUND else None,
        must_log_in=visitor_refused and resend is None,
        unsent=resend,
        why=Link(translate(_("Why can't I?")), why) if why is not None else None,
        ask=next(iter(panels(View(request.context, request), "refusal")), None) if forbidden else None,
        search=error.status < HTTPStatus.INTERNAL_SERVER_ERROR,
    )
    values = {"layout": frame(request, request.site, error.heading, "narrow"), "error": problem, "kept": kept}
    return render("moothall.ui:templates/error.pt", values, request)


def _forget_unreadable_address(request):
    """Replace an address that is not UTF-8 by that of the front page, since the frame reads it."""
    try:
        request.path_info, request.GET  # noqa: B018
    except UnicodeDecodeError:
        request.environ.update(PATH_INFO="/", QUERY_STRING="")


def _resend(request, error, kept):
    """Return the button that sends on a form that was refused, or ``None`` if that would not help."""
    form = unsent_forms.unsent_of(request) if kept else None
    if form is None or error.status not in _SENT_AGAIN:
        return None
    translate, token = request.localizer.translate, ("csrf_token", request.form_token())
    if request.person.id is None:
        # To a visitor, what they may not see looks like what is not there.
        fields = [token, ("came_from", form.page), (unsent_forms.UNSENT_FIELD, form.dump())]
        return Resend("/login", translate(_("Log in and continue")), fields)
    if form.writer != request.person.id or error.status == HTTPStatus.NOT_FOUND:
        return None
    return Resend(form.action, translate(_("Send the form again")), [token, *form.fields])


def _version():
    """Return a value that changes with any static file."""
    folder = os.path.join(os.path.dirname(os.path.dirname(__file__)), "static")
    stamps = [
        os.stat(os.path.join(where, name)).st_mtime_ns for where, _dirs, names in os.walk(folder) for name in names
    ]
    return format(max(stamps, default=0), "x")


def includeme(config):
    config.include(".layout.templating")
    config.registry.static_version = _version()
    # Any other method would be answered with the file too.
    config.add_route("static", "/static/*subpath", request_method=("GET", "HEAD"))
    config.add_view(static_file, route_name="static", permission=NO_PERMISSION_REQUIRED)
    config.add_slot("refusal", "show(view) returns an Action for a person without access to the context.")
    config.set_error_page(error_page)
