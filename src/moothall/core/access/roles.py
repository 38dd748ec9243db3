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
