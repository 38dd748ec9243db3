"""Requests and responses: transactions, sessions, security, limits, errors."""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Include requests, responses, transactions, sessions, security, limits and errors."""
    for name in (
        "settings",
        "transactions",
        "text_preprocessing",
        "request",
        "security",
        "access_help",
        "subpaths",
        "traversal",
        "csrf",
        "headers",
        "cors",
        "hosts",
        "limits",
        "credentials",
        "exception_views",
        "double_submit",
        "api",
    ):
        config.include(f".{name}")
    # Views without a permission of their own require permission to view their context.
    config.set_default_permission("view")
