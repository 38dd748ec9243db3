"""Which language the interface speaks: the person's choice, or else the browser's."""

import os

from pyramid.i18n import make_localizer
from pyramid.interfaces import ITranslationDirectories

from moothall.core.language import BY_CODE
from moothall.core.settings import settings_of


def interface_languages(registry):
    """The codes of the languages there is a catalog for, English first."""
    return registry.interface_languages


#: The choice for as long as the browser is open; set only when somebody chooses.
LANGUAGE_COOKIE = "moothall-language"


def negotiate(request):
    """The choice in this browser, or the account's, or the best match of the browser's wishes."""
    languages = interface_languages(request.registry)
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in languages:
        return chosen
    account = request.account
    if account is not None and account.language in languages:
        return account.language
    default = settings_of(request.registry).default_language
    return request.accept_language.lookup(languages, default=default)


def localizer_for(registry, language):
    """The translator into ``language`` outside of a request, or into the site's own where there is no catalog."""
    if language not in interface_languages(registry):
        language = settings_of(registry).default_language
    known = registry.localizers
    if language not in known:
        known[language] = make_localizer(language, registry.queryUtility(ITranslationDirectories, default=()))
    return known[language]


def _theme(request):
    account = request.account
    return getattr(account, "theme", "") if account is not None else ""


def includeme(config):
    path = os.path.abspath(settings_of(config.registry).locales_path)
    found = [name for name in sorted(os.listdir(path)) if name in BY_CODE and name != "en"
             and os.path.exists(os.path.join(path, name, "LC_MESSAGES", "moothall.mo"))] if os.path.isdir(path) else []
    config.registry.interface_languages = ("en", *found)
    config.registry.localizers = {}
    if found:
        config.add_translation_dirs(path)
    config.set_locale_negotiator(negotiate)
    config.add_request_method(_theme, "theme", reify=True)
