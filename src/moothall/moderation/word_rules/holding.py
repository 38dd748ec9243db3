"""Hold new and changed posts that match a word rule, and say so to the author and the moderators.

The author learns that a rule held the post automatically, and that a moderator decides, but not which words: a person
who knows the pattern can write around it, and the decision of a moderator names the rule of the space anyway.
"""

from datetime import datetime
from typing import NamedTuple

from BTrees.LOBTree import LOBTree
from persistent import Persistent

from moothall.core.base.i18n import _
from moothall.core.content.items import site_of
from moothall.core.event_log.log import ActionContext
from moothall.core.storage.databases import registry_of
from moothall.core.workflow.transition import Transitioned
from moothall.discussion.post import Post
from moothall.discussion.states import PENDING, PUBLISHED
from moothall.moderation.word_rules.log_events import HELD
from moothall.moderation.word_rules.patterns import content_of
from moothall.space.header import space_of

REFUSED = "refused"
#: The reason in statements; it is translated when it is shown.
REASON = _("The post contains a word or link for which moderators check posts first. A moderator will decide.")
#: Kind of the email to the author.
HELD_EMAIL = "post held"


class Match(NamedTuple):
    """A pattern that matched a post, as it was then."""

    pattern: str
    kind: str


class Holds(Persistent):
    """The posts that rules hold: UID of a post → the patterns that matched."""

    def __init__(self) -> None:
        self._by_post = LOBTree()

    def of(self, uid: int) -> list[Match]:
        """Return the patterns that hold a post; an empty list if none does."""
        return [Match(*one) for one in self._by_post.get(uid, ())]

    def add(self, uid: int, matches) -> None:
        """Store the patterns that a post matches."""
        self._by_post[uid] = tuple(tuple(one) for one in matches)

    def forget(self, uid: int) -> None:
        """Remove a post that is no longer held."""
        self._by_post.pop(uid, None)


def check_post(viewer, item, html, titles):
    """Return what holds a new or changed post at an item, or None if no rule matches."""
    site, space = viewer.site, space_of(item)
    places = (site,) if space is None else (space, site)
    if not site.word_rules.has_any(*places):
        return None
    matches = [Match(rule.pattern, rule.kind) for rule in site.word_rules.matches(content_of(html, *titles), *places)]
    return (lambda act, post: hold(act, post, matches)) if matches else None


class Held(NamedTuple):
    """Announced when a word rule holds a post."""

    post: object
    at: datetime


def hold(act, post, matches) -> None:
    """Store why a pending post is held, and notify its author."""
    site = site_of(post)
    site.held_posts.add(post.uid, matches)
    automated = ActionContext(None, act.at, REASON, zone=act.zone)
    site.event_log.append(automated, HELD, post.uid, after=PENDING)
    site.outbox.put(HELD_EMAIL, post.creator, post.uid, act.at, by=None)
    registry_of(site).notify(Held(post, act.at))


def is_held(post) -> bool:
    """Return True if a word rule holds a post."""
    return post.own_state == PENDING and bool(site_of(post).held_posts.of(post.uid))


def forget_decided(event) -> None:
    """Forget what held a post when a moderator has decided on it."""
    if isinstance(event.item, Post) and event.before == PENDING and event.after in (PUBLISHED, REFUSED):
        site_of(event.item).held_posts.forget(event.item.uid)


def _facts(request, waiting):
    """Return the patterns that hold the post of a pending decision."""
    if not isinstance(waiting.item, Post):
        return
    for match in request.site.held_posts.of(waiting.item.uid):
        title = _("Held by the link rule") if match.kind == "link" else _("Held by the word rule")
        yield request.localizer.translate(title), match.pattern


def _note(view):
    """Return a function that returns why a pending post is held, for those who see it."""
    said = view.translate(REASON)
    return lambda post: said if is_held(post) else None


def includeme(config):
    config.add_post_check("word rules", check_post)
    config.add_subscriber(forget_decided, Transitioned)
    config.add_decision_facts("word rules", _facts)
    config.add_panel("post notes", "word rules", _note)
