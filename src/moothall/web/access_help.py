"""Link refused requests to the explanation of their missing permission."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.traversal import resource_path

from moothall.core.access.permissions import Permission
from moothall.core.base.errors import MoothallError
from moothall.core.base.registry import register, registered
from moothall.core.content.items import Item

#: Statuses of errors that the access data can explain.
EXPLAINED = (HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT)
CATEGORY = "explanation view"
#: The audiences of explanations.
PEOPLE, PROGRAMS = "people", "programs"
#: Value of ``asks`` for views whose address ends in a transition ID; the workflow says who may perform it.
TRANSITION = "transition"


def question_of(request: Request, error: MoothallError) -> tuple[Any, str, str] | None:
    """Return (item, parameter name, value) of the explanation, or ``None`` if there is nothing to explain."""
    if error.status not in EXPLAINED or request.person.id is None:
        return None
    if error.missing is not None:
        refused, permission = error.missing
        return refused, "permission", str(permission)
    item = getattr(request, "context", None)
    if not isinstance(item, Item):
        return None
    if error.step is not None:
        # A person with the permission of the view can still be refused by a condition of the transition.
        return error.step[0], "step", error.step[1]
    asks = getattr(request, "asks", None)
    if asks == TRANSITION and len(request.subpath) == 1:
        return item, "step", request.subpath[0]
    if isinstance(asks, Permission):
        return item, "permission", str(item.permission_to_add if asks == Permission.ADD else asks)
    return None


def address_of(request: Request, error: MoothallError, audience: str) -> str | None:
    """Return the address of the explanation for an audience, or ``None`` if nothing explains the error."""
    try:
        view = registered(request.registry, CATEGORY).get(audience)
        question = question_of(request, error) if view is not None else None
        if question is None or not request.viewer.sees(question[0]):
            return None
        if audience == PEOPLE and not isinstance(question[0], Item):
            # Access to profiles is only explained in the API.
            return None
    except Exception:
        # The failure that caused the error can also prevent its explanation.
        return None
    item, name, value = question
    return f"{resource_path(item, view)}?{urlencode({name: value})}"


def add_explanation_view(config: Configurator, audience: str, name: str) -> None:
    """Register the view ``name`` of an item as the explanation for an audience, :data:`PEOPLE` or :data:`PROGRAMS`."""
    register(config, CATEGORY, audience, name)


def asks_view(view: Callable[..., Any], info: Any) -> Callable[[Any, Request], Any]:
    """Derive a view that records on the request the permission it ``asks`` for.

    ``config.add_view(…, asks=Permission.EDIT)`` names the permission that a view requires on its context, for the
    explanation of a refusal.  Errors that name a missing permission themselves need no option.
    """
    asks = info.options.get("asks")
    if asks is None:
        return view

    def asking(context: Any, request: Request) -> Any:
        request.asks = asks
        return view(context, request)

    return asking


asks_view.options = ("asks",)  # type: ignore[attr-defined]


def includeme(config: Configurator) -> None:
    """Register the view deriver and the directive for explanation views."""
    config.add_view_deriver(asks_view)
    config.add_directive("add_explanation_view", add_explanation_view)
