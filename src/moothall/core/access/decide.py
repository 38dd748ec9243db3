"""``decide``: may this person do this here, now?  Pure; pages, API, lists, search and emails all ask it."""

from moothall.core.access import roles as R
from moothall.core.access.held_roles import VISIBILITY_ROLES
from moothall.core.access.permissions import READING, Permission
from moothall.core.access.subjects import AccessResult

#: Which roles the policy "creation" lets add things, as tokens of the tables.
CREATION_ROLES = {"members": R.MEMBER, "authors": R.AUTHOR, "signed-in": R.PERSON}


def tokens_match(facts, person, subject, tokens, roles, now):
    """Whether any of a row's tokens holds: a role, or a word that dials or the item itself fill.

    ``readers`` and ``creators`` follow the dials; ``creator`` and ``deleter`` the
    item, for as long as the person may read the space at all; ``own:ROLE`` asks for
    both; ``pre:TOKEN`` and ``post:TOKEN`` hold under that moderation only.
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
            if own and _may_read_around(facts, person, subject.scope, roles, now):
                return True
        elif token == "creators":
            visibility, _masked, _roster, dials = facts.inherited(subject.scope)
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


def _may_read_around(facts, person, scope, roles, now):
    if "shared" in roles:
        return True
    if R.PERSON not in roles:
        return False
    return VISIBILITY_ROLES[facts.inherited(scope)[0]] in roles


def decide(facts, person, subject, permission, now):
    """Whether ``person`` holds ``permission`` on ``subject`` at ``now``, and why.

    Roles come from the scopes around, the row from the workflow table that holds
    there; a space that is archived or suspended, and a closed discussion, take
    permissions away from what is inside.
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
