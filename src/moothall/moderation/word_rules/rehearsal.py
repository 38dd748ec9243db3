"""Rehearse a word rule: which posts of the last 90 days it would have held.  Nothing is stored."""

from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple

from moothall.core.access.permissions import Permission
from moothall.core.base.dates import microseconds
from moothall.core.content.items import scope_of
from moothall.core.content.root import Root
from moothall.core.search.query import ContentQuery
from moothall.core.storage.index_maps import values_for
from moothall.moderation.word_rules.patterns import Matcher, checked_pattern, content_of

PERIOD = timedelta(days=90)
#: Posts that are read and released together, so that memory stays small.
BATCH = 500
#: States of posts that were written and not deleted.
STATES = ("published", "pending", "hidden", "refused")


class HeldPost(NamedTuple):
    """A post that the rule would have held, who wrote it and when."""

    post: object
    person: str | None
    at: datetime


def rehearse(viewer, people, place, pattern: str, kind: str) -> list[HeldPost]:
    """Return the posts that a rule would have held, newest first: those that the person sees, not by moderators."""
    matcher = Matcher([("", checked_pattern(pattern, kind), kind)])
    exempt = _Moderators(viewer, people)
    found = []
    uids = iter(_uids(viewer, place))
    while batch := list(islice(uids, BATCH)):
        for uid in batch:
            post = viewer.site.uids.get(uid)
            if post is None:
                continue
            if matcher.matches(content_of(post.text, *_titles(post))) and not exempt.moderates(post.creator, post):
                found.append(HeldPost(post, post.creator, post.created))
            else:
                post._p_deactivate()  # noqa: SLF001 - ZODB has no other way to release an object
    return found


def _titles(post):
    thread = post.__parent__
    return (thread.title, *thread.subjects) if thread.first_uid == post.uid else ()


def _uids(viewer, place):
    query = ContentQuery(viewer).of("post").in_states(*STATES)
    if not isinstance(place, Root):
        query.within(place)
    uids = query.uids()
    since = microseconds(viewer.now - PERIOD)
    moments = values_for(viewer.site.catalog["created"], uids)
    pairs = [(moment, uid) for moment, uid in zip(moments, uids, strict=True) if moment is not None and moment >= since]
    return [uid for _moment, uid in sorted(pairs, reverse=True)]


class _Moderators:
    """Who moderates where; the answer is worked out once for each person and scope."""

    def __init__(self, viewer, people):
        self._viewer, self._people = viewer, people
        self._known = {}

    def moderates(self, person, post):
        key = person, scope_of(post)
        if key not in self._known:
            account = self._people.by_id(person)
            self._known[key] = account is not None and self._viewer.for_person(account.person).allowed(
                Permission.MODERATE, post.__parent__
            )
        return self._known[key]
