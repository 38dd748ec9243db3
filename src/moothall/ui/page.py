"""The base class of pages: context, request and frame.

A view class inherits :class:`View` and returns ``self.page(title, **values)``; its template fills ``layout.master``.
"""

from functools import partial
from urllib.parse import quote

from pyramid.csrf import get_csrf_token
from pyramid.httpexceptions import HTTPGone, HTTPSeeOther
from pyramid.location import lineage
from pyramid.traversal import quote_path_segment

from moothall.core.base.errors import NotFound
from moothall.core.base.i18n import _
from moothall.core.base.languages import BY_CODE
from moothall.core.base.settings import settings_of
from moothall.core.base.zones import name_of
from moothall.core.content.items import Item
from moothall.core.content.uids import uid_name
from moothall.core.content.versioned import Versioned
from moothall.core.search.query import ContentQuery
from moothall.ui.layout.dates import Clock
from moothall.ui.layout.macros import macros_of
from moothall.ui.layout.presenters import Crumb, CurrentUser, LanguageLink, Layout, Link, avatar_of
from moothall.ui.layout.texts import active_filters
from moothall.ui.locale import interface_languages
from moothall.ui.message_addresses import KEY, message_of, sealed
from moothall.ui.pagination import page_number
from moothall.ui.slots import panels
from moothall.web.double_submit import new_token
from moothall.web.transactions import SAFE_METHODS
from moothall.web.unsent_forms import page_of

#: Slots of the frame of every page.
SLOTS = {
    "images in texts": "show(view) returns the address that takes images for a text written at the context.",
    "banner": "show(view) returns a Banner for the top of every page.",
    "main navigation": "show(view) returns a Link to a section of the site.",
    "site search": "show(view) returns the address of the search page; the first one is used.",
    "saved drafts": "show(view) returns True if the server has drafts of forms of the context.",
    "time zone": "show(view) returns the address to which the browser posts its time zone.",
    "top bar": "show(view) returns a Link with an icon and a count of pending items of the signed-in person.",
    "person menu": "show(view) returns a Link in the menu of the signed-in person.",
    "other formats": "show(view) returns the media type and the address of another format of the context.",
    "under an item": "show(view) returns a Link below the page of the context.",
    "footer": "show(view) returns a Link at the bottom of every page.",
}


class View:
    """Base class of pages, created with ``context`` and ``request``."""

    def __init__(self, context, request):
        self.context = context
        self.request = request
        self.viewer = request.viewer

    @property
    def clock(self):
        """Return the formatter of times in the language of the request."""
        return self.request.clock

    def translate(self, text):
        return self.request.localizer.translate(text)

    def url(self, item, *parts, query=None, anchor=None):
        """Return the path of an item, or of a page of it; the host is always the same."""
        if query or anchor:
            return self.request.resource_path(item, *parts, query=query, anchor=anchor)
        return path_of(self.request, item) + "/".join(map(quote_path_segment, parts))

    def effect(self, change):
        """Return the address of the page that lists the people affected by a change of the context."""
        return {
            "affected_url": self.url(self.context, "affected", query=change),
            "effect_url": self.url(self.context, "affected.txt", query=change),
        }

    def page(self, title, kind="page", **values):
        """Return the values for a template: ``layout``, ``context`` and ``values``."""
        return {
            "layout": frame(self.request, self.context, title, kind),
            "context": self.context,
            "view": self,
            **values,
        }

    def back(self, said=None, item=None, *parts, anchor=None, **about):
        """Return 303 See Other to an item (or the context), with a status message and what it is ``about``."""
        query = {KEY: said, **about} if said else None
        target = self.context if item is None else item
        address = self.url(target, *parts, query=query, anchor=anchor)
        return self.say_at(address) if said else HTTPSeeOther(address)

    def say_at(self, address, reader=None, headers=()):
        """Return 303 See Other to an address with a status message, for the person of the request or ``reader``."""
        return HTTPSeeOther(sealed(self.request, address, reader), headers=list(headers))


def add_page(config, page, name, context, template, get="show", post="send", **options):
    """Add a page of an item: GET shows it by one method of the class ``page``, POST changes by another.

    Both methods return the values for ``template``, or a response.  ``options`` are those of ``add_view``.
    """
    for method, attr in (("GET", get), ("POST", post)):
        config.add_view(
            page, attr=attr, name=name, context=context, request_method=method, renderer=template, **options
        )


def path_of(request, item):
    """Return ``request.resource_path(item)`` in a fifth of the time, since a page has many addresses."""
    names = [""]
    while (parent := item.__parent__) is not None:
        names.append(quote_path_segment(item.__name__))
        item = parent
    names.append(request.script_name)
    return "/".join(reversed(names))


def image_upload_url(request, context):
    """Return the address that takes images for a text which is written at an item; empty if there is none."""
    return next(iter(panels(View(context, request), "images in texts")), "")


def frame(request, context, title, kind="page"):
    """Return the frame of a page about ``context`` for the person of the request."""
    localizer = request.localizer
    translate = localizer.translate
    title = translate(title)
    canonical, description = _public_page(request, context)
    site_name = str(request.site.title)
    view = View(context, request)
    # On an error page, links of the item would tell a hidden item from a missing one.
    is_item_page = request.view_name == "" and request.exception is None
    # A page that answers a form is not at the address to which the form was sent.
    here = request.address if request.method in SAFE_METHODS else page_of(request)
    # People return to this page after logging in; the front page is the default.
    back = "" if here.partition("?")[0] in ("/", "/login", "/logout") else f"?came_from={quote(here)}"
    layout = Layout(
        title=title,
        ui=macros_of(request.registry),
        words=localizer.words,
        clock=request.clock,
        static=request.static_address,
        active_filters=partial(active_filters, localizer),
        site_name=site_name,
        lang=request.locale_name,
        theme=request.theme,
        zone=name_of(request.clock.zone),
        zone_url=next(iter(panels(view, "time zone")), ""),
        kind=kind,
        places=panels(view, "main navigation"),
        search_url=next(iter(panels(view, "site search")), ""),
        breadcrumbs=_crumbs(request, context),
        person=_person(view),
        languages=[
            LanguageLink(code, BY_CODE[code].own, code == request.locale_name)
            for code in interface_languages(request.registry)
        ],
        message=message_of(view),
        banners=panels(view, "banner"),
        item_links=panels(view, "under an item") if is_item_page else [],
        formats=panels(view, "other formats") if is_item_page else [],
        csrf_token=request.session_token(),
        once="" if _is_absent(request) else new_token(),
        writer=request.person.id or "",
        thing=_thing(request, context),
        has_drafts=bool(panels(view, "saved drafts")),
        is_answer=request.method not in SAFE_METHODS,
        canonical=canonical,
        is_site=context is request.site,
        description=translate(description),
        here=here,
        login_url=f"/login{back}",
        signup_url=request.signup_url,
        footer=panels(view, "footer"),
    )
    return layout


def _is_absent(request):
    """Return True for the page of an error: nothing random may tell a hidden item from a missing one."""
    return request.exception is not None or request.response.status_int in (NotFound.status, HTTPGone.code)


def _thing(request, context):
    """Return the UID and the path of the context, which the drafts of its forms belong to."""
    uid = getattr(context, "uid", None)
    is_there = hasattr(context, "__parent__") and uid is not None
    return (uid_name(uid), path_of(request, context)) if is_there and isinstance(uid, int) else ("", "")


def _public_page(request, context):
    """Return the canonical address and the description of an item's own page, for search engines."""
    is_own_page = isinstance(context, Item) and not request.view_name and request.exception is None
    if request.person.id is not None or not is_own_page or not request.viewer.sees(context):
        return "", ""
    page = page_number(request)
    query = f"?page={page}" if page > 1 else ""
    shown = request.viewer.shown(context).version if isinstance(context, Versioned) else context
    return f"{settings_of(request.registry).site_url}{path_of(request, context)}{query}", shown.description


def section_url(request, address):
    """Return ``address`` of a main section or a list in it, or an empty text if the section is hidden."""
    place = request.site.get(address[1:].partition("?")[0])
    return address if place is not None and request.viewer.sees(place) else ""


def navigation_link(address, title):
    """Return the ``show`` of a link in the main navigation, visible to people who see its section."""

    def show(view):
        if not section_url(view.request, address):
            return None
        return Link(view.translate(title), address, view.request.address.startswith(address))

    return show


def counted_link(address, title, *types):
    """Return the ``show`` of a link with the number of items of these types that the person sees."""

    def show(view):
        count = ContentQuery(view.viewer).of(*types).count()
        return Link(view.translate(title), section_url(view.request, address), count=count)

    return show


def _crumbs(request, context):
    """Return the breadcrumbs of the context, without items that this person may not see."""
    nodes = [node for node in lineage(context) if getattr(node, "__parent__", None) is not None]
    # The first level has no breadcrumbs, except on its subpages.
    if not nodes or (len(nodes) == 1 and not request.view_name):
        return []
    translate = request.localizer.translate
    crumbs = []
    for node in reversed(nodes):
        if not request.viewer.sees(node):
            continue
        record = request.site.access.get(node.uid)
        lock = "" if record is None or record.inherits else translate(_("Only the people listed here have access."))
        crumbs.append(Crumb(translate(node.title), path_of(request, node), lock))
    return crumbs


def _person(view):
    account = view.request.account
    if account is None:
        return None
    # During simulation of a role, the name is that of the role.
    name = view.translate(account.name)
    return CurrentUser(
        name,
        f"/people/{account.id}",
        avatar_of(name, account.id, avatar_url(account)),
        links=panels(view, "top bar"),
        menu=panels(view, "person menu"),
        logout_url="/logout",
    )


def avatar_url(account):
    """Return the address of a person's picture, or an empty text if initials are shown."""
    return f"/people/{account.id}/picture" if account.picture else ""


def _session_token(request):
    # Only people who are logged in have forms on every page; visitors get a cookie with their first form.
    return get_csrf_token(request) if request.account is not None else ""


def _address(request):
    """Return the path and query of the page; links of the frame compare theirs with it."""
    return request.path_qs


def _clock(request):
    return Clock(request.now, request.localizer)


def _form_token(request):
    """Return the token for a form on the page; a visitor gets the cookie it belongs to."""
    return get_csrf_token(request)


def _static_address(request, path):
    return f"/static/{path}?v={request.registry.static_version}"


def includeme(config):
    config.include(".slots")
    config.add_directive("add_page", add_page)
    config.include(".message_addresses")
    for name, description in SLOTS.items():
        config.add_slot(name, description)
    config.add_request_method(_session_token, "session_token")
    config.add_request_method(_address, "address", reify=True)
    config.add_request_method(_clock, "clock", reify=True)
    config.add_request_method(_form_token, "form_token")
    config.add_request_method(_static_address, "static_address")
