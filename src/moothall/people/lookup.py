"""Find people by name, part of a name, or username."""

import re

from moothall.core.base.collation import folded, sort_key
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _

#: A person as suggestions name them.
_SUGGESTED = re.compile(r"(?P<name>.+) \((?P<login>[^()]+)\)")
#: Maximum number of suggestions if a name matches no one or several people.
OFFERED = 5
#: Minimum number of characters of a text to search for.
MIN_LENGTH = 2


def find(people, text):
    """Return the enabled accounts with all these words in name, username or organisation, by name."""
    words = folded(text).split()
    if len("".join(words)) < MIN_LENGTH:
        return []
    found = [
        account
        for account in people
        if account.enabled and has_words(words, f"{account.name} {account.login} {account.organisation}")
    ]
    return sorted(found, key=lambda account: (sort_key(account.name), account.id))


def find_account(people, text):
    """Return the one account with this username or name; ``None`` if there is none, or more than one.

    A username that is also the name of another person stands for neither, so that no one receives by their choice of
    a username what was meant for that person; ``Name (username)``, as in a suggestion, is always clear.
    """
    found = _meant(people, text)
    return found[0] if len(found) == 1 else None


def resolve_account(people, text):
    """Return the account as :func:`find_account` does; raise :class:`BadInput` with suggestions if there is none."""
    text = text.strip()
    meant = _meant(people, text)
    if len(meant) == 1:
        return meant[0]
    near = (meant or find(people, text))[:OFFERED]
    mapping = {"login": text[:100], "people": ", ".join(f"{one.name} ({one.login})" for one in near)}
    if meant:
        raise BadInput(
            _(
                "Several people are called “${login}”. Enter one of them like this: ${people}.",
                mapping=mapping,
            )
        )
    if near:
        raise BadInput(_("No one has the name or username “${login}”. Did you mean ${people}?", mapping=mapping))
    raise BadInput(_("No one has the name or username “${login}”.", mapping=mapping))


def _meant(people, text):
    """Return the accounts that a typed name or username can stand for."""
    account, called = people.by_login(text), _called(people, text)
    if account is not None:
        return [account, *(one for one in called if one is not account)]
    suggested = _SUGGESTED.fullmatch(text.strip())
    account = people.by_login(suggested["login"]) if suggested is not None and not called else None
    if account is not None and folded(account.name) == folded(suggested["name"]):
        return [account]
    return called


def _called(people, name):
    exact, plain = name.strip().casefold(), folded(name.strip())
    found = [one for one in people if one.enabled and folded(one.name) == plain]
    return [one for one in found if one.name.casefold() == exact] or found


def has_words(words, text):
    """Return True if a text contains all the words, which are in lower case and without accents."""
    text = folded(text)
    return all(word in text for word in words)
