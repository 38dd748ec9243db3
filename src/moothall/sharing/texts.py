"""Texts about roles on an item and about inherited access."""

from moothall.core.access import roles as R
from moothall.core.access.permissions import Permission
from moothall.core.access.records import ITEM, REPOSITORY
from moothall.core.access.records import SPACE as OF_A_SPACE
from moothall.core.access.space_policies import PRIVATE, PUBLIC
from moothall.core.base.i18n import _
from moothall.core.content.items import scope_of
from moothall.core.workflow.tokens import OF_CREATORS
from moothall.space.content import Space
from moothall.space.role_labels import ROLE_SENTENCES

LEAF = {
    R.READER: _("Can read it"),
    R.AUTHOR: _("Can read it, and edit it while it is a draft"),
}
DISCUSSION = {
    R.READER: _("Can read it"),
    R.MEMBER: _("Can read it and reply"),
    R.MODERATOR: _("Can moderate it"),
    R.FACILITATOR: _("Can manage and share everything in it"),
}
FORUM = {
    R.READER: _("Can read everything in it"),
    R.MEMBER: _("Can reply, and start discussions where members can"),
    R.AUTHOR: _("Can reply and start discussions"),
    R.MODERATOR: _("Can moderate the discussions in it"),
    R.FACILITATOR: _("Can manage and share everything in it"),
}
SHELVES = {
    R.READER: _("Can read everything in it"),
    R.MEMBER: _("Can add items where members can"),
    R.AUTHOR: _("Can add items, and publish their own without approval"),
    R.FACILITATOR: _("Can manage and share everything in it"),
}
#: For groups and spaces as members of a space: what the role allows in all of it.
ROSTER = {role: ROLE_SENTENCES[role] for role in R.SPACE_ROLES if role != R.OWNER}
#: Role → text, for roles that allow nothing more on an item than a lower role.
ELSE = {R.AUTHOR: _("Can edit"), R.MODERATOR: _("Can moderate")}
READ_BY = {
    PUBLIC: _("Everyone can read it, even without an account."),
    "signed-in": _("Everyone who is logged in can read it."),
    PRIVATE: _("People who belong to ${place} can read it."),
}
ADDED_BY = {
    "members": _("Members of ${place} can add to it."),
    "authors": _("Authors of ${place} can add to it."),
    "signed-in": _("Everyone who is logged in can add to it."),
}
#: State in which only a few people see an item, regardless of inherited access → those people.
NOT_YET = {
    "draft": _("This is a draft: only its creator and the people listed here can see it. Once it is published:"),
    "proposed": _(
        "This is waiting for approval: only its creator and the people who decide can see it. Once it is published:"
    ),
    "needs_changes": _(
        "Changes have been requested: only the creator and the people who decide can see it. Once it is published:"
    ),
}


def not_yet(viewer, translate, edition):
    """Return the text that only a few people see a version now, or nothing if the workflow lets others see it."""
    if edition is None or edition.state not in NOT_YET:
        return ""
    subject = edition.subject()
    row = viewer.access_data.definition(subject.workflow, subject.scope).row(edition.state, Permission.VIEW)
    deciding = {role for role in R.SPACE_ROLES if R.FACILITATOR in R.HOLDS[role]} if edition.state != "draft" else set()
    return translate(NOT_YET[edition.state]) if OF_CREATORS.union(deciding).issuperset(row) else ""


def role_descriptions(item):
    """Return role → description, for the roles that are useful on ``item``."""
    if item.leaf:
        return LEAF
    if isinstance(item, Space):
        return ROSTER
    return {"discussion": DISCUSSION, "forum": FORUM}.get(item.type_id, SHELVES)


def role_description(item, role):
    """Return what ``role`` allows on ``item``, also if it allows nothing more than a lower one."""
    return role_descriptions(item).get(role) or ELSE[role]


def roles_text(translate, item, roles):
    """Return what these roles allow; the highest one includes the others."""
    greatest = [
        role
        for role in R.SPACE_ROLES
        if role in roles and not any(role != other and role in R.HOLDS[other] for other in roles)
    ]
    return "; ".join(translate(role_description(item, role)) for role in greatest)


def inherited_access(viewer, translate, item):
    """Return sentences on the access that ``item`` inherits, without names of what ``viewer`` may not see."""
    outside = scope_of(item.__parent__)
    access_data = viewer.access_data
    visibility, _masked, members_record, policies = access_data.inherited(outside)
    place = place_of(viewer, translate, members_record)

    def say(sentence):
        return translate(_(sentence, mapping={"place": place}))

    sentences = []
    if access_data.is_inheritance_off(outside):
        sentences.append(translate(_("The place it is in is restricted to the people listed there.")))
    else:
        sentences.append(say(READ_BY[visibility]))
        definition = access_data.definition(item.workflow, outside)
        if not item.leaf and R.MEMBER in definition.row(item.state, Permission.REPLY):
            sentences.append(say(_("Members of ${place} can reply.")))
        if not item.leaf and "creators" in definition.row(item.state, Permission.ADD):
            sentences.append(say(ADDED_BY[policies.get("creation", "members")]))
    return [*sentences, *always_have_access(viewer, translate, item)]


def always_have_access(viewer, translate, item):
    """Return the people who always have access, since they are responsible for the space."""
    members_record = viewer.access_data.inherited(scope_of(item))[2]
    if members_record.kind == REPOSITORY:
        return [translate(_("Reviewers of the repository can manage it."))]
    if members_record.kind != OF_A_SPACE:
        return [translate(_("Administrators can manage it."))]
    return [
        translate(
            _(
                "Facilitators and owners of ${place} can manage it.",
                mapping={"place": place_of(viewer, translate, members_record)},
            )
        )
    ]


def place_of(viewer, translate, members_record):
    """Return the name of the space of a membership in a sentence, without its title if the viewer may not see it."""
    space = viewer.site.uids.get(members_record.uid)
    if not viewer.sees(space):
        return translate(_("the space it is in"))
    return translate(_("“${title}”", mapping={"title": translate(space.title)}))


def scopes_around(viewer, item):
    """Return the items from which ``item`` inherits access, nearest first, as far as visible."""
    for record in viewer.access_data.chain(scope_of(item)):
        if record.kind != ITEM:
            return
        if record.uid != item.uid:
            outer = viewer.site.uids.get(record.uid)
            if viewer.sees(outer):
                yield outer, record
        if not record.inherits:
            return
