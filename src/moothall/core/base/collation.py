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


def folded(text: str) -> str:
    """Return the text in lower case and without accents: ``Kovač`` and ``kovac`` become the same."""
    if text.isascii():
        return text.lower()
    letters = normalize("NFKD", text.lower().translate(LETTERS))
    plain = "".join(letter for letter in letters if not combining(letter)).casefold().translate(LETTERS)
    return normalize("NFC", plain)


def sort_key(text: str) -> str:
    """Return a text whose order is that of a dictionary: Äpfel before Zebra, and Apfel before Äpfel."""
    key = folded(text)
    exact = text.casefold()
    return key if key == exact else f"{key}\0{exact}"
