"""Split a discussion, merge it into another one, and undo both."""

import dataclasses

from moothall.core.access.permissions import Permission
from moothall.core.authorization.access_context import access_data_of
from moothall.core.base.dates import microseconds
from moothall.core.base.errors import BadInput, Conflict, NotFound
from moothall.core.base.i18n import _
from moothall.core.content.items import scope_of, site_of
from moothall.core.operations.authoring import require_of
from moothall.core.operations.move_permissions import check_may_leave
from moothall.discussion.content import Discussion
from moothall.discussion.log_events import MERGE, SPLIT, UNDONE
from moothall.discussion.states import BEGUN, PENDING
from moothall.discussion.transfers import (
    add_origins,
    give_back_answer,
    move_posts,
    remove_origins,
    retire,
    revive,
    transfer,
)

#: Maximum number of posts in one transaction: 1,000 take half a second.
MAX_POSTS = 2000
UNDO_IMPOSSIBLE = _("This can no longer be undone, because the discussions have changed.")


def check_may_split(viewer, source):
    """Raise an error unless the person may move posts of a discussion into a new one beside it."""
    require_of(viewer, Permission.MODERATE, source)
    forum = source.__parent__
    if not viewer.allowed(Permission.ADD, forum):
        require_of(viewer, Permission.MODERATE, forum)


def check_may_merge(viewer, source, target):
    """Raise an error unless the person may move posts from one discussion to another one, which they see."""
    require_of(viewer, Permission.MODERATE, source)
    require_of(viewer, Permission.MODERATE, target)
    if source is target:
        raise BadInput(_("Choose another discussion: the posts are in this one."))
    if source.__parent__ is not target.__parent__:
        check_may_leave(viewer, source, target)
        _check_states(source, target)
    _check_restrictions(source, target)


def _check_number(number):
    if number > MAX_POSTS:
        raise Conflict(_("One move can contain up to ${n} posts.", mapping={"n": MAX_POSTS}))


def _check_states(source, target):
    """Raise :class:`Conflict` if a post would be in a state that the workflow in the target does not have."""
    data = access_data_of(site_of(source))
    now, then = (data.definition("post", scope_of(one)) for one in (source, target))
    if now is then:
        return
    states = {state for post in source.posts() for state in post.own_states}
    if any(then.now(state) not in then.states for state in states):
        raise Conflict(_("The workflow there does not have all states of the posts. Change their state first."))


def _check_restrictions(source, target=None):
    """Raise :class:`Conflict` if only some people see the source, and its posts would be shown to others."""
    scope = scope_of(source)
    if target is not None and scope_of(target) == scope:
        return
    record = site_of(source).access.get(source.uid)
    if record is not None and (target is not None or not record.inherits):
        raise Conflict(
            _("Access was given or restricted for this discussion alone. Change that under “Sharing” first.")
        )


def posts_named(viewer, source, names):
    """Return the posts with these names or addresses that the person sees, in the order of time."""
    found = {}
    for name in names:
        post = source.get(name.rstrip("/").rpartition("/")[2]) if isinstance(name, str) else None
        if post is None or not viewer.sees(post):
            raise BadInput(_("“${field}” must name posts of this discussion.", mapping={"field": "posts"}))
        found[source.key_of(post)] = post
    if not found:
        raise BadInput(_("Choose the posts to move."))
    return [post for _key, post in sorted(found.items(), key=lambda pair: pair[0])]


def _check_stays(source, posts):
    if any(post.is_first for post in posts):
        raise Conflict(_("The first post asks the question and stays. Merge the discussion to move all of it."))
    _check_number(len(posts))
    if len(posts) >= source.total:
        raise Conflict(_("You cannot move all posts. Merge the discussion instead."))


def split(viewer, act, source, posts, title):
    """Move posts into a new discussion; return it, and the record of the transfer."""
    check_may_split(viewer, source)
    _check_stays(source, posts)
    _check_restrictions(source)
    first = posts[0]
    if first.own_state not in (*BEGUN, PENDING):
        raise Conflict(_("The first of the posts must be published or waiting: it will begin the discussion."))
    fresh = Discussion(act, title=title, language=source.language, subjects=source.subjects)
    # Who began the discussion is who wrote its first post.
    fresh.creator = first.creator
    source.__parent__.add_item(act, fresh)
    fresh.first_uid = first.uid
    event = site_of(source).event_log.append(act, SPLIT, fresh.uid, before=source.uid, after=len(posts))
    record = transfer(act, event, posts, source, fresh)
    record.is_split = True
    add_origins(record, source, fresh)
    return fresh, record


def move_into(viewer, act, source, posts, target):
    """Move posts into another discussion; return the record of the transfer."""
    check_may_merge(viewer, source, target)
    _check_stays(source, posts)
    event = site_of(source).event_log.append(act, SPLIT, target.uid, before=source.uid, after=len(posts))
    return transfer(act, event, posts, source, target)


def merge(viewer, act, source, target):
    """Move all posts of a discussion into another one, and take it out of the tree; return the record."""
    check_may_merge(viewer, source, target)
    _check_number(source.total)
    site, first, pins = site_of(source), source.first_uid, source.__parent__.pins
    event = site.event_log.append(act, MERGE, target.uid, before=source.uid, after=source.total)
    posts = list(source.posts())
    source.first_uid = None
    record = transfer(act, event, posts, source, target)
    add_origins(record, source, target)
    record.retired, record.first, record.pins = source, first, pins
    retire(act, event, source, first, target)
    return record


def check_may_undo(viewer, record, source, target):
    """Raise an error unless the person may move the posts of a transfer back."""
    require_of(viewer, Permission.MODERATE, target)
    if record.retired is None:
        require_of(viewer, Permission.MODERATE, source)
    elif not viewer.allowed(Permission.ADD, source.__parent__):
        require_of(viewer, Permission.MODERATE, source.__parent__)
    if source.__parent__ is not target.__parent__:
        check_may_leave(viewer, target, source)
        _check_states(target, source)
    _check_restrictions(target, source)


def undo(viewer, act, thread, id):
    """Undo the transfer with an id from or to a discussion; return its source.  A second time changes nothing."""
    site = site_of(thread)
    record = site.transfers.get(id)
    if record is None or thread.uid not in (record.source, record.target):
        raise NotFound()
    source, target = _ends(site, record)
    if record.undone:
        require_of(viewer, Permission.MODERATE, source)
        return source
    if target is None or not all(viewer.sees(one) for one in (source, target)):
        raise Conflict(UNDO_IMPOSSIBLE)
    check_may_undo(viewer, record, source, target)
    posts = _posts_to_return(record, target)
    act = dataclasses.replace(act, cause=record.id)
    event = site.event_log.append(act, UNDONE, target.uid, before=source.uid, after=len(posts))
    if record.retired is not None:
        revive(act, event, source, record.first, target)
    if record.is_split:
        target.first_uid = None
    give_back_answer(record, source, target)
    move_posts(dataclasses.replace(act, cause=event.id), posts, target, source)
    remove_origins(record, target)
    if record.retired is not None:
        _pin_again(record, source)
    if record.is_split:
        retire(act, event, target, posts[0].uid, source)
    record.undone, record.retired = True, None
    return source


def _ends(site, record):
    """Return the source and the target of a transfer; the target is None if it is gone."""
    source = record.retired or site.uids.get(record.source)
    if source is None or (record.retired is not None and site.uids.get(source.__parent__.uid) is None):
        raise Conflict(UNDO_IMPOSSIBLE)
    return source, site.uids.get(record.target)


def _posts_to_return(record, target):
    """Return the posts of a transfer, in their order; raise :class:`Conflict` if they cannot all go back."""
    found = [post for uid in record.posts if (post := site_of(target).uids.get(uid)) is not None]
    if not found or any(post.__parent__ is not target for post in found):
        raise Conflict(UNDO_IMPOSSIBLE)
    if record.retired is not None and record.first not in {post.uid for post in found}:
        raise Conflict(UNDO_IMPOSSIBLE)
    if record.is_split and target.total > len(found):
        raise Conflict(_("New posts were written there. Merge the discussion instead."))
    if not record.is_split and target.first_uid in record.posts:
        raise Conflict(UNDO_IMPOSSIBLE)
    later = (target.at(key) for key in target.keys_after((microseconds(record.at), 0)))
    if any(post.in_reply_to in record.posts and post.uid not in record.posts for post in later):
        raise Conflict(_("Some of the posts were answered there. Split the discussion instead."))
    return found


def _pin_again(record, source):
    forum, before = source.__parent__, record.pins
    if source.__name__ not in before:
        return
    if set(forum.pins) == set(before) - {source.__name__}:
        forum.pins = before
    else:
        source.pin()
