"""The language of the interface: the person's choice or else the browser's."""

import os
from datetime import date

from pyramid.i18n import Localizer, TranslationString, make_localizer
from pyramid.interfaces import ITranslationDirectories

from moothall.core.base.languages import BY_CODE
from moothall.core.base.settings import settings_of
from moothall.core.content.types import FieldsOfType
from moothall.ui.layout.dates import date_in_words, decimal_in_words
from moothall.ui.layout.texts import Words
from moothall.ui.settings import InterfaceSettings


def interface_languages(registry):
    """Return the codes of the languages with a catalog, English first."""
    return registry.interface_languages


#: Session cookie with the chosen language; only set by a choice.
LANGUAGE_COOKIE = "moothall-language"


def negotiate(request):
    """Return the language chosen in this browser, or the account's, or the best match of Accept-Language."""
    languages = interface_languages(request.registry)
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in languages:
        return chosen
    account = request.account
    if account is not None and account.language in languages:
        return account.language
    default = settings_of(request.registry, InterfaceSettings).default_language
    return request.accept_language.lookup(languages, default=default)


class Translator(Localizer):
    """Translate into one language and cache every constant text.

    A page has about fifty of them; looking each up in the catalogs costs more than rendering the frame.
    """

    def __init__(self, locale_name, translations, registry):
        super().__init__(locale_name, translations)
        self._registry = registry
        self._known = {}
        #: Texts of the components in this language.
        self.words = Words(self.translate)

    def translate(self, tstring, domain=None, mapping=None):
        if type(tstring) is not TranslationString:
            # Texts of people are in no catalog.
            return super().translate(tstring, domain, mapping) if domain or mapping else tstring
        if not tstring:
            # The empty text is the key of the catalog's header.
            return ""
        if mapping or tstring.mapping:
            mapping = {**(tstring.mapping or {}), **(mapping or {})}
            # Values in a sentence may need translation too: a state, a permission, some fields, a date,
            # a decimal.
            said = {name: self._named(value) for name, value in mapping.items()}
            return super().translate(tstring, domain, said)
        key = (tstring, tstring.default, domain or tstring.domain, tstring.context)
        said = self._known.get(key)
        if said is None:
            said = self._known[key] = super().translate(tstring, domain)
        return said

    def _named(self, value):
        if type(value) is tuple:
            return ", ".join(map(self.translate, value))
        if isinstance(value, FieldsOfType):
            return ", ".join(map(self.translate, value.titles(self._registry)))
        if isinstance(value, date):
            return date_in_words(self.locale_name, value)
        if isinstance(value, float):
            return decimal_in_words(self.locale_name, value)
        return self.translate(value) if type(value) is TranslationString else value

    def in_template(self, msgid, domain=None, mapping=None, context=None, target_language=None, default=None):  # noqa: ARG002 (Chameleon passes it by name)
        """Translate for Chameleon: ``i18n:translate`` and every value that is neither text nor number."""
        if not isinstance(msgid, str):
            return None if msgid is None else str(msgid)
        if type(msgid) is not TranslationString:
            msgid = TranslationString(msgid, domain, default, mapping, context)
        return self.translate(msgid)


def localizer_for(registry, language):
    """Return the translator into ``language``, or into the site's language if it has no catalog."""
    if language not in interface_languages(registry):
        language = settings_of(registry, InterfaceSettings).default_language
    known = registry.localizers
    if language not in known:
        plain = make_localizer(language, registry.queryUtility(ITranslationDirectories, default=()))
        known[language] = Translator(language, plain.translations, registry)
    return known[language]


def _localizer(request):
    return localizer_for(request.registry, request.locale_name)


def _theme(request):
    account = request.account
    return getattr(account, "theme", "") if account is not None else ""


def includeme(config):
    path = os.path.abspath(settings_of(config.registry, InterfaceSettings).locales)
    found = (
        [
            name
            for name in sorted(os.listdir(path))
            if name in BY_CODE
            and name != "en"
            and os.path.exists(os.path.join(path, name, "LC_MESSAGES", "moothall.mo"))
        ]
        if os.path.isdir(path)
        else []
    )
    config.registry.interface_languages = ("en", *found)
    config.registry.localizers = {}
    if found:
        config.add_translation_dirs(path)
    config.set_locale_negotiator(negotiate)
    config.add_request_method(_localizer, "localizer", reify=True)
    config.add_request_method(_theme, "theme", reify=True)
