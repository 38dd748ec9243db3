"""Stems in each official language, and what words are."""

import threading

import pytest

from moothall.core.search.index.query_parser import Phrase, Word, read
from moothall.core.search.index.stemming import STEMMED, base_language, stem
from moothall.core.search.index.stopwords import STOPWORDS
from moothall.core.search.index.tokens import clean, fold, words

OFFICIAL = set(STOPWORDS)

# One word in two forms, per language.
FORMS = {
    "bg": ("книга", "книги"),
    "cs": ("dovednost", "dovednosti"),
    "da": ("bibliotek", "biblioteker"),
    "de": ("Kompetenz", "Kompetenzen"),
    "el": ("υπολογιστής", "υπολογιστές"),
    "en": ("skill", "skills"),
    "es": ("biblioteca", "bibliotecas"),
    "et": ("raamatukogu", "raamatukogud"),
    "fi": ("kirjasto", "kirjastot"),
    "fr": ("compétence", "compétences"),
    "ga": ("cúrsa", "gcúrsa"),
    "hr": ("knjiga", "knjige"),
    "hu": ("könyvtár", "könyvtárak"),
    "it": ("competenza", "competenze"),
    "lt": ("knyga", "knygos"),
    "lv": ("grāmata", "grāmatas"),
    "nl": ("vaardigheid", "vaardigheden"),
    "pl": ("umiejętność", "umiejętności"),
    "pt": ("biblioteca", "bibliotecas"),
    "ro": ("bibliotecă", "biblioteci"),
    "sk": ("kniha", "knihy"),
    "sl": ("knjiga", "knjige"),
    "sv": ("bibliotek", "biblioteken"),
}


def test_every_official_language_but_maltese_has_stems():
    assert len(OFFICIAL) == 24
    assert {"mt"} == OFFICIAL - STEMMED and set(FORMS) == STEMMED


@pytest.mark.parametrize("language", sorted(FORMS))
def test_two_forms_of_a_word_find_each_other(index, make, find, language):
    one, other = FORMS[language]
    index.put([make(1, one, language=language), make(2, other, language=language)])
    assert set(find(one, query_languages=(language,))) == {1, 2}
    assert set(find(other, query_languages=(language,))) == {1, 2}
    assert set(find(fold(other), query_languages=(language,))) >= {2}


def test_a_language_without_stemmer_matches_as_written_or_by_its_beginning(index, make, find):
    index.put([make(1, "Ħiliet diġitali", language="mt"), make(2, "Words", language="tlh")])
    index.put([make(3, "None", language="")])
    assert find("hiliet", query_languages=("mt",)) == [1] and find("digit*") == [1]
    assert find("words", query_languages=("tlh", "")) == [2]


def test_regions_do_not_matter(index, make, find):
    index.put([make(1, "Bibliotecas", language="pt-BR")])
    assert find("biblioteca", query_languages=("pt_PT",)) == [1]
    assert base_language("de-Latn-AT") == "de"


def test_stemmers_are_not_shared_between_threads():
    failures = []

    def work():
        try:
            for number in range(300):
                for language in ("en", "de", "fr", "pl", "el"):
                    stem(f"organisations{number}", language)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_words():
    assert words(clean("E-Learning, C++ & C#; DigComp 2.2_final 数字 it's")) == [
        "e",
        "learning",
        "c++",
        "c#",
        "digcomp",
        "2.2",
        "final",
        "数",
        "字",
        "it",
        "s",
    ]
    assert words(clean("co\u00adoperate e\u0301te\u0301")) == ["cooperate", "été"]


@pytest.mark.parametrize(
    "word,plain",
    [
        ("Ångström", "angstrom"),
        ("Łódź", "lodz"),
        ("Straße", "strasse"),
        ("Tromsø", "tromso"),
        ("œuvre", "oeuvre"),
        ("Ελλάδα", "ελλαδα"),
        ("șțăî", "stai"),
        ("ħġ", "hg"),
        ("İ", "i"),
    ],
)
def test_folding(word, plain):
    assert fold(word) == plain == fold(plain)


def test_typed_text_is_read():
    typed = read('women "digital skills" -men python*', ("en",))
    assert [wish.words for (wish,) in typed.required] == [("women",), ("digital", "skills"), ("python",)]
    assert isinstance(typed.required[1][0], Phrase) and typed.required[2][0].prefix
    assert [wish.words for wish in typed.excluded] == [("men",)]
    assert not read("!!! ...", ("en",))


def test_only_so_many_words_are_read():
    typed = read(" ".join(f"word{number}" for number in range(100)) + ' "a b c"', ("en",))
    assert len(typed.required) == 32
    assert all(isinstance(wish, Word) for (wish,) in typed.required)
