"""Which language the interface speaks: the person's choice, or else the browser's."""

import os

from moothall.core.language import BY_CODE
from moothall.core.settings import settings_of


def interface_languages(registry):
    """The codes of the languages there is a catalog for, English first."""
    return registry.interface_languages


def negotiate(request):
    """The account's choice, or the best match of the browser's wishes."""
    languages = interface_languages(request.registry)
    account = request.account
    if account is not None and account.language in languages:
        return account.language
    default = settings_of(request.registry).default_language
    return request.accept_language.lookup(languages, default=default)


def _theme(request):
    account = request.account
    return getattr(account, "theme", "") if account is not None else ""


def includeme(config):
    path = os.path.abspath(settings_of(config.registry).locales_path)
    found = [name for name in sorted(os.listdir(path)) if name in BY_CODE and name != "en"
             and os.path.exists(os.path.join(path, name, "LC_MESSAGES", "moothall.mo"))] if os.path.isdir(path) else []
    config.registry.interface_languages = ("en", *found)
    if found:
        config.add_translation_dirs(path)
    config.set_locale_negotiator(negotiate)
    config.add_request_method(_theme, "theme", reify=True)
