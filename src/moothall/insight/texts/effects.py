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
#: The same for groups and spaces whose people the reader cannot list.
UNITS_IN_SIGHT = {
    GAINS: _("Access to ${items} is gained by: ${units}."),
    LOSSES: _("Access to ${items} is lost by: ${units}."),
}
UNITS_DOING = {
    GAINS: _("More can be done with ${items} by: ${units}."),
    LOSSES: _("Less can be done with ${items} by: ${units}."),
}
NO_DIFFERENCE = _("No one gains or loses access.")


class Effects(Names):
    """Sentences with the effect of a change, in numbers."""

    def effect(self, effect):
        """Return a short text on who gains and loses what: "12 people lose sight of 240 items."."""
        said = []
        for direction in (GAINS, LOSSES):
            seen = effect.affected((direction,), Permission.VIEW)
            said += self._sight(direction, seen.people, self.items(len(seen.uids)))
            if seen.units:
                said.append(self._by_units(UNITS_IN_SIGHT[direction], seen))
            others = effect.without(direction, Permission.VIEW)
            if others.people:
                said.append(self._doing(direction, len(others.people), self.items(len(others.uids))))
            if others.units:
                said.append(self._by_units(UNITS_DOING[direction], others))
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

    def _by_units(self, text, affected):
        mapping = {"items": self.items(len(affected.uids)), "units": ", ".join(self.units(affected.units))}
        return self.translate(_(text, mapping=mapping))

    def _doing(self, direction, n, items):
        if direction == GAINS:
            return self.plural(
                "${n} person can do more with ${items}.", "${n} people can do more with ${items}.", n, items=items
            )
        return self.plural(
            "${n} person can do less with ${items}.", "${n} people can do less with ${items}.", n, items=items
        )
