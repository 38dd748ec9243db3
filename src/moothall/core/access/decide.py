"""``decide``: is this person allowed to do this to this item now?  A pure function."""

from collections.abc import Collection, Iterable
from datetime import datetime

from moothall.core.access.held_roles import VISIBILITY_ROLES, AccessData, around_marker, can_add
from moothall.core.access.permissions import KEPT_WHEN_SILENCED, READING, Permission
from moothall.core.access.person import Person
from moothall.core.access.roles import PERSON, SHARED, SILENCED, TAKES_PART
from moothall.core.access.subjects import AccessResult, Subject, TokenRow

#: Tokens that only match on what one created oneself.
OWN = frozenset({"creator", "maker", "deleter"})


def tokens_match(
    access_data: AccessData, person: Person, subject: Subject, tokens: Iterable[str], roles: Collection[str]
) -> bool:
    """Return True if any token of a permission matches: a role, or a token that depends on policies or the item.

    ``readers`` and ``creators`` depend on the space policies; ``own:ROLE`` requires the role and
    ``creator``; ``pre:TOKEN`` and ``post:TOKEN`` match under that moderation policy only.  ``creator``
    is who created the item, can read the space and, except to view it, takes part there; ``maker``
    needs no more than to read it; ``deleter`` is who deleted an item of their own.
    """
    for token in tokens:
        # Most rows match by a role, or by the readers.
        if token in roles:
            return True
        if token == "readers":
            if VISIBILITY_ROLES[access_data.inherited(subject.scope)[0]] in roles:
                return True
        else:
            needs = tokens.creator_needs if isinstance(tokens, TokenRow) else TAKES_PART
            if _matches(access_data, person, subject, token, roles, needs):
                return True
    return False


def _matches(
    access_data: AccessData, person: Person, subject: Subject, token: str, roles: Collection[str], needs: str | None
) -> bool:
    if token in roles:
        return True
    if token == "readers":
        return VISIBILITY_ROLES[access_data.inherited(subject.scope)[0]] in roles
    if token == "creators":
        return can_add(access_data, subject.scope, roles)
    kind, colon, rest = token.partition(":")
    if colon and kind != "own":
        policies = access_data.inherited(subject.scope)[3]
        return policies.get("moderation") == kind and _matches(access_data, person, subject, rest, roles, needs)
    if person.id is None or subject.creator != person.id:
        return False
    if token == "maker" and needs is not None:
        return _can_read(access_data, subject.scope, roles)
    if token == "deleter" and subject.deleter != person.id:
        return False
    if kind == "own" and rest not in roles and around_marker(rest) not in roles:
        return False
    if token in OWN or kind == "own":
        held = needs is None or needs in roles or token == "deleter"
        return held and not _counts_as_visitor(roles) and _can_read(access_data, subject.scope, roles)
    return False


def _counts_as_visitor(roles: Collection[str]) -> bool:
    return PERSON not in roles


def _can_read(access_data: AccessData, scope: int, roles: Collection[str]) -> bool:
    return SHARED in roles or VISIBILITY_ROLES[access_data.inherited(scope)[0]] in roles


def decide(access_data: AccessData, person: Person, subject: Subject, permission: str, now: datetime) -> AccessResult:
    """Decide whether ``person`` has ``permission`` on ``subject`` at ``now``; the result says why.

    Roles come from the enclosing scopes, the tokens of the permission from the workflow version in
    use there.  An archived or suspended space and a closed discussion mask permissions of the items
    inside; a silenced person cannot write.
    """
    definition = access_data.definition(subject.workflow, subject.scope)
    row = definition.row(subject.state, permission)
    roles = access_data.roles(person, subject.scope, now)
    allowed = tokens_match(access_data, person, subject, row, roles)
    if allowed and (subject.before or subject.published_state) and permission == Permission.VIEW:
        # Deletion shows an item to no one who could not see it; a working copy needs access to the published version.
        for state in (subject.before, subject.published_state):
            if allowed and state is not None:
                row = definition.row(state, permission)
                allowed = tokens_match(access_data, person, subject, row, roles)
    if SILENCED in roles and permission not in KEPT_WHEN_SILENCED:
        allowed = False
    masked = permission in subject.masked or (permission not in READING and access_data.inherited(subject.scope)[1])
    return AccessResult(allowed and not masked, permission, subject, row, roles, masked)
