"""Announce new posts to those who follow the discussion, its tags, its space or the site."""

from itertools import groupby
from operator import itemgetter

from moothall.core.content.items import site_of
from moothall.core.operations.authoring import Added
from moothall.core.richtext import without_quotes
from moothall.core.workflow.transition import Transitioned
from moothall.discussion.content import Discussion
from moothall.discussion.emails import FOLLOWED, MENTION, REPLY
from moothall.discussion.mentions import mentioned_in
from moothall.discussion.post import Post
from moothall.discussion.states import PUBLISHED
from moothall.notification.activity import Activity
from moothall.notification.followable import space_targets
from moothall.notification.subscriptions import Target
from moothall.space.content import Space

#: Kind of the messages about new posts, which have no recipient.
POST = "post"


def announce_addition(event):
    """Announce a new post, unless it waits for a moderator."""
    item = event.item.first if isinstance(event.item, Discussion) else event.item
    if isinstance(item, Post) and item.state == PUBLISHED:
        _announce(item, event.act, event.act.person)


def announce_publication(event):
    """Announce a post that a moderator has approved."""
    if isinstance(event.item, Post) and (event.before, event.after) == ("pending", PUBLISHED):
        _announce(event.item, event.act, event.item.creator)


def _announce(post, act, writer):
    site_of(post).outbox.put(POST, "", post.uid, act.at, by=writer)


def activity_of(site, people, message):
    """Return the activity of a message about a post."""
    post = site.uids.get(message.about)
    if post is None:
        return None
    thread = post.__parent__
    answered = site.uids.get(post.in_reply_to) if post.in_reply_to is not None else None
    space = _space_of(thread)
    direct = dict.fromkeys(mentioned_in(people, without_quotes(post.text)), "mentioned")
    if answered is not None and answered.creator is not None:
        direct[answered.creator] = "replied"
    return Activity(
        item=post,
        space=space.uid if space is not None else None,
        targets=thread_targets(site, thread),
        is_first=post.is_first,
        direct=direct,
        implicit=dict.fromkeys(_starters(thread), "started"),
        kinds={"replied": REPLY, "started": REPLY, "mentioned": MENTION, "": FOLLOWED},
    )


def _starters(thread):
    """Return who began the discussion, and those from which its posts came."""
    return {thread.creator, *(creator for _depth, _uid, creator in thread.origins)} - {None}


def thread_targets(site, thread):
    """Return where levels for a discussion are chosen.

    There, at the discussions from which its posts came, at its tags, in its space, and at the site.
    """
    space = _space_of(thread)
    tags = tuple(Target(space.uid, tag) for tag in thread.subjects) if space is not None else ()
    origins = [
        tuple(Target(uid) for _depth, uid, _creator in same)
        for _depth, same in groupby(sorted(thread.origins, key=itemgetter(0)), key=itemgetter(0))
    ]
    return [(Target(thread.uid),), *origins, *([tags] if tags else []), *space_targets(site, space)]


def _space_of(item):
    while item is not None and not isinstance(item, Space):
        item = item.__parent__
    return item


def includeme(config):
    config.add_subscriber(announce_addition, Added)
    config.add_subscriber(announce_publication, Transitioned)
    config.add_activity(POST, activity_of)
    config.add_followable(Discussion, thread_targets)
