"""The words that workflows are made of."""

import re

from moothall.core.access import roles as R

#: Words a row may hold beside role names; :func:`moothall.core.access.decide.tokens_match` explains them.
ITEM_TOKENS = frozenset({"readers", "creators", "creator", "deleter", "shared", "coauthor", R.GUEST, R.PERSON})
ROLE_TOKENS = frozenset(R.SPACE_ROLES) | frozenset(R.SITE_ROLES)
#: Tokens whose answer depends on what the person has done with an item.
PERSONAL_TOKENS = ("creator", "deleter")
#: Words of a row that speak of who made something, and of those it is shared with.
OF_CREATORS = frozenset({"creator", "shared", "coauthor"})
#: Words of which a row has one where it speaks of all readers of a place.
READERS = frozenset({"readers", R.GUEST})
#: Under which moderation a token holds.
MODERATIONS = ("pre", "post")

COLOURS = ("draft", "waiting", "published", "closed")

MAX_TITLE_LENGTH = 120
MAX_DESCRIPTION_LENGTH = 1000
MAX_STATES = 40
MAX_STEPS = 100

#: Ids of states and steps; they stand in addresses and access classes.
ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
#: Ids of definitions.
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def is_token(token):
    """Whether a text may stand in a row: a word, a role on one's own, either of them under one moderation only."""
    if not isinstance(token, str):
        return False
    condition, colon, rest = token.partition(":")
    if colon and condition in MODERATIONS:
        token = rest
    if token.startswith("own:"):
        return token[4:] in R.SPACE_ROLES
    return token in ITEM_TOKENS or token in ROLE_TOKENS


#: The order of what a table, a state or a step says.
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
    "guards",
    "tells",
)
