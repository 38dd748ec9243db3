"""Countries by code, named in the language of the reader."""

from functools import cache

from babel import Locale, UnknownLocaleError

#: Where people of coalitions come from: the Union, its neighbours in the single market, and the candidates.
EUROPE = (
    "AT",
    "BE",
    "BG",
    "HR",
    "CY",
    "CZ",
    "DK",
    "EE",
    "FI",
    "FR",
    "DE",
    "GR",
    "HU",
    "IE",
    "IT",
    "LV",
    "LT",
    "LU",
    "MT",
    "NL",
    "PL",
    "PT",
    "RO",
    "SK",
    "SI",
    "ES",
    "SE",
    "AL",
    "BA",
    "CH",
    "GB",
    "GE",
    "IS",
    "LI",
    "MD",
    "ME",
    "MK",
    "NO",
    "RS",
    "TR",
    "UA",
    "XK",
)


def country_name(code, language):
    """The name of a country in ``language``, or the code itself where it is no country's."""
    return _names(language).get(code, code)


def country_choices(language):
    """(code, name) of the countries offered in forms, in the order of their names."""
    return sorted(((code, country_name(code, language)) for code in EUROPE), key=lambda pair: pair[1])


@cache
def _names(language):
    try:
        return dict(Locale.parse(language, sep="-").territories)
    except (UnknownLocaleError, ValueError):
        return dict(Locale("en").territories)
