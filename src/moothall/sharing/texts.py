"""Roles on one thing, and what comes from around it, in words."""

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
#: For groups and spaces on the roster of a space: what the role lets people do everywhere in it.
ROSTER = {role: ROLE_SENTENCES[role] for role in R.SPACE_ROLES if role != R.OWNER}
#: For roles that are worth nothing more where they were given all the same.
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
#: State in which only a few see an item, whatever is around it → who that is.
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
    """That only a few see an edition for the time being; nothing where the table lets others see it."""
    if edition is None or edition.state not in NOT_YET:
        return ""
    subject = edition.subject()
    row = viewer.facts.definition(subject.workflow, subject.scope).row(edition.state, Permission.VIEW)
    deciding = {role for role in R.SPACE_ROLES if R.FACILITATOR in R.HOLDS[role]} if edition.state != "draft" else set()
    return translate(NOT_YET[edition.state]) if OF_CREATORS.union(deciding).issuperset(row) else ""


def words_for(item):
    """Role → sentence, for the roles worth giving on ``item``."""
    if item.leaf:
        return LEAF
    if isinstance(item, Space):
        return ROSTER
    return {"discussion": DISCUSSION, "forum": FORUM}.get(item.type_id, SHELVES)


def word_for(item, role):
    """What ``role`` lets people do on ``item``, also where it is worth nothing more than a lesser one."""
    return words_for(item).get(role) or ELSE[role]


def role_words(translate, item, roles):
    """What somebody with these roles can do; the greatest says it all."""
    greatest = [
        role
        for role in R.SPACE_ROLES
        if role in roles and not any(role != other and role in R.HOLDS[other] for other in roles)
    ]
    return "; ".join(translate(word_for(item, role)) for role in greatest)


def around(viewer, translate, item):
    """What is taken over from around ``item``, in sentences; of what ``viewer`` may not see, no name is said."""
    outside = scope_of(item.__parent__)
    facts = viewer.facts
    visibility, _masked, roster, dials = facts.inherited(outside)
    place = place_of(viewer, translate, roster)

    def say(sentence):
        return translate(_(sentence, mapping={"place": place}))

    sentences = []
    if facts.is_inheritance_off(outside):
        sentences.append(translate(_("The place it is in is restricted to the people listed there.")))
    else:
        sentences.append(say(READ_BY[visibility]))
        definition = facts.definition(item.workflow, outside)
        if not item.leaf and R.MEMBER in definition.row(item.state, Permission.REPLY):
            sentences.append(say(_("Members of ${place} can reply.")))
        if not item.leaf and "creators" in definition.row(item.state, Permission.ADD):
            sentences.append(say(ADDED_BY[dials.get("creation", "members")]))
    return [*sentences, *answerable(viewer, translate, item)]


def answerable(viewer, translate, item):
    """Who always has access, since they answer for what is in the space."""
    roster = viewer.facts.inherited(scope_of(item))[2]
    if roster.kind == REPOSITORY:
        return [translate(_("Reviewers of the repository can manage it."))]
    if roster.kind != OF_A_SPACE:
        return [translate(_("Administrators can manage it."))]
    return [
        translate(
            _(
                "Facilitators and owners of ${place} can manage it.",
                mapping={"place": place_of(viewer, translate, roster)},
            )
        )
    ]


def place_of(viewer, translate, roster):
    """What the space of a roster is called in a sentence, without its name for those who may not know of it."""
    space = viewer.site.uids.get(roster.uid)
    if not viewer.sees(space):
        return translate(_("the space it is in"))
    return translate(_("“${title}”", mapping={"title": translate(space.title)}))


def scopes_around(viewer, item):
    """The items around ``item`` from which it takes over what was given there, nearest first, as far as visible."""
    for record in viewer.facts.chain(scope_of(item)):
        if record.kind != ITEM:
            return
        if record.uid != item.uid:
            outer = viewer.site.uids.get(record.uid)
            if viewer.sees(outer):
                yield outer, record
        if not record.inherits:
            return
