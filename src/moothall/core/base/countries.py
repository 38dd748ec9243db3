"""Countries by code, named in the language of the reader."""

from functools import cache

from babel import Locale, UnknownLocaleError

#: ISO 3166 codes of the European Union, its neighbours in the single market, and candidate countries.
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


def country_name(code: str, language: str) -> str:
    """Return the name of a country in ``language``, or the code itself if it is unknown."""
    return _names(language).get(code, code)


def country_choices(language: str) -> list[tuple[str, str]]:
    """Return (code, name) of the countries offered in forms, sorted by name."""
    return sorted(((code, country_name(code, language)) for code in EUROPE), key=lambda pair: pair[1])


@cache
def _names(language: str) -> dict[str, str]:
    try:
        return dict(Locale.parse(language, sep="-").territories)
    except (UnknownLocaleError, ValueError):
        return dict(Locale("en").territories)
