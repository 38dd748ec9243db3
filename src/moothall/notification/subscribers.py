"""Who is told what: each piece of news leaves messages in the transaction that makes it."""

from moothall.core.content.items import site_of
from moothall.core.operations.authoring import Added
from moothall.core.workflow.transition import Transitioned
from moothall.notification import recipients
from moothall.space.members import MembershipChanged

#: Kind of table → steps that the author, or the owners of a space, hear of, and where each leads.
TOLD = {
    "content": {
        "approve": "published",
        "request_changes": "needs_changes",
        "refuse_deletion": "published",
        "archive": "archived",
        "unarchive": "published",
    },
    "post": {"approve": "published", "refuse": "refused", "hide": "hidden", "unhide": "published"},
    "space": {
        "activate": "active",
        "refuse": "draft",
        "refuse_archival": "active",
        "archive": "archived",
        "suspend": "suspended",
        "resume": "active",
    },
}
TOLD["curated"] = TOLD["content"]


def notify_transition(event):
    """Those concerned hear of what was decided.

    A table can let a step of the same id lead elsewhere: then they hear of it by its title.
    """
    item, act, name = event.item, event.act, event.transition.id
    told, steps = (), TOLD.get(item.workflow, {})
    if name in steps:
        told = recipients.owners(item, act.at) if item.workflow == "space" else [item.creator]
    others = [person for person in recipients.of_tokens(item, event.transition.notifies, act.at) if person not in told]
    if steps.get(name) == event.after:
        _put("decided", told, item, act, step=name, reason=act.reason)
    else:
        others = [*told, *others]
    _put("step", others, item, act, step=event.transition.title, reason=act.reason)
    if item.type_id == "post" and (event.before, event.after) == ("pending", "published"):
        _notify_reply(item, act, item.creator)


def notify_addition(event):
    """Those in a discussion hear of a reply, one that waits for a moderator once it is published."""
    item, act = event.item, event.act
    if item.type_id == "post" and item.state != "pending":
        _notify_reply(item, act, act.person)


def notify_membership(event):
    """Somebody hears what others made of them in a space, if anything."""
    if event.changes_something:
        _put(
            "membership",
            [event.person],
            event.space,
            event.act,
            before=event.before,
            after=event.after,
            until=event.until,
            reason=event.act.reason,
            title=str(event.space.title),
        )


def _notify_reply(post, act, writer):
    """Who was answered, and who began the discussion; each once."""
    discussion = post.__parent__
    answered = site_of(post).uids.get(post.in_reply_to) if post.in_reply_to is not None else None
    people = {discussion.creator: False}
    if answered is not None:
        people[answered.creator] = True
    for person, directly in people.items():
        if person != writer:
            _put("reply", [person], post, act, answered=directly)


def _put(kind, people, item, act, **data):
    """A message for each of ``people`` but the one who acts."""
    outbox = site_of(item).outbox
    for person in people:
        if person is not None and person != act.person:
            outbox.put(kind, person, item.uid, act.at, by=act.person, **data)


def includeme(config):
    for subscriber, event in (
        (notify_transition, Transitioned),
        (notify_addition, Added),
        (notify_membership, MembershipChanged),
    ):
        config.add_subscriber(subscriber, event)
