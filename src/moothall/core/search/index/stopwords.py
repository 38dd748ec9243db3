"""Words that are too common to require, per language.

A query requires all its words except these, unless it has no other words or they
are quoted. Only articles, the commonest prepositions, conjunctions and question
words are listed: a long list would drop words that people mean.
"""

from collections.abc import Iterable

_LISTS = {
    "bg": "и в на за от с по до се да е са не как какво",
    "cs": "a i v na z ze do s pro o k od po za je jsou se jak co",
    "da": "og i på af til for med en et den det de er som at fra om hvordan hvad",
    "de": "der die das den dem des ein eine einen einem einer und oder in im an am auf für mit von vom zu zum zur "
    "ist sind wie was bei als aus",
    "el": "ο η το οι τα του της των τον την και σε στο στη στην στον για από με να είναι πως τι",
    "en": "a an and are as at be by for from how in is it of on or the this to was what when where which who with",
    "es": "el la los las un una unos unas y o de del en a al por para con que es son como qué cómo",
    "et": "ja või on ei see kuidas mis et ning",
    "fi": "ja tai on ei se että kuinka miten mikä sekä",
    "fr": "le la les un une des du de d l et ou en à au aux pour par avec sur dans que qui est sont comment ce",
    "ga": "an na agus i ar le do de ag is tá conas cad",
    "hr": "i u na za od s sa do je su se da kako što o po",
    "hu": "a az egy és vagy hogy is nem hogyan mi van",
    "it": "il lo la i gli le un uno una e o di del della dei delle da dal in nel nella a al alla per con su che è "
    "sono come l",
    "lt": "ir ar į iš su už kaip kas yra kad",
    "lv": "un vai no ar uz par kā kas ir ka",
    "mt": "il l u ta tal f fil bi għal minn huwa hija kif x li",
    "nl": "de het een en of in op van voor met te tot is zijn hoe wat aan bij door",
    "pl": "i w we na z ze do o od po za dla jest są się jak co a",
    "pt": "o a os as um uma uns umas e ou de do da dos das em no na nos nas por para com que é são como",
    "ro": "și sau de la în din cu pe pentru un o este sunt cum ce care să",
    "sk": "a i v na z zo do s pre o k od po za je sú sa ako čo",
    "sl": "in v na za od s z do je so se da kako kaj o po",
    "sv": "och i på av till för med en ett den det de är som att från om hur vad",
}

STOPWORDS = {language: frozenset(words.split()) for language, words in _LISTS.items()}


def is_common(word: str, languages: Iterable[str]) -> bool:
    """Return True if the word is common in any of these languages."""
    return any(word in STOPWORDS.get(language, ()) for language in languages)
