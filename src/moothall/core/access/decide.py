"""``decide``: is this person allowed to do this to this item now?  A pure function."""

from collections.abc import Collection, Iterable
from datetime import datetime

from moothall.core.access.held_roles import VISIBILITY_ROLES, AccessData
from moothall.core.access.permissions import READING, Permission
from moothall.core.access.person import Person
from moothall.core.access.roles import AUTHOR, MEMBER, PERSON
from moothall.core.access.subjects import AccessResult, Subject

#: Value of the space policy "creation" → the role that can add items.
CREATION_ROLES = {"members": MEMBER, "authors": AUTHOR, "signed-in": PERSON}


def tokens_match(
    facts: AccessData, person: Person, subject: Subject, tokens: Iterable[str], roles: Collection[str], now: datetime
) -> bool:
    """Return True if any token of a permission matches: a role, or a token that depends on policies or the item.

    ``readers`` and ``creators`` depend on the space policies; ``creator`` and ``deleter`` on the
    item, as long as the person can read the space at all; ``own:ROLE`` requires the role and
    ``creator``; ``pre:TOKEN`` and ``post:TOKEN`` match under that moderation policy only.
    """
    for token in tokens:
        if token in roles:
            return True
        if token == "readers":
            if VISIBILITY_ROLES[facts.inherited(subject.scope)[0]] in roles:
                return True
        elif token in ("creator", "deleter"):
            who = subject.creator if token == "creator" else subject.deleter
            own = person.id is not None and who == person.id
            if own and _can_read_scope(facts, subject.scope, roles):
                return True
        elif token == "creators":
            visibility, _masked, _members, dials = facts.inherited(subject.scope)
            needed = CREATION_ROLES[dials.get("creation", "members")]
            if needed in roles and VISIBILITY_ROLES[visibility] in roles:
                return True
        elif ":" in token:
            kind, rest = token.split(":", 1)
            if kind == "own":
                held = rest in roles and tokens_match(facts, person, subject, ("creator",), roles, now)
            else:
                dials = facts.inherited(subject.scope)[3]
                held = dials.get("moderation") == kind and tokens_match(facts, person, subject, (rest,), roles, now)
            if held:
                return True
    return False


def _can_read_scope(facts: AccessData, scope: int, roles: Collection[str]) -> bool:
    if "shared" in roles:
        return True
    if PERSON not in roles:
        return False
    return VISIBILITY_ROLES[facts.inherited(scope)[0]] in roles


def decide(facts: AccessData, person: Person, subject: Subject, permission: str, now: datetime) -> AccessResult:
    """Decide whether ``person`` has ``permission`` on ``subject`` at ``now``; the result says why.

    Roles come from the enclosing scopes, the tokens of the permission from the workflow version in
    use there.  An archived or suspended space and a closed discussion mask permissions of the items
    inside.
    """
    definition = facts.definition(subject.workflow, subject.scope)
    row = definition.row(subject.state, permission)
    roles = facts.roles(person, subject.scope, now)
    allowed = tokens_match(facts, person, subject, row, roles, now)
    if allowed and subject.published_state is not None and permission == Permission.VIEW:
        row = definition.row(subject.published_state, permission)
        allowed = tokens_match(facts, person, subject, row, roles, now)
    masked = permission in subject.masked or (permission not in READING and facts.inherited(subject.scope)[1])
    return AccessResult(allowed and not masked, permission, subject, row, roles, masked)
