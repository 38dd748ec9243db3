"""Role names, and which roles each one includes (see the table in ``docs/permissions.rst``)."""

from collections.abc import Iterable

READER = "reader"
MEMBER = "member"
AUTHOR = "author"
MODERATOR = "moderator"
FACILITATOR = "facilitator"
OWNER = "owner"

#: In the order in which people choose them, from least to most access.
SPACE_ROLES = (READER, MEMBER, AUTHOR, MODERATOR, FACILITATOR, OWNER)

INCLUDES: dict[str, tuple[str, ...]] = {
    READER: (),
    MEMBER: (READER,),
    AUTHOR: (MEMBER,),
    MODERATOR: (MEMBER,),
    FACILITATOR: (AUTHOR, MODERATOR),
    OWNER: (FACILITATOR,),
}

ADMINISTRATOR = "administrator"
SITE_MODERATOR = "site_moderator"
REVIEWER = "reviewer"
SITE_ROLES = (ADMINISTRATOR, SITE_MODERATOR, REVIEWER)

#: Everyone, and everyone logged in: tokens of workflow definitions, never granted.
GUEST = "guest"
PERSON = "person"
#: People a single item is shared with, and those who may write in its draft: tokens, given by a grant on the item.
SHARED = "shared"
COAUTHOR = "coauthor"

#: What a creator needs for more than to read: to take part in the place, or to be free to add items there.
#: These are computed with the roles of a person at a scope.  No workflow can name them.
TAKES_PART = "takes part"
ADDS = "free to add"
#: Marks a person who cannot write in the space until a date; computed as well.
SILENCED = "silenced"
#: What creators have who are neither banned nor former members.
WHOLE_PART = frozenset({PERSON, TAKES_PART, ADDS})


def _closure(role: str) -> set[str]:
    held = {role}
    for included in INCLUDES[role]:
        held |= _closure(included)
    return held


#: Role → all roles that it includes, with itself.
HOLDS = {role: frozenset(_closure(role)) for role in SPACE_ROLES}


def expand(roles: Iterable[str]) -> set[str]:
    """Return ``roles`` with all included roles."""
    held: set[str] = set()
    for role in roles:
        held |= HOLDS[role]
    return held
