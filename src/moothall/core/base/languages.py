"""The official languages of the European Union, and language detection."""

import re
import threading
from collections.abc import Container
from functools import cache
from typing import Any, NamedTuple


class Language(NamedTuple):
    """An official language of the European Union: its code (ISO 639-1), its name in English and in itself."""

    code: str
    english: str
    own: str


LANGUAGES = (
    Language("bg", "Bulgarian", "български"),
    Language("cs", "Czech", "čeština"),
    Language("da", "Danish", "dansk"),
    Language("de", "German", "Deutsch"),
    Language("el", "Greek", "ελληνικά"),
    Language("en", "English", "English"),
    Language("es", "Spanish", "español"),
    Language("et", "Estonian", "eesti"),
    Language("fi", "Finnish", "suomi"),
    Language("fr", "French", "français"),
    Language("ga", "Irish", "Gaeilge"),
    Language("hr", "Croatian", "hrvatski"),
    Language("hu", "Hungarian", "magyar"),
    Language("it", "Italian", "italiano"),
    Language("lt", "Lithuanian", "lietuvių"),
    Language("lv", "Latvian", "latviešu"),
    Language("mt", "Maltese", "Malti"),
    Language("nl", "Dutch", "Nederlands"),
    Language("pl", "Polish", "polski"),
    Language("pt", "Portuguese", "português"),
    Language("ro", "Romanian", "română"),
    Language("sk", "Slovak", "slovenčina"),
    Language("sl", "Slovenian", "slovenščina"),
    Language("sv", "Swedish", "svenska"),
)
OFFICIAL_24 = tuple(language.code for language in LANGUAGES)
BY_CODE = {language.code: language for language in LANGUAGES}

#: Characters used for detection; more would take time and change nothing.
_SAMPLE = 1_500
#: A text with fewer letters cannot contradict the declared language.
_SHORT = 30
#: Minimum share of the score, without a hint and against one.
_SURE, _SURE_AGAINST_HINT = 0.5, 0.9

#: Languages that cannot be distinguished from an official one by a text of this length: Bosnian from Croatian.
_ALIKE = frozenset({"bs"})

_NO_LETTER = re.compile(r"[\W\d_]+")
_loading = threading.Lock()


def normalise(tag: str | None) -> str | None:
    """Return the official language of a tag such as `pt-BR` or `EN_us`, or None."""
    code = (tag or "").strip().replace("_", "-").partition("-")[0].lower()
    return code if code in BY_CODE else None


def detect(text: str, hint: str | None = None, candidates: Container[str] = OFFICIAL_24) -> str | None:
    """Return the language of a text, or None if it is uncertain or none of the candidates.

    `hint` is the language declared by the author or the container. It decides for short texts and uncertain results,
    because declarations are usually right. A long Polish text under `lang="en"` is still recognized as Polish.
    """
    hint = normalise(hint)
    if hint not in candidates:
        hint = None
    sample = " ".join(text[: 2 * _SAMPLE].split())[:_SAMPLE]
    letters = len(_NO_LETTER.sub("", sample))
    if letters < 12 or (hint and letters < _SHORT):
        return hint
    ranked = _identifier().rank(sample)
    foreign, certainty = ranked[0]
    if foreign not in candidates and foreign not in _ALIKE and certainty >= (_SURE_AGAINST_HINT if hint else _SURE):
        # A text in Ukrainian is not labelled as the most similar of the candidates.
        return None
    scores = [(code, score) for code, score in ranked if code in candidates]
    total = sum(score for _code, score in scores)
    if not total:
        return hint
    best, score = scores[0]
    return best if score / total >= (_SURE_AGAINST_HINT if hint and best != hint else _SURE) else hint


def _identifier() -> Any:
    with _loading:
        return _load()


@cache
def _load() -> Any:
    # This is imported at first use, because model and numpy take 0.8 s and 120 MB that a server may never need.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
