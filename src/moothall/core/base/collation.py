"""Order and comparison of names and titles without regard to case and accents."""

from unicodedata import combining, normalize

# Letters that Unicode does not decompose.
LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ħ": "h",
        "ŧ": "t",
        "ı": "i",
        "ĸ": "k",
        "ŋ": "n",
        "æ": "ae",
        "œ": "oe",
        "ß": "ss",
    }
)


#: Marks that make another letter in Japanese: デ is not テ.
_VOICED = "\u3099\u309a"
#: Letters that are also written as two, in email addresses and on keyboards that lack them (DIN 5007-2).
_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


def spelled_out(word: str) -> str:
    """Return a word in lower case with two letters for each umlaut: ``Müller`` becomes ``mueller``."""
    return folded(normalize("NFC", word.lower()).translate(_TWO_LETTERS))


def folded(text: str) -> str:
    """Return the text in lower case and without accents: ``Kovač`` and ``kovac`` become the same."""
    if text.isascii():
        return text.lower()
    letters = normalize("NFKD", text.lower().translate(LETTERS))
    plain = "".join(letter for letter in letters if not combining(letter) or letter in _VOICED).casefold()
    return normalize("NFC", plain.translate(LETTERS))


def sort_key(text: str) -> str:
    """Return a text whose order is that of a dictionary: Äpfel before Zebra, and Apfel before Äpfel."""
    key = folded(text)
    exact = text.casefold()
    return key if key == exact else f"{key}\0{exact}"
