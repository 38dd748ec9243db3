"""The post that answers a discussion, marked by the person who asked or by a moderator."""

from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput, Conflict, Forbidden
from moothall.core.base.i18n import _
from moothall.core.content.items import site_of
from moothall.discussion.log_events import ANSWER
from moothall.discussion.states import PUBLISHED


def may_mark(viewer, thread):
    """Return True for the person who started a discussion and takes part in it, and for moderators."""
    if viewer.allowed(Permission.MODERATE, thread):
        return True
    is_own = thread.creator is not None and thread.creator == viewer.person.id
    return is_own and viewer.allowed(Permission.REPLY, thread)


def check_may_mark(viewer, thread):
    """Raise :class:`Forbidden` unless the person may mark the answer of a discussion."""
    if not may_mark(viewer, thread):
        raise Forbidden(_("Only the person who asked, and moderators, can mark the answer."))


def mark_answer(viewer, act, thread, post):
    """Mark a post as the answer, instead of another one; ``None`` removes the mark."""
    check_may_mark(viewer, thread)
    if post is not None and (post.__parent__ is not thread or not viewer.sees(post)):
        raise BadInput(_("“${field}” must name a post of this discussion.", mapping={"field": "post"}))
    if post is not None and post.is_first:
        raise BadInput(_("The first post asks the question and cannot be its answer."))
    if post is not None and post.own_state != PUBLISHED:
        raise Conflict(_("Only a published post can be the answer."))
    before, after = thread.answer_uid, post.uid if post is not None else None
    if before == after:
        return
    thread.set_answer(after)
    site_of(thread).event_log.append(act, ANSWER, thread.uid, before=before, after=after)


def answer_of(viewer, thread):
    """Return the post that answers a discussion, if the person sees it as published, else None."""
    post = site_of(thread).uids.get(thread.answer_uid) if thread.answer_uid is not None else None
    if post is None or post.__parent__ is not thread or post.own_state != PUBLISHED:
        return None
    return post if viewer.sees(post) else None
