"""The language and the time zone of the interface: the person's choice or else the browser's."""

import os
from copy import copy
from datetime import date, datetime
from html import escape

from pyramid.i18n import Localizer, TranslationString, make_localizer
from pyramid.interfaces import ITranslationDirectories

from moothall.core.base.characters import runs_right_to_left
from moothall.core.base.dates import StartOfDay
from moothall.core.base.languages import BY_CODE
from moothall.core.base.settings import settings_of
from moothall.core.base.zones import local, zone_of
from moothall.core.content.types import FieldsOfType
from moothall.ui.layout.dates import TextWithTimes, date_text, decimal_text, start_text, with_element
from moothall.ui.layout.texts import ComponentTexts
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


#: Controls of the Unicode bidirectional algorithm (UAX #9, sections 2.4 to 2.6): text with its own direction, its end,
#: and an invisible letter that runs from left to right, as all languages of the interface do.
ISOLATE, END_ISOLATE, LEFT_TO_RIGHT = "\u2068", "\u2069", "\u200e"


def _has_times(values):
    return TextWithTimes in map(type, values.values())


def _with_marks(values):
    """Return the values of a sentence with a mark instead of each time."""
    return {
        name: f"\x00{number}\x00" if isinstance(value, TextWithTimes) else value
        for number, (name, value) in enumerate(values.items())
    }


class Translator(Localizer):
    """Translate into one language and cache every constant text.

    A page has about fifty of them; looking each up in the catalogs costs more than rendering the frame.
    """

    def __init__(self, locale_name, translations, registry):
        super().__init__(locale_name, translations)
        self._registry = registry
        self._known = {}
        #: The time zone of the person, and that of the site.
        self.zone = self.site_zone = settings_of(registry).zone
        #: False while the browser has to show times in its zone, since that of the person is not known.
        self.knows_zone = False
        #: Texts of the components in this language.
        self.words = ComponentTexts(self.translate)

    def in_zone(self, zone):
        """Return this translator for a person in another time zone; both share what is cached."""
        other = copy(self)
        other.zone = zone
        other.knows_zone = True
        return other

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
            values = {name: self._named(value) for name, value in mapping.items()}
            said = self._in_direction(values, super().translate(tstring, domain, values))
            if not _has_times(values):
                return said
            marked = super().translate(tstring, domain, _with_marks(values))
            return self._with_times(values, said, marked)
        key = (tstring, tstring.default, domain or tstring.domain, tstring.context)
        said = self._known.get(key)
        if said is None:
            said = self._known[key] = super().translate(tstring, domain)
        return said

    def pluralize(self, singular, plural, n, domain=None, mapping=None):
        """Translate a text that contains a number."""
        values = {name: self._named(value) for name, value in (mapping or {}).items()}
        said = self._in_direction(values, super().pluralize(singular, plural, n, domain, values or None))
        if not _has_times(values):
            return said
        return self._with_times(values, said, super().pluralize(singular, plural, n, domain, _with_marks(values)))

    def _with_times(self, values, sentence, marked):
        """Return a sentence whose values that are times remain elements on a page.

        ``marked`` is the sentence with marks in their places, which do not change when it is escaped.
        """
        html = escape(self._in_direction(values, marked))
        for number, value in enumerate(values.values()):
            if isinstance(value, TextWithTimes):
                html = html.replace(f"\x00{number}\x00", value.html)
        return TextWithTimes.of(sentence, html)

    def _in_direction(self, values, sentence):
        """Return a sentence in the direction of its language, whatever the direction of people's text in it."""
        isolated = any(isinstance(value, str) and value.startswith(ISOLATE) for value in values.values())
        return LEFT_TO_RIGHT + sentence if isolated and sentence.startswith(ISOLATE) else sentence

    def _named(self, value):
        if type(value) is int:
            return value
        value = self._in_words(value)
        # Without this, text after a name in Hebrew or Arabic would be displayed before it.
        return f"{ISOLATE}{value}{END_ISOLATE}" if isinstance(value, str) and runs_right_to_left(value) else value

    def _in_words(self, value):
        if type(value) is tuple:
            return ", ".join(map(self.translate, value))
        if isinstance(value, FieldsOfType):
            return ", ".join(map(self.translate, value.titles(self._registry)))
        if isinstance(value, StartOfDay):
            return self._time(start_text(self.locale_name, value, self.zone), value.at, "start")
        if isinstance(value, datetime):
            return self._time(date_text(self.locale_name, local(value, self.zone)), value, "date")
        if isinstance(value, date):
            return date_text(self.locale_name, value)
        if isinstance(value, float):
            return decimal_text(self.locale_name, value)
        return self.translate(value) if type(value) is TranslationString else value

    def _time(self, said, at, form):
        return said if self.knows_zone else with_element(self.locale_name, said, at, self.zone, form)

    def in_template(self, msgid, domain=None, mapping=None, context=None, target_language=None, default=None):  # noqa: ARG002 (Chameleon passes it by name)
        """Translate for Chameleon: ``i18n:translate`` and every value that is neither text nor number."""
        if not isinstance(msgid, str):
            return None if msgid is None else str(msgid)
        if type(msgid) is not TranslationString:
            msgid = TranslationString(msgid, domain, default, mapping, context)
        return self.translate(msgid)


def localizer_for(registry, language, zone=""):
    """Return the translator into ``language``, or into the site's language if it has no catalog.

    ``zone`` is the name of a person's time zone; by default that of the site.
    """
    if language not in interface_languages(registry):
        language = settings_of(registry, InterfaceSettings).default_language
    known, key = registry.localizers, (language, zone)
    if key not in known:
        if zone:
            known[key] = localizer_for(registry, language).in_zone(zone_of(zone))
        else:
            plain = make_localizer(language, registry.queryUtility(ITranslationDirectories, default=()))
            known[key] = Translator(language, plain.translations, registry)
    return known[key]


def _localizer(request):
    account = request.account
    return localizer_for(request.registry, request.locale_name, account.zone_name if account is not None else "")


def _site_zone(request):
    """Return the time zone of the site, in which end dates are days."""
    return settings_of(request.registry).zone


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
    config.add_request_method(_site_zone, "site_zone", reify=True)
    config.add_request_method(_theme, "theme", reify=True)
