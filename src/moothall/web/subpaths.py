"""Refuse path segments after the name of a view, unless the view declares how many it takes."""

from collections.abc import Callable
from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request

from moothall.core.base.errors import NotFound


def subpath_view(view: Callable[..., Any], info: Any) -> Callable[[Any, Request], Any]:
    """Derive a view that answers 404 where more path segments follow its name than it takes.

    The class of a view declares how many it takes by its attribute ``segments``, a function by
    ``config.add_view(…, segments=1)``; the default is none.  Otherwise one page would answer at any number of
    addresses, such as ``settings/x.css``, which a cache may take for a public file.
    """
    if info.exception_only or _is_elsewhere(info):
        return view
    most = info.options.get("segments") or getattr(info.original_view, "segments", 0)

    def limited(context: Any, request: Request) -> Any:
        if len(request.subpath) > most:
            raise NotFound()
        return view(context, request)

    return limited


def _is_elsewhere(info: Any) -> bool:
    """Return True for views of errors, and for those of routes that match a folder of static files."""
    context = info.options.get("context")
    return (isinstance(context, type) and issubclass(context, Exception)) or info.options.get("route_name") not in (
        None,
        "api",
    )


subpath_view.options = ("segments",)  # type: ignore[attr-defined]


def includeme(config: Configurator) -> None:
    """Register the view deriver."""
    config.add_view_deriver(subpath_view)
