"""Every view there is, asked what the rules of the house ask of all of them: walks what Pyramid knows of itself."""

import pytest
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.traversal import find_resource

from moothall.core.content.items import Container
from moothall.core.content.reserved_names import reserved_names
from moothall.core.content.root import Root
from tests.factories import OPEN, PRIVATE

#: Views that ask for no permission: they stand at the root only, where there is nothing to be hidden.
OPEN_TO_ALL = {
    "login", "logout", "language", "about", "accessibility", "privacy", "contact",
    "sign-up", "confirm-account", "mail-sent", "forgotten-password", "new-password", "new-address",
}  # fmt: skip


def views_of(app):
    """(name, context, methods, route, permission) of every view but those for errors and static files."""
    introspector = app.registry.introspector
    for category in introspector.get_category("views"):
        view = category["introspectable"]
        if view["exception_only"] or _is_an_error(view["context"]) or view["route_name"] == "static":
            continue
        named = [other["value"] for other in category["related"] if other.category_name == "permissions"]
        # One that names none has the default, which only the derived view knows of: it can be asked.
        asks = hasattr(view["derived_callable"], "__permitted__")
        permission = named[0] if named else "view" if asks else None
        methods = view["request_methods"]
        methods = (methods,) if isinstance(methods, str) else tuple(methods or ("GET", "POST"))
        yield view["name"], view["context"], methods, view["route_name"], permission


def _is_an_error(context):
    return (isinstance(context, type) and issubclass(context, Exception)) or "IExceptionResponse" in repr(context)


@pytest.fixture
def places(site, make):
    """A path for each class of content, all in spaces that guests see."""
    discussion = make.discussion()
    post = make.post(discussion)
    return {
        "Site": "", "Root": "", "Container": f"{OPEN}/documents",
        "Item": make.document(title="Item").path, "Space": OPEN, "Folder": make.folder().path,
        "Library": f"{OPEN}/documents", "Forum": f"{OPEN}/discussions", "Discussion": discussion.path,
        "Post": post.path, "Document": make.document().path, "Versioned": make.document(title="Other").path,
        "File": make.file().path, "Link": make.link().path, "CuratedItem": make.resource().path,
        "Coalitions": "/coalitions", "Workspaces": "/workspaces", "People": "/people",
        "Profile": f"/people/{site.id_of('member')}", "Administration": "/admin", "Repository": "/repository",
        "Search": "/search", "Vocabularies": "/vocabularies", "Vocabulary": "/vocabularies/sector",
        "Workflows": "/workflows", "WorkflowDefinition": "/workflows/content",
        "WorkflowsPlace": "/admin/workflows", "DefinitionPlace": "/admin/workflows/content",
    }  # fmt: skip


#: What stands behind a view's name, so that it gets as far as doing something.
BEHIND = {"add": "/document", "workflow": "/archive", "people": "", "person": "", "mails": ""}


def address(places, name, context):
    behind = BEHIND.get(name, "")
    if name == "add" and context.__name__ in ("Coalitions", "Workspaces", "Space"):
        behind = {"Coalitions": "/coalition", "Workspaces": "/workspace", "Space": "/repository"}[context.__name__]
    return f"{places[context.__name__]}/{name}{behind}"


def test_every_view_declares_a_permission(app):
    found = list(views_of(app))
    assert len(found) > 80
    assert [name for name, _context, _methods, _route, permission in found if permission is None] == []


def test_what_asks_for_none_stands_at_the_root_only(app):
    bare = [(name, context) for name, context, _methods, _route, permission in views_of(app)
            if permission == NO_PERMISSION_REQUIRED]  # fmt: skip
    assert {name for name, _context in bare} == OPEN_TO_ALL
    # Below a hidden place it would answer where an absent one says that there is nothing.
    assert [name for name, context in bare if context is None or not issubclass(context, Root)] == []


def test_no_item_can_take_the_name_of_a_page(app):
    taken = {name for name, context, _methods, route, _permission in views_of(app)
             if name and not name.startswith("@") and route is None
             and (context is None or _may_hold(context))}  # fmt: skip
    assert taken - reserved_names(app.registry) == set()


def test_an_item_does_not_get_the_name_of_a_page(site):
    def start(root):
        return find_resource(root, f"{OPEN}/discussions").start(site.act("member"), "First unread", "Text").__name__

    assert site.write(start) == "first-unread-2"


def _may_hold(context):
    return isinstance(context, type) and (issubclass(context, Container) or issubclass(Container, context))


#: Pages whose address is signed: email programs send their forms, without a session.
SIGNED = {"unsubscribe"}


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}], ids=["no token", "elsewhere"])
def test_no_page_takes_a_form_without_its_token(app, site, places, headers):
    admin = site.client("admin")
    wrong, asked = [], 0
    for name, context, methods, route, _permission in views_of(app):
        if route is not None or "POST" not in methods or name in SIGNED:
            continue
        path = address(places, name, context or Root)
        answer = admin.post(path, {"do": "disable"}, headers=headers, status="*")
        asked += 1
        if answer.status_int != 400:
            wrong.append((path, answer.status_int))
    assert asked > 25
    assert wrong == []


def test_no_service_takes_a_browsers_cookie_without_the_token(app, site, places):
    admin = site.client("admin", extra_environ={"HTTP_ACCEPT": "application/json"})
    wrong, asked = [], 0
    for name, context, methods, route, _permission in views_of(app):
        for method in {"POST", "PATCH", "DELETE", "PUT"} & set(methods):
            if route is None or name == "@login":
                continue
            path = address(places, name, context)
            answer = admin.request(path, method=method, body=b"{}", content_type="application/json", status="*")
            asked += 1
            if answer.status_int != 400:
                wrong.append((method, path, answer.status_int))
    assert asked > 8
    assert wrong == []


def test_showing_a_page_writes_nothing(app, site, places):
    def stand():
        return [database.lastTransaction() for database in (site.databases["content"], site.databases["people"])]

    clients = [site.client(login) for login in (None, "member", "admin")] + [site.program("admin")]
    wrong = []
    for name, context, methods, _route, _permission in views_of(app):
        if "GET" not in methods:
            continue
        path = address(places, name, context or Root)
        for client in clients:
            before = stand()
            answer = client.get(path, status="*")
            if answer.status_int >= 500 or stand() != before:
                wrong.append((path, client.login, answer.status_int))
    assert wrong == []


def test_what_is_hidden_answers_every_view_as_if_it_were_absent(app, site, make):
    """By any name and any method, to guests, to outsiders and to programs: the same status, headers and body."""
    make.document(in_=f"{PRIVATE}/documents", title="Secret plan")
    names = {name for name, *_rest in views_of(app)} | {"nothing"}
    clients = [site.client(), site.client("outsider"), site.program("outsider")]
    wrong = []
    for hidden in (PRIVATE, f"{PRIVATE}/documents/secret-plan"):
        absent = hidden.replace("confidential", "confidentiax")
        for name in sorted(names):
            for method in ("GET", "POST", "DELETE"):
                for client in clients:
                    there, not_there = (_ask(client, method, f"{path}/{name}") for path in (hidden, absent))
                    if there != not_there or there[0] != 404:
                        wrong.append((method, f"{hidden}/{name}", client.login, there[0], not_there[0]))
    assert wrong == []


def _ask(client, method, path):
    answer = client.request(path, method=method, status="*")
    body = answer.body.replace(b"confidentiax", b"confidential")
    headers = sorted((name, value.replace("confidentiax", "confidential")) for name, value in answer.headers.items())
    return answer.status_int, headers, body
