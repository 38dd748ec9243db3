"""Offer an explanation to whoever is refused: which question to ask, and where."""

from http import HTTPStatus
from urllib.parse import urlencode

from pyramid.config import Configurator
from pyramid.traversal import resource_path

from moothall.core.access.permissions import Permission
from moothall.core.base.registry import register, registered
from moothall.core.content.items import Item

#: Refusals that the facts of access can explain.
EXPLAINED = (HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT)
CATEGORY = "explanation view"
#: The audiences of explanations.
PEOPLE, PROGRAMS = "people", "programs"
#: What a view asks for when its address ends in the id of a transition: the workflow knows who may perform it.
TRANSITION = "transition"


def question_of(request, error):
    """Return (item, name of a parameter, value) to ask for an explanation, ``None`` where there is nothing to ask."""
    if error.status not in EXPLAINED or request.person.id is None:
        return None
    if error.missing is not None:
        refused, permission = error.missing
        return refused, "permission", str(permission)
    item = getattr(request, "context", None)
    if not isinstance(item, Item):
        return None
    asks = getattr(request, "asks", None)
    if asks == TRANSITION and len(request.subpath) == 1:
        return item, "step", request.subpath[0]
    if isinstance(asks, Permission):
        return item, "permission", str(item.permission_to_add if asks == Permission.ADD else asks)
    return (error.step[0], "step", error.step[1]) if error.step is not None else None


def address_of(request, error, audience):
    """Return the address that explains the refusal to an audience, ``None`` where nothing explains it."""
    try:
        view = registered(request.registry, CATEGORY).get(audience)
        question = question_of(request, error) if view is not None else None
        if question is None or not request.viewer.sees(question[0]):
            return None
        if audience == PEOPLE and not isinstance(question[0], Item):
            # A profile is explained to programs alone.
            return None
    except Exception:
        # What has just failed may be what is needed here.
        return None
    item, name, value = question
    return f"{resource_path(item, view)}?{urlencode({name: value})}"


def add_explanation_view(config: Configurator, audience: str, name: str) -> None:
    """Explain refusals to an audience, :data:`PEOPLE` or :data:`PROGRAMS`, with the view ``name`` of an item."""
    register(config, CATEGORY, audience, name)


def asks_view(view, info):
    """Derive a view that notes on the request what it ``asks`` for.

    ``config.add_view(…, asks=Permission.EDIT)`` says which permission on its context a view requires, so that a
    person who is refused can ask why.  Errors that name a missing permission themselves need no option.
    """
    asks = info.options.get("asks")
    if asks is None:
        return view

    def asking(context, request):
        request.asks = asks
        return view(context, request)

    return asking


asks_view.options = ("asks",)


def includeme(config):
    config.add_view_deriver(asks_view)
    config.add_directive("add_explanation_view", add_explanation_view)
