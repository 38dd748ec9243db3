"""The languages of the European Union, and which of them a text is in."""

import re
import threading
from functools import cache
from typing import NamedTuple


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

#: Enough to tell; reading on costs time and changes nothing.
_SAMPLE = 1_500
#: A text shorter than this says too little to contradict what its author declared.
_SHORT = 30
#: How sure we must be: without a hint, against one, and of one that is not the first choice.
_SURE, _SURE_AGAINST_HINT = 0.5, 0.9

_NO_LETTER = re.compile(r"[\W\d_]+")
_loading = threading.Lock()


def normalise(tag):
    """The official language that a tag such as `pt-BR` or `EN_us` names, or None."""
    code = (tag or "").strip().replace("_", "-").partition("-")[0].lower()
    return code if code in BY_CODE else None


def detect(text, hint=None, candidates=OFFICIAL_24):
    """The language of a text, or None where it cannot be told.

    `hint` is what the author or the place said. It decides where the text is short or the guess is unsure: people
    declare rightly more often than they do not, but a template's `lang="en"` around Polish is found out.
    """
    hint = normalise(hint)
    if hint not in candidates:
        hint = None
    sample = " ".join(text[: 2 * _SAMPLE].split())[:_SAMPLE]
    letters = len(_NO_LETTER.sub("", sample))
    if letters < 12 or (hint and letters < _SHORT):
        return hint
    scores = [(code, score) for code, score in _identifier().rank(sample) if code in candidates]
    total = sum(score for _code, score in scores)
    if not total:
        return hint
    best, score = scores[0]
    return best if score / total >= (_SURE_AGAINST_HINT if hint and best != hint else _SURE) else hint


def _identifier():
    with _loading:
        return _load()


@cache
def _load():
    # Imported when first needed: model and numpy take 0.8 s and 120 MB that a server may never need.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(OFFICIAL_24)
    return identifier
