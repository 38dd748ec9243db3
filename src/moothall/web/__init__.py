"""Requests and responses: transactions, sessions, security, limits, errors."""


def includeme(config):
    for name in (
        "settings",
        "transactions",
        "text_preprocessing",
        "request",
        "security",
        "access_help",
        "csrf",
        "headers",
        "hosts",
        "limits",
        "exception_views",
        "double_submit",
        "api",
    ):
        config.include(f".{name}")
    # Every view answers only to those who may see its context, unless it says otherwise.
    config.set_default_permission("view")
