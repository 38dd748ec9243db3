"""Reactions to posts, from a small fixed set.

They are stored with the discussion, apart from the posts: a reaction rewrites no post, and a page of posts loads no
object for each of them.
"""

from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput, Conflict, Forbidden
from moothall.core.base.i18n import _
from moothall.core.base.shards import new_shards, shard_of
from moothall.core.base.trees import SmallOOTreeSet
from moothall.discussion.states import PUBLISHED
from moothall.streaming.changes import REACTED, record

#: Reaction → (its sign, its name).
REACTIONS = {
    "like": ("👍", _("Like")),
    "thanks": ("🙏", _("Thanks")),
    "agree": ("✔️", _("Agree")),
    "insightful": ("💡", _("Insightful")),
    "celebrate": ("🎉", _("Celebrate")),
}


def check_may_react(viewer, post):
    """Raise an error unless the person may react to a post: everyone who may reply, but not to their own posts."""
    thread = post.__parent__
    if not viewer.allowed(Permission.REPLY, thread):
        raise Forbidden().missing_permission(Permission.REPLY, thread)
    if post.own_state != PUBLISHED:
        raise Conflict(_("You can only react to published posts."))
    if post.creator == viewer.person.id:
        raise Forbidden(_("You cannot react to your own post."))


def add_reaction(viewer, post, reaction):
    """Add a reaction of the person; a second time changes nothing."""
    if reaction not in REACTIONS:
        values = ", ".join(REACTIONS)
        raise BadInput(_("“${name}” must be one of: ${values}.", mapping={"name": "reaction", "values": values}))
    check_may_react(viewer, post)
    thread = post.__parent__
    if thread.reactions is None:
        thread.reactions = new_shards(SmallOOTreeSet)
    if shard_of(thread.reactions, post.uid).insert((post.uid, reaction, viewer.person.id)):
        record(thread, post.uid, REACTED)


def remove_reaction(viewer, post, reaction):
    """Remove a reaction of the person, if there is one."""
    if viewer.person.id in reactions_to(post).get(reaction, ()):
        remove_reaction_of(post.__parent__, post.uid, reaction, viewer.person.id)
        record(post.__parent__, post.uid, REACTED)


def remove_reaction_of(thread, uid, reaction, person):
    """Remove a reaction of anyone to the post with a UID, if there is one."""
    if thread.reactions is not None:
        shard_of(thread.reactions, uid).discard((uid, reaction, person))


def reactions_to(post):
    """Return {reaction: [IDs of people]} of a post, in the order of :data:`REACTIONS`."""
    if post.__parent__.reactions is None:
        return {}
    found = {}
    for _uid, reaction, person in shard_of(post.__parent__.reactions, post.uid).keys(
        min=(post.uid,), max=(post.uid + 1,)
    ):
        found.setdefault(reaction, []).append(person)
    return {reaction: found[reaction] for reaction in REACTIONS if reaction in found}


def forget_post(post):
    """Delete the reactions to a post that is deleted permanently."""
    for reaction, people in reactions_to(post).items():
        for person in people:
            remove_reaction_of(post.__parent__, post.uid, reaction, person)


def move_reactions(post, target):
    """Move the reactions to a post to another discussion, before the post is moved there."""
    for reaction, people in reactions_to(post).items():
        if target.reactions is None:
            target.reactions = new_shards(SmallOOTreeSet)
        for person in people:
            remove_reaction_of(post.__parent__, post.uid, reaction, person)
            shard_of(target.reactions, post.uid).insert((post.uid, reaction, person))


def reactions_by(thread, person):
    """Yield (UID of a post, reaction) of one person in a discussion."""
    for shard in thread.reactions or ():
        for uid, reaction, one in shard:
            if one == person:
                yield uid, reaction
