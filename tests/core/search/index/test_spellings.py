"""Words are found however they are written, by both implementations of the index."""

import pytest

from moothall.core.base.languages import detect

FOUND = [
    # text, language, searches that find it
    ("Die Aufzählung der Prüfungen", "de", ["Aufzaehlung", "Aufzählung", "aufzahlung", "Aufzaehlungen", "Pruefung"]),
    ("Herr Müller aus Köln", "de", ["Mueller", "Muller", "Müller", "Koeln", "mueller koeln"]),
    ("Søren Kierkegaard fra Århus", "da", ["Soren", "Soeren", "Aarhus", "Arhus"]),
    ("Write an e-mail", "en", ["email", "e-mail", "E-Mail", "emails", "mail"]),
    ("Write an email", "en", ["e-mail", "email", "E-mails"]),
    ("Co-operation of teachers", "en", ["cooperation", "co-operation"]),
    ("Kurs in C++ und C#", "de", ["C++", "c++", "C#", "c#", "Kurs C++"]),
    ("C++", "en", ["C++"]),
    ("デジタルスキルの学習", "", ["デジタル", "デジタルスキル", "学習"]),
    ("ガイド", "", ["ガイド"]),
    ("数字技能", "", ["数字", "技能"]),
]


@pytest.mark.parametrize(("text", "language", "searches"), FOUND)
def test_a_word_is_found_however_it_is_written(index, make, find, text, language, searches):
    index.put([make(1, title="Something else", text=text, language=language), make(2, title="Another", text="Nothing")])
    for typed in searches:
        assert find(typed, query_languages=("de", "da", "en")) == [1], typed


@pytest.mark.parametrize(("text", "typed"), [
    ("テスト", "デスト"), ("ハハ", "パパ"), ("C", "C++"), ("the mailman", "email"), ("Muller", "Mueller"),
])  # fmt: skip
def test_another_word_is_not_found(index, make, find, text, typed):
    index.put([make(1, title="Something", text=text)])
    assert find(typed, query_languages=("de", "en")) == []


def test_an_exact_title_comes_first(index, make, find):
    many = "digital skills " * 50
    index.put(
        [
            make(1, title="Digital skills for teachers and other digital skills", text=many),
            make(2, title="Digital skills", text="x"),
            make(3, title="All about digital skills", text=many, subjects=("digital skills",)),
            make(4, title="Übung", text="x"),
            make(5, title="Übung macht den Meister", text="übung " * 50),
        ]
    )
    for typed in ("digital skills", "Digital Skills", '"Digital skills"'):
        assert find(typed)[0] == 2, typed
    assert find("ubung", query_languages=("de",))[0] == 4


TEXTS = {
    "ja": "デジタルスキルは、すべての人が学ぶべき大切な技能です。このコースでは基本を学びます。毎週の授業があります。",
    "uk": "Цифрові навички потрібні кожному громадянину, щоб знайти роботу та брати участь у житті суспільства.",
    "tr": "Dijital beceriler herkes için önemlidir ve bu kurs size günlük hayatta gerekli temel bilgileri öğretir.",
    "ar": "المهارات الرقمية مهمة لكل مواطن يريد أن يجد عملا وأن يشارك في الحياة العامة في مدينته وبلده.",
    "zh": "数字技能对每个人都很重要。本课程介绍基础知识，帮助大家在日常生活和工作中使用计算机和互联网。",
}


@pytest.mark.parametrize("code", TEXTS)
def test_a_text_in_another_language_is_not_labelled_as_one_of_ours(code):
    assert detect(TEXTS[code]) is None


def test_texts_in_ours_are_labelled():
    assert (
        detect("Digitale Kompetenzen sind für alle Menschen wichtig, die eine Arbeit suchen oder lernen wollen.")
        == "de"
    )
    assert (
        detect("Les compétences numériques sont importantes pour toutes les personnes qui cherchent un travail.")
        == "fr"
    )
