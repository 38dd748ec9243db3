"""The word and link rules of each space, and of the site, which apply in all spaces."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from BTrees.LOBTree import LOBTree
from persistent import Persistent

from moothall.core.access import roles as R
from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput, Conflict, Forbidden, NotFound, Unauthorized
from moothall.core.base.i18n import _
from moothall.core.base.randomness import random_letters
from moothall.core.content.items import site_of
from moothall.core.content.root import Root
from moothall.core.operations import authoring
from moothall.moderation.word_rules.log_events import WORD_RULE
from moothall.moderation.word_rules.patterns import Content, Matcher, checked_pattern

_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
MAX_RULES = 500


class WordRule(NamedTuple):
    """A rule: its pattern, its kind (``word`` or ``link``), who added it and when."""

    id: str
    pattern: str
    kind: str
    by: str | None
    at: datetime


class _RulesOfPlace(Persistent):
    """The rules of a space or of the site, with the matcher prepared once per copy in memory."""

    rules: tuple[tuple, ...] = ()
    _v_matcher: Matcher | None = None

    def set_rules(self, rules: Iterable[WordRule]) -> None:
        """Replace the rules."""
        self.rules, self._v_matcher = tuple(tuple(rule) for rule in rules), None

    def matches(self, content: Content) -> frozenset[str]:
        """Return the IDs of the rules that match."""
        if self._v_matcher is None:
            self._v_matcher = Matcher(rule[:3] for rule in self.rules)
        return self._v_matcher.matches(content)


class WordRules(Persistent):
    """The rules by the UID of a space or of the site."""

    def __init__(self) -> None:
        self._by_place = LOBTree()

    def of(self, place) -> list[WordRule]:
        """Return the rules of a space or of the site, oldest first."""
        found = self._by_place.get(place.uid)
        return [WordRule(*one) for one in found.rules] if found is not None else []

    def has_any(self, *places) -> bool:
        """Return True if one of the places has rules."""
        return any(place.uid in self._by_place for place in places)

    def matches(self, content: Content, *places) -> list[WordRule]:
        """Return the rules of the places that match a content."""
        found = []
        for place in places:
            known = self._by_place.get(place.uid)
            ids = known.matches(content) if known is not None else frozenset()
            found += [WordRule(*one) for one in known.rules if one[0] in ids] if ids else []
        return found

    def get(self, place, id: str) -> WordRule:
        """Return a rule; raise :class:`NotFound` if there is none."""
        for rule in self.of(place):
            if rule.id == id:
                return rule
        raise NotFound()

    def put(self, place, rules: Iterable[WordRule]) -> None:
        """Replace the rules of a place."""
        known = self._by_place.get(place.uid)
        if known is None:
            known = self._by_place[place.uid] = _RulesOfPlace()
        known.set_rules(rules)
        if not known.rules:
            self.forget(place.uid)

    def forget(self, uid: int) -> None:
        """Remove the rules of a place."""
        self._by_place.pop(uid, None)


def is_moderator_of(viewer, place) -> bool:
    """Return True if the person reads the rules: moderators of the space, and site moderators."""
    if isinstance(place, Root):
        return not viewer.person.site_roles.isdisjoint({R.ADMINISTRATOR, R.SITE_MODERATOR})
    return R.MODERATOR in viewer.roles(place)


def require_to_read(viewer, place) -> None:
    """Raise unless the person reads the rules of a place."""
    if viewer.person.id is None:
        raise Unauthorized()
    if not is_moderator_of(viewer, place):
        raise Forbidden()


def require_to_change(viewer, place) -> None:
    """Raise unless the person changes the rules of a place: those who read them, where moderators act."""
    require_to_read(viewer, place)
    if not isinstance(place, Root):
        authoring.require_of(viewer, Permission.MODERATE, place)


def add_rule(viewer, act, place, pattern: str, kind: str) -> WordRule:
    """Add a rule; raise :class:`BadInput` for an invalid one, :class:`Conflict` for one that is there."""
    require_to_change(viewer, place)
    store = site_of(place).word_rules
    known, pattern = store.of(place), checked_pattern(pattern, kind)
    if len(known) >= MAX_RULES:
        raise BadInput(_("There can be up to ${n} word rules.", mapping={"n": MAX_RULES}))
    _check_new(known, pattern, kind)
    rule = WordRule(random_letters(_LETTERS, 10), pattern, kind, act.person, act.at)
    store.put(place, [*known, rule])
    site_of(place).event_log.append(act, WORD_RULE, place.uid, key=rule.id, before=None, after=pattern)
    return rule


def change_rule(viewer, act, place, id: str, pattern: str | None, kind: str | None) -> WordRule:
    """Change the pattern or the kind of a rule; None leaves it as it is."""
    require_to_change(viewer, place)
    store = site_of(place).word_rules
    before = store.get(place, id)
    kind = before.kind if kind is None else kind
    pattern = checked_pattern(before.pattern if pattern is None else pattern, kind)
    others = [rule for rule in store.of(place) if rule.id != id]
    _check_new(others, pattern, kind)
    changed = before._replace(pattern=pattern, kind=kind)
    if changed != before:
        store.put(place, [changed if rule.id == id else rule for rule in store.of(place)])
        site_of(place).event_log.append(act, WORD_RULE, place.uid, key=id, before=before.pattern, after=pattern)
    return changed


def remove_rule(viewer, act, place, id: str) -> None:
    """Remove a rule; posts that it holds go on waiting for a decision."""
    require_to_change(viewer, place)
    store = site_of(place).word_rules
    rule = store.get(place, id)
    store.put(place, [one for one in store.of(place) if one.id != id])
    site_of(place).event_log.append(act, WORD_RULE, place.uid, key=id, before=rule.pattern, after=None)


def _check_new(known, pattern, kind):
    if any((rule.pattern.casefold(), rule.kind) == (pattern.casefold(), kind) for rule in known):
        raise Conflict(_("There is a rule with this pattern already."))
