"""Role names, and which role includes which (the table of roles in ``docs/permissions.rst``)."""

READER = "reader"
MEMBER = "member"
AUTHOR = "author"
MODERATOR = "moderator"
FACILITATOR = "facilitator"
OWNER = "owner"

#: In the order in which people choose them, least to most.
SPACE_ROLES = (READER, MEMBER, AUTHOR, MODERATOR, FACILITATOR, OWNER)

INCLUDES = {
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

#: Everybody, and everybody signed in: tokens of the tables, never granted.
GUEST = "guest"
PERSON = "person"


def _closure(role):
    held = {role}
    for included in INCLUDES[role]:
        held |= _closure(included)
    return held


#: Each role with all that it holds.
HOLDS = {role: frozenset(_closure(role)) for role in SPACE_ROLES}


def expand(roles):
    """All roles held by someone who was given ``roles``."""
    held = set()
    for role in roles:
        held |= HOLDS[role]
    return held
