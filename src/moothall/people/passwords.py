"""Hash, check and reject passwords.

The algorithm is argon2id, with its cost in the settings.  A stored hash names its own cost, so
raising the setting makes `Passwords.is_outdated` request a new hash at the next login and leaves
all other passwords valid.
"""

import re
import unicodedata
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _

#: Minimum length in characters.
MIN_LENGTH = 12
#: Maximum length in characters, since the cost of hashing grows with it.
MAX_LENGTH = 512

#: The password of the people of the sample site; it is accepted nowhere else.
SAMPLE_PASSWORD = "moothall-demo"


class HashedPassword(str):
    """A hash that was computed before, so that no write waits for hashing."""


class Passwords:
    """Compute and check hashes at one cost."""

    def __init__(self, time_cost: int = 3, memory_kib: int = 32 * 1024, parallelism: int = 1):
        self._hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=parallelism)
        # Unknown people are checked against this, which takes as long as for known people.
        self._dummy_hash = self._hasher.hash("nobody has this password")

    @classmethod
    def of(cls, settings) -> "Passwords":
        return cls(settings.password_time_cost, settings.password_memory_kib, settings.password_parallelism)

    def hash(self, password: str) -> HashedPassword:
        return HashedPassword(self._hasher.hash(_normal(password)))

    def matches(self, hashed: str | None, password: str) -> bool:
        """Return True if ``password`` has this hash; take the same time if there is no hash."""
        if len(password) > MAX_LENGTH:
            password = ""
        try:
            matches = self._hasher.verify(hashed or self._dummy_hash, _normal(password))
        except (Argon2Error, InvalidHashError):
            return False
        return matches and hashed is not None

    def is_outdated(self, hashed: str) -> bool:
        """Return True if the hash was computed at another cost than the current setting."""
        return self._hasher.check_needs_rehash(hashed)


def check_new_password(password: str, *own_words: str, sample: bool = False) -> None:
    """Reject a password that is too short, too long or too easy to guess.

    ``own_words`` are the username, name and address of its owner.
    """
    if sample and password == SAMPLE_PASSWORD:
        return
    if len(_normal(password)) < MIN_LENGTH:
        raise BadInput(_("Use 12 characters or more. Three or four unrelated words make a good password."))
    if len(password) > MAX_LENGTH:
        raise BadInput(_("A password can have up to 512 characters."))
    if is_common(password):
        raise BadInput(_("That password, or one very like it, is too common. Choose another."))
    plain = _bare(password)
    # People most often reuse the part of an email address before the @.
    words = {_bare(part) for word in own_words for part in (word, word.partition("@")[0])}
    if any(plain.replace(word, "").isdecimal() or plain in (word, word * 2) for word in words if len(word) > 3):
        raise BadInput(_("Your password must not be your name or username with something added."))


def is_common(password: str) -> bool:
    """Return True if the password is on the list of common ones, or follows a common pattern."""
    plain = _bare(password)
    # "Sunsh1ne2024!!" is guessed as "sunshine".
    core = re.sub(r"^[\d\W_]+|[\d\W_]+$", "", plain)
    forms = {plain, core, plain.translate(_LEET), core.translate(_LEET)}
    return not core or not forms.isdisjoint(_common()) or _is_repetition(plain) or _is_sequence(plain)


def _is_repetition(plain):
    """Return True for one to five characters that are repeated."""
    return (
        any(plain == (plain[:length] * (len(plain) // length + 1))[: len(plain)] for length in range(1, 6))
        or len(set(plain)) < 4
    )


def _is_sequence(plain):
    """Return True for a sequence of the alphabet, the digits or a keyboard row, also repeated or reversed."""
    for row in (
        "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop",
        "qsdfghjklm", "wxcvbn", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn",
        "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "a1b2c3d4e5f6g7h8i9j0", "1a2b3c4d5e6f7g8h9i0j",
    ):  # fmt: skip
        ring = row * 3
        if plain in ring or plain in ring[::-1]:
            return True
    return False


_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})


@cache
def _common():
    return frozenset(files("moothall.people").joinpath("common_passwords.txt").read_text("utf-8").split())


def _bare(text):
    """Return a text in lower case, without accents, spaces and the punctuation between words."""
    flat = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[\s._-]+", "", "".join(char for char in flat if not unicodedata.combining(char)))


def _normal(password):
    # The same password typed on another keyboard may come composed or decomposed.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
