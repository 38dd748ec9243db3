"""Which language a text is in."""

import pytest

from moothall.core.base.languages import BY_CODE, LANGUAGES, OFFICIAL_24, detect, normalise

SKILLS = {
    "bg": "Цифрови умения за всички граждани и работещи",
    "cs": "Digitální dovednosti pro všechny občany a pracovníky",
    "da": "Digitale færdigheder til alle borgere og arbejdstagere",
    "de": "Digitale Fähigkeiten für alle Bürgerinnen und Bürger",
    "el": "Ψηφιακές δεξιότητες για όλους τους πολίτες",
    "en": "Digital skills for all citizens and workers",
    "es": "Competencias digitales para todos los ciudadanos",
    "et": "Digioskused kõigile kodanikele ja töötajatele",
    "fi": "Digitaidot kaikille kansalaisille ja työntekijöille",
    "fr": "Compétences numériques pour tous les citoyens",
    "ga": "Scileanna digiteacha do gach saoránach agus oibrí",
    "hr": "Digitalne vještine za sve građane i radnike",
    "hu": "Digitális készségek minden polgár és munkavállaló számára",
    "it": "Competenze digitali per tutti i cittadini e lavoratori",
    "lt": "Skaitmeniniai įgūdžiai visiems piliečiams ir darbuotojams",
    "lv": "Digitālās prasmes visiem iedzīvotājiem un darbiniekiem",
    "mt": "Ħiliet diġitali għaċ-ċittadini u l-ħaddiema kollha",
    "nl": "Digitale vaardigheden voor alle burgers en werknemers",
    "pl": "Umiejętności cyfrowe dla wszystkich obywateli i pracowników",
    "pt": "Competências digitais para todos os cidadãos e trabalhadores",
    "ro": "Competențe digitale pentru toți cetățenii și lucrătorii",
    "sk": "Digitálne zručnosti pre všetkých občanov a pracovníkov",
    "sl": "Digitalne spretnosti za vse državljane in delavce",
    "sv": "Digitala färdigheter för alla medborgare och arbetstagare",
}


def test_there_are_twenty_four_and_each_has_its_own_name():
    assert len(OFFICIAL_24) == len(set(OFFICIAL_24)) == len({language.own for language in LANGUAGES}) == 24
    assert BY_CODE["el"].own == "ελληνικά"


@pytest.mark.parametrize("code", OFFICIAL_24)
def test_a_sentence_is_recognised(code):
    assert detect(SKILLS[code]) == code


def test_a_short_text_is_in_the_language_its_author_says():
    assert detect("Menu", hint="fr-BE") == "fr"
    assert detect("12 + 3", hint="de") == "de"
    assert detect("Menu") is None


def test_a_template_that_says_english_around_polish_is_found_out():
    assert detect(SKILLS["pl"] + ". " + SKILLS["pl"], hint="en") == "pl"


def test_only_candidates_are_answered():
    assert detect(SKILLS["sk"] * 2, candidates=("cs", "pl")) in ("cs", None)
    assert detect(SKILLS["sk"], hint="sk", candidates=("cs",)) != "sk"


def test_tags_are_brought_to_their_language():
    assert [normalise(tag) for tag in ("pt-BR", "EN_us", "zh", "", None)] == ["pt", "en", None, None, None]
