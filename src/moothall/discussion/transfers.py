"""Posts that move between discussions, so that it can be undone.

A post keeps its UID, author, dates, texts, state, reactions and reports, and so its place in the order of time.  Each
transfer is recorded, with what undoing it gives back.  A discussion that is merged into another one, or whose split
is undone, leaves the tree; its record keeps the object.
"""

import dataclasses

from BTrees.LOBTree import LOBTree
from persistent import Persistent

from moothall.core.content.items import site_of
from moothall.core.content.log_events import MOVED
from moothall.core.content.slugs import name_in
from moothall.core.operations.log_events import DEPARTED
from moothall.core.operations.move_permissions import home_of
from moothall.core.operations.redirects import leave_redirect
from moothall.discussion.arrivals import arrive
from moothall.discussion.reactions import move_reactions
from moothall.discussion.states import PUBLISHED
from moothall.streaming.changes import ADDED, REMOVED, record


class Transfer(Persistent):
    """One transfer: the UIDs of both discussions and of the posts, by whom and when.

    ``start`` is the key of the first post; ``shown`` is how many of the posts were published.
    """

    #: (UID of the answer of the source before, True if it became that of the target), or None.
    answer = None
    #: What the target's ``origins`` got.
    origins = ()
    #: True if the target was begun with these posts.
    is_split = False
    #: The discussion that left the tree, with the UID of its first post, and what was pinned in its forum.
    retired = None
    first = None
    pins = ()
    #: True once it was undone.
    undone = False

    def __init__(self, id, kind, act, source, target, posts):
        self.id = id
        self.kind = kind
        self.by, self.at = act.person, act.at
        self.source, self.target = source.uid, target.uid
        self.posts = tuple(post.uid for post in posts)
        self.start = source.key_of(posts[0])
        self.shown = sum(post.own_state == PUBLISHED for post in posts)


def transfer(act, event, posts, source, target):
    """Move posts, in the order of time, to another discussion; record it under the id of the logged ``event``."""
    site = site_of(target)
    record = site.transfers[event.id] = Transfer(event.id, event.kind, act, source, target, posts)
    for thread in (source, target):
        thread.transfers = (*thread.transfers, event.id)
    move_posts(dataclasses.replace(act, cause=event.id), posts, source, target)
    _move_answer(record, source, target)
    return record


def move_posts(act, posts, source, target):
    """Move posts with their reactions and read marks, and update the catalog."""
    site, keys = site_of(target), []
    # A concurrent reply must see where the posts are.
    site.access.note_change()
    for post in posts:
        move_reactions(post, target)
        keys.append(source.take(post))
        target.put(post)
        if post.own_state == PUBLISHED:
            record(source, post.uid, REMOVED)
        record(target, post.uid, ADDED)
        place = post.__name__
        site.event_log.append(act, MOVED, post.uid, before=(source.uid, place), after=(target.uid, place))
    arrive(source, target, keys)
    _log_departure(act, posts[0], source, target)
    for post in posts:
        site.reindex(post)
    for thread in (source, target):
        if thread.first_uid is not None:
            site.reindex(thread)


def _log_departure(act, first, source, target):
    """Log in the space that posts leave that they did, named by the first of them."""
    home = home_of(source)
    if home is not None and home is not home_of(target):
        places = {"before": (source.uid,), "after": (target.uid,)}
        site_of(home).event_log.append(act, DEPARTED, home.uid, key=first.uid, **places)


def _move_answer(record, source, target):
    uid = source.answer_uid
    if uid is None or uid not in record.posts:
        return
    takes_over = target.answer_uid is None and uid != target.first_uid
    record.answer = (uid, takes_over)
    source.set_answer(None)
    if takes_over:
        target.set_answer(uid, site_of(target).uids.get(uid).own_state == PUBLISHED)


def give_back_answer(record, source, target):
    """Mark the answer among posts that go back in the source, unless that has another one."""
    uid = None
    if target.answer_uid in record.posts:
        uid = target.answer_uid
        target.set_answer(None)
    elif record.answer is not None and not record.answer[1]:
        uid = record.answer[0]
    post = site_of(source).uids.get(uid) if uid is not None else None
    if post is not None and source.answer_uid is None and uid != source.first_uid:
        source.set_answer(uid, post.own_state == PUBLISHED)


def add_origins(record, source, target):
    """Let those who follow the source follow the target, unless they chose a level there."""
    nearer = ((1, source.uid, source.creator),)
    record.origins = nearer + tuple((depth + 1, uid, creator) for depth, uid, creator in source.origins)
    target.origins = (*target.origins, *record.origins)


def remove_origins(record, target):
    """Reverse :func:`add_origins`."""
    left = list(target.origins)
    for one in record.origins:
        if one in left:
            left.remove(one)
    target.origins = tuple(left)


def retire(act, event, thread, first_uid, into):
    """Take an empty discussion out of the tree; its address redirects to where its first post is now."""
    site, forum, name = site_of(thread), thread.__parent__, thread.__name__
    thread.unpin()
    if thread.answer_uid is not None:
        thread.set_answer(None)
    forum.remove(name)
    thread.__parent__, thread.__name__ = forum, name
    site.catalog.forget(thread.uid)
    site.uids.remove(thread.uid)
    site.index_queue.put(thread.uid)
    leave_redirect(site, (forum.uid, name), thread)
    site.successors[thread.uid] = first_uid
    moved = dataclasses.replace(act, cause=event.id)
    site.event_log.append(moved, MOVED, thread.uid, before=(forum.uid, name), after=(into.uid, name))


def revive(act, event, thread, first_uid, out_of):
    """Put a discussion back into the forum that it was taken from."""
    forum = thread.__parent__
    site, name = site_of(forum), name_in(forum, thread.__name__, act, thread)
    thread.__parent__ = thread.__name__ = None
    forum.add(name, thread)
    site.uids.add(thread.uid, thread)
    del site.successors[thread.uid]
    moved = dataclasses.replace(act, cause=event.id)
    site.event_log.append(moved, MOVED, thread.uid, before=(out_of.uid, name), after=(forum.uid, name))
    thread.first_uid = first_uid


def transfers_of(thread):
    """Return the transfers from and to a discussion that were not undone, oldest first."""
    stored = site_of(thread).transfers
    return [one for id in thread.transfers if not (one := stored[id]).undone]


def _forget(site, item):
    """Drop the discussions that were merged into one that is deleted permanently."""
    for id in getattr(item, "transfers", ()):
        record = site.transfers.get(id)
        if record is not None and record.target == item.uid:
            record.retired = None


def includeme(config):
    """Register the store of all transfers, by id."""
    config.add_site_store("transfers", LOBTree, forget=_forget)
