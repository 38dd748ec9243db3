"""Finding people by what others know of them: the name, a part of it, or the log-in."""

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _

#: So many are offered where nobody, or more than one, is meant.
OFFERED = 5
MIN_LENGTH = 2


def find(people, text):
    """The accounts in use with all these words in their name, log-in or organisation, by name."""
    words = text.casefold().split()
    if len("".join(words)) < MIN_LENGTH:
        return []
    found = [
        account
        for account in people
        if account.enabled and has_words(words, f"{account.name} {account.login} {account.organisation}")
    ]
    return sorted(found, key=lambda account: (account.name.casefold(), account.id))


def find_account(people, text):
    """The one account with this log-in or, if only one has it, this name; ``None`` for none or several."""
    account = people.by_login(text)
    if account is not None:
        return account
    called = _called(people, text)
    return called[0] if len(called) == 1 else None


def resolve_account(people, text):
    """The same; raises :class:`BadInput` with who could be meant."""
    text = text.strip()
    account = find_account(people, text)
    if account is not None:
        return account
    called = _called(people, text)
    near = (called or find(people, text))[:OFFERED]
    mapping = {"login": text[:100], "people": ", ".join(f"{one.name} ({one.login})" for one in near)}
    if called:
        raise BadInput(_("Several people are called “${login}”. Enter a username: ${people}.", mapping=mapping))
    if near:
        raise BadInput(_("No one has the name or username “${login}”. Did you mean ${people}?", mapping=mapping))
    raise BadInput(_("No one has the name or username “${login}”.", mapping=mapping))


def _called(people, name):
    name = name.strip().casefold()
    return [one for one in people if one.enabled and one.name.casefold() == name]


def has_words(words, text):
    """Whether a text has all the words, which are lower case, anywhere."""
    text = text.casefold()
    return all(word in text for word in words)
