"""Compare who sees items in states of different workflows."""

from collections.abc import Iterable

from moothall.core.access import roles as R
from moothall.core.workflow.tokens import OF_CREATORS, PERSONAL_TOKENS, READERS

#: The creator of an item, and people it is shared with: they are in every audience.
_ALWAYS = frozenset({"creator", R.SHARED, R.COAUTHOR})
_SIGNED_IN = frozenset({*R.SPACE_ROLES, *R.SITE_ROLES, R.PERSON, *_ALWAYS})
_EVERYONE = _SIGNED_IN | {R.GUEST}
#: Role on the site → the role in a space that it counts as.
_COUNTS_AS = {R.ADMINISTRATOR: R.OWNER, R.SITE_MODERATOR: R.FACILITATOR, R.REVIEWER: R.FACILITATOR}


def audience(tokens: Iterable[str]) -> frozenset[str]:
    """Return everyone who can match one of the tokens of a row, as roles; conditions on the policies are left out."""
    found = set(_ALWAYS)
    for token in tokens:
        *conditions, word = token.split(":")
        if "own" not in conditions:
            found |= _matching(word)
    return frozenset(found)


def _matching(word: str) -> frozenset[str]:
    if word in READERS:
        return _EVERYONE
    if word in OF_CREATORS or word in PERSONAL_TOKENS:
        return _ALWAYS
    if word in R.SPACE_ROLES:
        held = {role: role for role in R.SPACE_ROLES} | _COUNTS_AS
        return frozenset(role for role, counts_as in held.items() if word in R.HOLDS[counts_as])
    if word in R.SITE_ROLES:
        return frozenset({word})
    return _SIGNED_IN


def shows_more(before: Iterable[str], after: Iterable[str]) -> bool:
    """Return True if the row ``after`` matches people whom the row ``before`` does not match."""
    before, after = frozenset(before), frozenset(after)
    return not after <= before and not audience(after) <= audience(before)
