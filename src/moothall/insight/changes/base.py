"""What every kind of change has in common."""

from datetime import UTC, datetime
from typing import NamedTuple

from moothall.core.errors import BadInput
from moothall.core.i18n import _
from moothall.core.viewer import Viewer


class Asker(NamedTuple):
    """Who asks: a viewer, and the store of people in the same snapshot."""

    viewer: Viewer
    people: object

    @property
    def site(self):
        return self.viewer.site


class Change:
    """A change of one ``item``, not made yet."""

    kind = ""

    def __init__(self, item):
        self.item = item

    @classmethod
    def read(cls, asker, item, sent):
        """Made from plain data; raises :class:`BadInput` with a sentence."""
        raise NotImplementedError

    def check(self, viewer):
        """Raise what the service would raise for ``viewer``."""
        raise NotImplementedError

    def overlay(self, viewer):
        """The facts as they would be after ``viewer`` has made the change."""
        raise NotImplementedError

    def apply(self, viewer, act, notify):
        """Make it, as ``viewer`` may; ``notify`` announces what happened."""
        raise NotImplementedError

    def roots(self):
        """The items in whose subtrees it can make a difference."""
        return [self.item]

    def concerns(self):
        """The id of the only person it can make a difference to, if there is only one."""

    def plain(self, people):
        """The plain data it can be read from again."""
        raise NotImplementedError


def until_of(value):
    """The end somebody sent, aware; ``None`` for none.  A date ends with that day in UTC."""
    if value is None or value == "":
        return None
    try:
        until = datetime.fromisoformat(value)
        if len(value) <= len("2026-12-31"):
            until = until.replace(hour=23, minute=59, second=59)
        return until.replace(tzinfo=UTC) if until.tzinfo is None else until.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise BadInput(_("“until” must be a date, or a date and a time, such as 2026-12-31.")) from None


def only(sent, *names):
    """Raise :class:`BadInput` when ``sent`` has more than ``names``."""
    for name in sent:
        if name not in names:
            raise BadInput(_("There is nothing called “${name}” in a change of this kind.",
                             mapping={"name": str(name)[:50]}))
