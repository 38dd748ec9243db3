"""A very small application with the real edges: log-ins, tokens, limits, the write lock.

Its content is a box of counters, its access a set of names: what is tested
with it is everything around the content.
"""

import secrets
import time
from datetime import UTC, datetime

import transaction
from persistent import Persistent
from persistent.mapping import PersistentMapping
from pyramid.config import Configurator
from pyramid.csrf import get_csrf_token
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import Response
from pyramid_zodbconn import get_connection
from webtest import TestApp

from moothall.administration.page import SLOTS
from moothall.core.access.person import GUEST
from moothall.core.base.errors import Conflict
from moothall.core.event_log.log import EventLog
from moothall.core.storage.databases import use_databases
from moothall.people import authentication
from moothall.people.store import create_people, store_of
from moothall.web.api.routing import add_api_route
from moothall.web.redirects import safe_redirect
from tests.settings_files import CHEAP_PASSWORDS

PASSWORD = "a stony field of rye"

SETTINGS = {
    "zodbconn.uri": "memory://?database_name=content",
    "zodbconn.uri.people": "memory://?database_name=people",
    "zodbconn.uri.audit": "memory://?database_name=audit",
    # The cheapest there is: what is tested is not the cost.
    **CHEAP_PASSWORDS,
}


class Counter(Persistent):
    """Something that can be changed."""

    def __init__(self, name):
        self.__name__ = name
        self.count = 0


class Site(PersistentMapping):
    """As much of a site as the log of facts needs."""

    def __init__(self):
        people = Counter("people")
        people.uid = 1
        super().__init__(people=people)
        self.event_log = EventLog()


class Root:
    """The counters of the content database, and what guests may do to them."""

    def __init__(self, request):
        self._counters = get_connection(request).root()["counters"]

    def __getitem__(self, name):
        return self._counters[name]


#: Permission by counter: who holds it.
ACCESS = {
    "open": {"view": "everybody", "edit": "everybody"},
    "public": {"view": "everybody", "edit": "administrator"},
    "members": {"view": "signed-in", "edit": "administrator"},
}


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self):
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self):
        return self.now


class SmallSite:
    """The application, its clients and a way into its databases."""

    def __init__(self, databases=None, **settings):
        self.clock = Clock()
        named = {f"moothall.{name}": str(value) for name, value in settings.items()}
        config = Configurator(settings={**SETTINGS, **named}, root_factory=Root)
        configure(config)
        config.commit()
        self.registry = config.registry
        self.registry.clock = self.clock
        if databases:
            use_databases(self.registry, databases)
        self.wsgi = config.make_wsgi_app()
        self.write(self._fill)

    def _fill(self, content, people):
        content["site"] = Site()
        content["counters"] = PersistentMapping({name: Counter(name) for name in (*ACCESS, "secret")})
        create_people(people._p_jar, secrets.token_bytes(32))
        store = store_of(people._p_jar, self.registry.moothall_passwords)
        store.add("ann", PASSWORD, "ann@example.org", "Ann", at=self.clock.now, site_roles=["administrator"])
        store.add("ben", PASSWORD, "ben@example.org", "Ben", at=self.clock.now)

    def write(self, change):
        """Call ``change(content, people)`` with the roots of both databases, and commit."""
        manager = transaction.TransactionManager(explicit=True)
        manager.begin()
        connection = self.registry._zodb_databases[""].open(manager)
        try:
            result = change(connection.root(), connection.get_connection("people").root())
            manager.commit()
            return result
        except BaseException:
            manager.abort()
            raise
        finally:
            connection.close()

    def people(self, change):
        """Call ``change(store)`` and commit."""
        return self.write(lambda content, people: change(store_of(people._p_jar, self.registry.moothall_passwords)))

    def client(self, **environ):
        return TestApp(self.wsgi, extra_environ=environ)

    def signed_in(self, login="ann", password=PASSWORD, **environ):
        client = self.client(**environ)
        form = client.get("/login").forms[0]
        form["login"], form["password"] = login, password
        form.submit(status=303)
        return client

    def token(self, login="ann", password=PASSWORD):
        return self.client().post_json("/@login", {"login": login, "password": password}).json["token"]


def configure(config):
    """Everything in the order in which the real application has it."""
    for part in ("base", "event_log", "storage", "work", "content"):
        config.include(f"moothall.core.{part}")
    config.include("moothall.web")
    config.add_file_fields("file")
    config.include("pyramid_chameleon")
    config.include("moothall.ui.page")
    config.include("moothall.ui.event_undo")
    config.include("moothall.core.content")
    # What people offer to pages that are not here.
    for slot, description in SLOTS.items():
        config.add_slot(slot, description)
    config.include("moothall.people")
    add_api_route(config)
    config.set_default_permission("edit")
    config.add_request_method(lambda request: request.registry.clock(), "now", reify=True)
    config.add_request_method(lambda request: request.identity or GUEST, "person", reify=True)
    config.add_request_method(allowed, "allowed")
    config.add_view(show, context=Counter, permission="view")
    config.add_view(show, context=Counter, name="settings")
    config.add_view(add_one, context=Counter, name="add", request_method="POST")
    config.add_view(add_slowly, context=Counter, name="add-slowly", request_method="POST")
    config.add_view(echo, context=Root, name="echo", permission="view")
    config.add_view(echo_json, context=Root, name="echo-json", permission="view")
    config.add_view(form, context=Root, name="form", permission="view")
    config.add_view(fail, context=Root, name="fail", permission="view")
    config.add_view(conflict, context=Root, name="closed", permission="view")
    config.add_view(download, context=Root, name="download", permission="view")
    config.add_view(login_page, context=Root, name="login", request_method="GET", permission="view")
    config.add_view(login, context=Root, name="login", request_method="POST", permission="view")
    config.add_view(logout, context=Root, name="logout", request_method="POST", permission="view")
    config.add_view(authentication.issue_token, context=Root, name="@login", renderer="json", permission="view")
    config.add_view(who, context=Root, name="who", renderer="json", permission="view")
    config.add_view(home, context=Root, permission="view")


def allowed(request, permission, item=None):
    if isinstance(item, Root):
        return True
    holder = ACCESS.get(item.__name__, {}).get(permission, "administrator")
    if holder == "everybody":
        return True
    return request.person.id is not None and (holder == "signed-in" or holder in request.person.site_roles)


def home(request):
    return Response("home")


def show(context, request):
    return Response(f"{context.__name__}: {context.count}")


def add_one(context, request):
    context.count += int(request.params.get("by", 1))
    return Response(str(context.count))


def add_slowly(context, request):
    before = context.count
    time.sleep(0.02)
    context.count = before + 1
    return Response(str(context.count))


def form(request):
    token = get_csrf_token(request)
    return Response(_form("/echo", token, '<input name="text"><input type="file" name="file">', "multipart/form-data"))


def echo(request):
    return Response(repr(sorted((name, value) for name, value in request.POST.items() if isinstance(value, str))))


def echo_json(request):
    return Response(repr(request.json_body))


def fail(request):
    raise RuntimeError("a secret in the trace")


def conflict(request):
    raise Conflict("The discussion is closed.")


def download(request):
    response = Response(b"x", content_type="application/octet-stream")
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


def login_page(request):
    token = get_csrf_token(request)
    return Response(_form("/login", token, '<input name="login"><input name="password"><input name="came_from">'))


def login(request):
    account = authentication.authenticate(request, request.POST.get("login", ""), request.POST.get("password", ""))
    return safe_redirect(request, request.POST.get("came_from"), headers=authentication.log_in(request, account))


def logout(request):
    return HTTPSeeOther("/", headers=authentication.log_out(request))


def who(request):
    account = request.account
    return {"login": account.login if account else None}


def _form(action, token, fields, kind="application/x-www-form-urlencoded"):
    return (
        f'<!DOCTYPE html><form method="post" action="{action}" enctype="{kind}">'
        f'<input name="csrf_token" value="{token}">{fields}</form>'
    )
