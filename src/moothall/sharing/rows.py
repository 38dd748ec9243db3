"""The rows of the list of grants on an item."""

from dataclasses import dataclass, field

from moothall.core.authorization import sharing
from moothall.core.base.collation import sort_key
from moothall.core.base.i18n import _
from moothall.sharing.names import USER
from moothall.sharing.texts import roles_text, scopes_around
from moothall.space.content import Space
from moothall.ui.layout.components import PersonLink
from moothall.ui.layout.presenters import Action, Link


@dataclass(slots=True)
class AccessRow:
    """A principal with current or expired access: its roles, the ``details``, and what can be changed."""

    person: PersonLink
    roles: str
    details: list[str] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    place: Link | None = None


class AccessRows:
    """The rows about ``view.context``."""

    def __init__(self, view, principals):
        self._view = view
        self._principals = principals
        self._item = view.context
        self._now = view.request.now
        self._givable = set(sharing.grantable_roles(view.viewer, self._item))

    def given(self):
        """Return the current and future grants on the item itself."""
        return [self._row(who, item=self._item, grants=held, acts=True) for who, held, _over in self._grants() if held]

    def ended(self):
        """Return the expired grants on the item itself that are still stored."""
        return [
            self._row(who, item=self._item, grants=over, acts=True, is_over=True)
            for who, held, over in self._grants()
            if not held
        ]

    def from_around(self):
        """Return the grants on the folders the item is in, as far as the viewer may see them."""
        rows = []
        for outer, record in scopes_around(self._view.viewer, self._item):
            for stored, grants in record.grants.items():
                held = [grant for grant in grants if grant.holds(self._now)]
                who = self._principals.show(stored) if held else None
                if who is not None:
                    row = self._row(who, outer, held)
                    row.place = Link(self._view.translate(outer.title), self._view.url(outer))
                    rows.append(row)
        return rows

    def _grants(self):
        """Return (principal, current grants, expired grants) on the item, by name; people in a space are members."""
        found = []
        for stored, grants in sharing.grants_on(self._item).items():
            who = self._principals.show(stored)
            if who is not None and not (who.kind == USER and isinstance(self._item, Space)):
                over = [grant for grant in grants if grant.has_ended(self._now)]
                found.append((who, [grant for grant in grants if grant not in over], over))
        found.sort(key=lambda one: sort_key(one[0].title))
        return found

    def _row(self, who, item, grants, acts=False, is_over=False):
        translate = self._view.translate
        roles = list(dict.fromkeys(grant.role for grant in grants))
        may = acts and set(roles) <= self._givable
        return AccessRow(
            who.someone,
            roles_text(translate, item, roles),
            self._details(who, grants, is_over),
            self._actions(who, is_over) if may else [],
        )

    def _details(self, who, grants, is_over):
        view, translate = self._view, self._view.translate
        grant = grants[0]
        ends = [one.until for one in grants]
        details = []
        if is_over:
            details.append(translate(_("ended on ${date}", mapping={"date": self._day(max(ends))})))
        elif None not in ends:
            details.append(translate(_("until ${date}", mapping={"date": self._day(max(ends))})))
        if grant.is_kept_by(who.stored):
            details.append(translate(_("kept when access was restricted, while they can read the place it is in")))
        elif grant.by is not None:
            details.append(translate(_("given by ${person}", mapping={"person": view.request.names.name(grant.by)})))
        if grant.sponsor is not None:
            name = view.request.names.name(grant.sponsor)
            details.append(translate(_("sponsor: ${person}", mapping={"person": name})))
        return details

    def _day(self, at):
        return self._view.clock.end(at)

    def _actions(self, who, is_over):
        view, translate = self._view, self._view.translate
        remove = Action(
            translate(_("Remove")),
            view.url(self._item, "sharing", "remove", query={"principal": who.key}),
            title=translate(_("Remove ${name}", mapping={"name": who.title})),
        )
        if not view.may_give:
            return [remove]
        change = translate(_("Give access again") if is_over else _("Change"))
        again = Action(
            change,
            view.url(self._item, "sharing", query={"principal": who.key}, anchor="give"),
            title=translate(_("${action}: ${name}", mapping={"action": change, "name": who.title})),
        )
        return [again, remove]
