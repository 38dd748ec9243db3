"""Sentences about who gains and who loses access by a change."""

from moothall.core.access.permissions import Permission
from moothall.core.authorization.simulation import GAINS, LOSSES
from moothall.core.base.i18n import _
from moothall.insight.texts.names import Names

#: Direction → texts (visitors, one person, several), for viewing and for everything else.
SIGHT = {
    GAINS: _("Everyone without an account gains access to ${items}."),
    LOSSES: _("Everyone without an account loses access to ${items}."),
}
NO_DIFFERENCE = _("No one gains or loses access.")


class Effects(Names):
    """Sentences with the effect of a change, in numbers."""

    def effect(self, effect):
        """Return a short text on who gains and loses what: "12 people lose sight of 240 items."."""
        said = []
        for direction in (GAINS, LOSSES):
            people, uids = effect.affected((direction,), Permission.VIEW)
            if people:
                said += self._sight(direction, people, self.items(len(uids)))
            others = effect.without(direction, Permission.VIEW)
            if others.people:
                said.append(self._doing(direction, len(others.people), self.items(len(others.uids))))
        return " ".join(said) or self.translate(NO_DIFFERENCE)

    def _sight(self, direction, people, items):
        n = len(people - {None})
        if n and direction == GAINS:
            yield self.plural(
                "${n} person gains access to ${items}.", "${n} people gain access to ${items}.", n, items=items
            )
        elif n:
            yield self.plural(
                "${n} person loses access to ${items}.", "${n} people lose access to ${items}.", n, items=items
            )
        if None in people:
            yield self.translate(_(SIGHT[direction], mapping={"items": items}))

    def _doing(self, direction, n, items):
        if direction == GAINS:
            return self.plural(
                "${n} person can do more with ${items}.", "${n} people can do more with ${items}.", n, items=items
            )
        return self.plural(
            "${n} person can do less with ${items}.", "${n} people can do less with ${items}.", n, items=items
        )
