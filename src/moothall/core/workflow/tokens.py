"""The tokens, ids and limits of workflow definitions."""

import re
from typing import Any

from moothall.core.access import roles as R

#: Tokens of a row besides role names; :func:`moothall.core.access.decide.tokens_match` explains them.
ITEM_TOKENS = frozenset({"readers", "creators", "creator", "maker", "deleter", R.SHARED, R.COAUTHOR, R.GUEST, R.PERSON})
ROLE_TOKENS = frozenset(R.SPACE_ROLES) | frozenset(R.SITE_ROLES)
#: Tokens that depend on whether the person created or deleted an item.
PERSONAL_TOKENS = ("creator", "maker", "deleter")
#: Tokens for the creator of an item, and for people it is shared with.
OF_CREATORS = frozenset({"creator", "maker", R.SHARED, R.COAUTHOR})
#: Tokens for all readers of a container.
READERS = frozenset({"readers", R.GUEST})
#: Prefixes of tokens that depend on the moderation policy.
MODERATIONS = ("pre", "post")

COLOURS = ("draft", "waiting", "published", "closed")

#: Maximum number of characters of a title and of a description, of states, and of transitions.
MAX_TITLE_LENGTH = 120
MAX_DESCRIPTION_LENGTH = 1000
MAX_STATES = 40
MAX_STEPS = 100

#: Ids of states and transitions, which are parts of addresses and access classes.
ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
#: Ids of definitions.
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def is_token(token: Any) -> bool:
    """Return True for a valid token of a row: a word, ``own:`` and a role, or either after a moderation prefix."""
    if not isinstance(token, str):
        return False
    condition, colon, rest = token.partition(":")
    if colon and condition in MODERATIONS:
        token = rest
    if token.startswith("own:"):
        return token[4:] in R.SPACE_ROLES
    return token in ITEM_TOKENS or token in ROLE_TOKENS


#: The order of the keys of a definition, a state or a transition.
KEY_ORDER = (
    "id",
    "kind",
    "title",
    "description",
    "initial",
    "hue",
    "live",
    "hidden",
    "states",
    "matrix",
    "transitions",
    "from",
    "to",
    "who",
    "permission",
    "reason",
    "restricts",
    "guards",
    "tells",
)
