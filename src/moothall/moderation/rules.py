"""The rules of a space, which moderators name when they restrict what someone wrote."""

from typing import NamedTuple

from BTrees.LOBTree import LOBTree
from persistent import Persistent

from moothall.core.base.errors import BadInput, NotFound
from moothall.core.base.i18n import _
from moothall.core.base.randomness import random_letters
from moothall.core.content.items import site_of
from moothall.core.workflow.grounds import Ground, GroundList
from moothall.moderation.log_events import RULE
from moothall.space.content import Space

_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
MAX_RULES = 50
MAX_TITLE_LENGTH, MAX_TEXT_LENGTH = 120, 2000


class Rule(NamedTuple):
    """A rule: its ID stays when other rules are added or removed; its number is its place in the list."""

    id: str
    title: str
    text: str


#: The rules of spaces that have none of their own.
DEFAULT_RULES = (
    Rule("respect", _("Respect others"), _("No insults, threats, discrimination or harassment.")),
    Rule("topic", _("Stay on topic"), _("Post where it belongs, and nothing that only disturbs a discussion.")),
    Rule("spam", _("No advertising"), _("No spam, and no advertising without a use for the discussion.")),
    Rule("privacy", _("Protect privacy"), _("Publish no personal data of others without their consent.")),
    Rule("law", _("Obey the law"), _("Nothing illegal, and nothing that infringes the rights of others.")),
)


class Rules(Persistent):
    """The rules of each space that has its own."""

    def __init__(self) -> None:
        self._by_space = LOBTree()

    def of(self, space) -> tuple[Rule, ...]:
        """Return the rules of a space in their order."""
        return tuple(Rule(*one) for one in self._by_space[space.uid]) if space.uid in self._by_space else DEFAULT_RULES

    def of_site(self) -> tuple[Rule, ...]:
        """Return the rules of the site."""
        return DEFAULT_RULES

    def has_own(self, space) -> bool:
        """Return True if the space has rules of its own."""
        return space.uid in self._by_space

    def get(self, space, id: str) -> tuple[int, Rule]:
        """Return (number, rule) of a rule; raise :class:`NotFound` if there is none."""
        for number, rule in enumerate(self.of(space), 1):
            if rule.id == id:
                return number, rule
        raise NotFound()

    def cited(self, space, id: str) -> tuple[int | None, Rule]:
        """Return (number, rule) of the rule that a report names; rules change while reports are open.

        A rule of the site that the space has replaced has no number; a removed one of the space has no title either.
        """
        for number, rule in enumerate(self.of(space), 1):
            if rule.id == id:
                return number, rule
        return None, next((rule for rule in DEFAULT_RULES if rule.id == id), Rule(id, _("Removed rule"), ""))

    def add(self, act, space, title: str, text: str = "") -> Rule:
        """Add a rule at the end; the first one of its own replaces the default rules."""
        known = self.of(space) if self.has_own(space) else ()
        if len(known) >= MAX_RULES:
            raise BadInput(_("A space can have up to ${n} rules.", mapping={"n": MAX_RULES}))
        rule = Rule(random_letters(_LETTERS, 10), *_checked(title, text))
        self._by_space[space.uid] = tuple(tuple(one) for one in (*known, rule))
        site_of(space).event_log.append(act, RULE, space.uid, key=rule.id, before=None, after=rule.title)
        return rule

    def change(self, act, space, id: str, title: str, text: str) -> Rule:
        """Change the words of a rule of the space."""
        _number, before = self.get(space, id)
        title, text = _checked(title, text)
        self._by_space[space.uid] = tuple(
            (one.id, title, text) if one.id == id else tuple(one) for one in self.of(space)
        )
        if (title, text) != (before.title, before.text):
            site_of(space).event_log.append(act, RULE, space.uid, key=id, before=before.title, after=title)
        return Rule(id, title, text)

    def remove(self, act, space, id: str) -> None:
        """Remove a rule of the space; without the last one, the default rules apply."""
        _number, before = self.get(space, id)
        site_of(space).event_log.append(act, RULE, space.uid, key=id, before=before.title, after=None)
        left = tuple(tuple(one) for one in self.of(space) if one.id != id)
        if left:
            self._by_space[space.uid] = left
        else:
            self.forget(space.uid)

    def forget(self, uid: int) -> None:
        """Remove the rules of a space."""
        self._by_space.pop(uid, None)


def space_of(item):
    """Return the space of an item, which may be the item itself, or None."""
    while item is not None and not isinstance(item, Space):
        item = item.__parent__
    return item


def rules_at(item):
    """Yield the rules on which restrictions at ``item`` can be based: those of its space, and those of the site."""
    space, rules = space_of(item), site_of(item).rules
    if space is not None and rules.has_own(space):
        yield GroundList(_("Rules of this space"), _numbered(rules.of(space)))
    yield GroundList(_("Rules of the site"), _numbered(DEFAULT_RULES))


def _numbered(rules):
    return tuple(Ground(rule.id, number, rule.title) for number, rule in enumerate(rules, 1))


def includeme(config):
    config.add_restriction_ground("rules", rules_at)


def _checked(title: str, text: str) -> tuple[str, str]:
    title, text = " ".join(title.split()), text.strip()
    if not title:
        raise BadInput(_("Fill in: ${title}", mapping={"title": _("Title")}))
    if len(title) > MAX_TITLE_LENGTH or len(text) > MAX_TEXT_LENGTH:
        raise BadInput(_("A rule can have up to ${n} characters.", mapping={"n": MAX_TEXT_LENGTH}))
    return title, text
