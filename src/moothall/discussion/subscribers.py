"""Notify people of replies."""

from moothall.core.content.items import site_of
from moothall.core.operations.authoring import Added
from moothall.core.workflow.transition import Transitioned
from moothall.discussion.post import Post
from moothall.people.recipients import notify


def notify_addition(event):
    """Notify people of a new post, unless it waits for a moderator."""
    item, act = event.item, event.act
    if isinstance(item, Post) and item.state != "pending":
        _notify_reply(item, act, act.person)


def notify_publication(event):
    """Notify people of a post that a moderator has approved."""
    if isinstance(event.item, Post) and (event.before, event.after) == ("pending", "published"):
        _notify_reply(event.item, event.act, event.item.creator)


def _notify_reply(post, act, writer):
    """Notify the author of the answered post and the person who started the discussion, each once."""
    discussion = post.__parent__
    answered = site_of(post).uids.get(post.in_reply_to) if post.in_reply_to is not None else None
    people = {discussion.creator: False}
    if answered is not None:
        people[answered.creator] = True
    for person, directly in people.items():
        if person != writer:
            notify("reply", [person], post, act, answered=directly)


def includeme(config):
    config.add_subscriber(notify_addition, Added)
    config.add_subscriber(notify_publication, Transitioned)
