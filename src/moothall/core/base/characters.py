"""Characters that cannot be seen, in what people type."""

import re

#: Joiners that decide how the letters around them are written (Persian, Devanagari, emoji).
JOINERS = "\u200c\u200d"
#: Characters with the Unicode property Default_Ignorable_Code_Point (DerivedCoreProperties.txt), and the blank Braille
#: pattern.
_IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_INVISIBLE = re.compile(rf"[\s\x00-\x1f\x7f-\x9f{_IGNORABLE}]*")
#: Characters that change the direction of the text after them (Unicode Standard Annex 9), and invisible ones.
MISLEADING = re.compile("[\u200b\u200e\u200f\u061c\u202a-\u202e\u2060-\u206f\ufeff]")

#: Blocks of scripts that are written from right to left (Unicode, DerivedBidiClass.txt: R and AL).
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]")


def runs_right_to_left(text: str) -> bool:
    """Return True if ``text`` has a letter of a script that is written from right to left."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def is_invisible(text: str) -> bool:
    """Return True if nothing of ``text`` can be seen."""
    return _INVISIBLE.fullmatch(text) is not None


def single_line(text: str) -> str:
    """Return ``text`` without control characters and repeated spaces; empty if nothing of it can be seen."""
    line = "".join(letter if letter.isprintable() or letter in JOINERS else " " for letter in text)
    return "" if is_invisible(line) else " ".join(line.split())
