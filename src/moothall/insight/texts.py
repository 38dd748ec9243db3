"""Reasons, changes and effects in words."""

from moothall.core.access import space_policies as D
from moothall.core.access.permissions import Permission
from moothall.core.authorization import explain as E
from moothall.core.authorization.simulation import GAINS, LOSSES
from moothall.core.base.i18n import _
from moothall.core.content.versions import Versioned
from moothall.people.profiles import Profile
from moothall.space.role_labels import ROLE_WORDS, SITE_ROLE_WORDS
from moothall.workflows.content import WorkflowDefinition
from moothall.workflows.texts import sentence as who_in_words

VISIBILITY = {
    D.PUBLIC: _("Everyone can read ${place}."),
    D.SIGNED_IN: _("Everyone who is logged in can read ${place}."),
    D.PRIVATE: _("Only readers and members of ${place} can read it."),
}
CREATION = {
    "members": _("In ${place}, members can add items."),
    "authors": _("In ${place}, authors and facilitators can add items."),
    "signed-in": _("In ${place}, everyone who is logged in can add items."),
}
MODERATION = {
    "pre": _("In ${place}, documents need approval."),
    "post": _("In ${place}, creators publish their own documents."),
}
DIAL_SENTENCES = {"visibility": VISIBILITY, "creation": CREATION, "moderation": MODERATION}
MASKS = {
    "discussion": _("The discussion is closed: nothing in it can be changed."),
    "archived": _("${place} is archived: it can only be read."),
    "suspended": _("${place} is paused: it can only be read."),
}
#: Direction → (of guests, of one, of many) for seeing, and for everything else.
SIGHT = {
    GAINS: _("Everyone without an account gains access to ${items}."),
    LOSSES: _("Everyone without an account loses access to ${items}."),
}
NO_DIFFERENCE = _("No one gains or loses access.")


class Words:
    """Says things to ``viewer``; ``people`` are the accounts, ``day`` says a date.

    ``reader``: the id of whoever reads it, who is called "you"; ``None`` where that is nobody it speaks of.
    """

    def __init__(self, localizer, viewer, people, day, reader=None):
        self._localizer, self._viewer, self._people, self._day = localizer, viewer, people, day
        self._reader = reader
        self.translate = localizer.translate

    # -- people and places

    def person(self, id):
        if id is None:
            return self.translate(_("Someone without an account"))
        account = self._people.by_id(id)
        return account.name if account is not None else self.translate(_("Former member"))

    def about(self, person, own, other, **mapping):
        """A sentence about somebody: ``own`` to themselves, ``other`` to everybody else."""
        if person is not None and person == self._reader:
            return self.translate(_(own, mapping=mapping))
        return self.translate(_(other, mapping={**mapping, "person": self.person(person)}))

    def title(self, item):
        """The title of an item as the viewer sees it."""
        if isinstance(item, Versioned):
            edition = self._viewer.shown(item)
            return edition.version.title if edition is not None else self.translate(_("Hidden item"))
        if isinstance(item, Profile):
            return self.person(item.creator)
        return self.translate(item.title) if self._viewer.sees(item) else self.translate(_("Hidden item"))

    def place(self, item):
        if item is None or not self._viewer.sees(item):
            return self.translate(_("A place you cannot see"))
        return self.translate(_("“${title}”", mapping={"title": self.title(item)}))

    def role(self, role):
        return self.translate(ROLE_WORDS[role])

    def principal(self, principal):
        """Who a stored principal is."""
        if principal.startswith("space:"):
            space = self._viewer.site.uids.get(int(principal[6:]))
            return self.translate(_("the members of ${space}", mapping={"space": self.place(space)}))
        groups = self._people.groups()
        if principal in groups:
            return self.translate(_("the group “${group}”", mapping={"group": groups[principal]}))
        return self.person(principal)

    # -- reasons

    def verdict(self, explanation):
        """Whether somebody may, in a sentence."""
        title = self.place(explanation.item)
        question = explanation.question
        if question.step is not None:
            step = explanation.definition.transitions.get(question.step)
            what = self.translate(_(step.title)) if step is not None else question.step
        else:
            what = self.translate(question.permission.action)
        own, other = (
            (_("You can do this with ${title}: “${what}”."), _("${person} can do this with ${title}: “${what}”."))
            if explanation.allowed
            else (
                _("You cannot do this with ${title}: “${what}”."),
                _("${person} cannot do this with ${title}: “${what}”."),
            )
        )
        return self.about(explanation.about, own, other, title=title, what=what)

    def reason(self, explanation, reason):
        """One fact in a sentence or two."""
        return self._REASONS[reason.kind](self, explanation.viewer.person.id, reason.item, reason.data)

    def _state(self, _person, item, data):
        if not data["has_state"]:
            return self.translate(
                _(
                    "${place} has no state of its own: it follows the place it is in.",
                    mapping={"place": self.place(item)},
                )
            )
        found = self.translate(
            _(
                "${place} is in the state “${state}”.",
                mapping={"place": self.place(item), "state": self.translate(_(data["state"].title))},
            )
        )
        return self._so(found, data["since"], data["by"])

    def _matrix(self, _person, _item, data):
        if data["question"].step is not None:
            if not data["row"]:
                return self.translate(_("This action is not available in that state."))
            return self._and(
                self.translate(
                    _("This action is for: ${who}.", mapping={"who": who_in_words(self.translate, data["row"])})
                ),
                *map(self.translate, data["obstacles"]),
            )
        if not data["row"]:
            return self.translate(_("No one can do this in that state. Only another state would allow it."))
        return self.translate(
            _("In that state, this is allowed for: ${who}.", mapping={"who": who_in_words(self.translate, data["row"])})
        )

    def _creator(self, person, item, data):
        if isinstance(item, Profile):
            return (
                self.about(person, _("This is your own profile."), _("This is the profile of ${person}."))
                if data["is"]
                else self.translate(_("This is the profile of someone else."))
            )
        if data["what"] == "deleter":
            return (
                self.about(person, _("You deleted it."), _("${person} deleted it."))
                if data["is"]
                else self.about(person, _("Someone else deleted it."), _("Someone other than ${person} deleted it."))
            )
        if not data["is"]:
            return self.about(person, _("Someone else created it."), _("Someone other than ${person} created it."))
        if data["reads"]:
            return self.about(person, _("You created it."), _("${person} created it."))
        return self.about(
            person,
            _("You created it, but that only counts while you can read the place it is in."),
            _("${person} created it, but that only counts while they can read the place it is in."),
        )

    def _dial(self, _person, item, data):
        said = self.translate(_(DIAL_SENTENCES[data["dial"]][data["value"]], mapping={"place": self.place(item)}))
        return self._so(said, data["since"], data["by"])

    def _membership(self, person, item, data):
        grant, place = data["grant"], self.place(item)
        if grant is None and (item is None or not self._viewer.sees(item)):
            return self.about(
                person,
                _("You are not a member of the space it is in."),
                _("${person} is not a member of the space it is in."),
            )
        if grant is None:
            return self.about(
                person, _("You are not a member of ${place}."), _("${person} is not a member of ${place}."), place=place
            )
        return self._given(
            data,
            self.about(
                person,
                _("You are a member of ${place}: ${role}."),
                _("${person} is a member of ${place}: ${role}."),
                place=place,
                role=self.role(grant.role),
            ),
        )

    def _grant(self, person, item, data):
        return self._given(
            data,
            self.about(
                person,
                _("You got the role “${role}” on ${place}."),
                _("${person} got the role “${role}” on ${place}."),
                place=self.place(item),
                role=self.role(data["grant"].role),
            ),
        )

    def _given(self, data, said):
        """With through whom, by whom, since and until when."""
        grant, through = data["grant"], data["through"]
        more = []
        if isinstance(through, str) and not through.startswith("space:"):
            more.append(_("Through ${principal}.", mapping={"principal": self.principal(through)}))
        elif through is not None:
            place = through if not isinstance(through, str) else None
            more.append(
                _(
                    "Through ${principal}.",
                    mapping={
                        "principal": self.translate(_("the members of ${space}", mapping={"space": self.place(place)}))
                    },
                )
            )
        since = self._day(grant.since.date())
        if grant.by is not None:
            more.append(_("Given by ${person} on ${date}.", mapping={"person": self.person(grant.by), "date": since}))
        else:
            more.append(_("Given on ${date}.", mapping={"date": since}))
        if grant.until is not None:
            text = _("Valid until ${date}.") if data["holds"] else _("It ended on ${date}.")
            more.append(_(text, mapping={"date": self._day(grant.until.date())}))
        return self._and(said, *(self.translate(one) for one in more))

    def _break(self, _person, item, _data):
        return self.translate(
            _(
                "${place} is restricted: it does not inherit access from the place it is in.",
                mapping={"place": self.place(item)},
            )
        )

    def _ban(self, person, item, data):
        ban = data["ban"]
        said = self.about(
            person,
            _("You are banned from ${place}: ${reason}"),
            _("${person} is banned from ${place}: ${reason}"),
            place=self.place(item),
            reason=ban.reason,
        )
        if ban.until is None:
            return said
        return self._and(said, self.translate(_("Valid until ${date}.", mapping={"date": self._day(ban.until.date())})))

    def _site(self, person, _item, data):
        if "disabled" in data:
            return self.translate(
                _(
                    "The account of ${person} is disabled: no one can log in with it.",
                    mapping={"person": self.person(data["disabled"])},
                )
            )
        return self.about(
            person,
            _("You have a site-wide role: ${role}."),
            _("${person} has a site-wide role: ${role}."),
            role=self.translate(SITE_ROLE_WORDS[data["role"]]),
        )

    def _role(self, person, _item, data):
        if person is None:
            return self.translate(_("People without an account count as visitors."))
        if data["roles"]:
            return self.about(
                person,
                _("So here you count as: ${roles}."),
                _("So here ${person} counts as: ${roles}."),
                roles=", ".join(self.role(role) for role in data["roles"]),
            )
        if data["signed_in"]:
            return self.about(
                person,
                _("So here you count as someone logged in, without a role."),
                _("So here ${person} counts as someone logged in, without a role."),
            )
        return self.about(person, _("So here you count as a visitor."), _("So here ${person} counts as a visitor."))

    def _mask(self, _person, item, data):
        said = self.translate(_(MASKS[data["by"]], mapping={"place": self.place(item)}))
        return self._so(said, data["since"], data["actor"])

    def _so(self, said, since, by):
        """With since when it is so, and by whom."""
        if since is None:
            return said
        date = self._day(since.date())
        if by is None:
            return self._and(said, self.translate(_("Set on ${date}.", mapping={"date": date})))
        return self._and(
            said,
            self.translate(_("Set on ${date} by ${person}.", mapping={"date": date, "person": self.person(by)})),
        )

    def _and(self, *sentences):
        return " ".join(sentences)

    # -- changes

    def change(self, change):
        """What will be true after a change."""
        return self._CHANGES[change.kind](self, change, {"place": self.place(change.item)})

    def _dials_turned(self, change, mapping):
        turned = change.differences() or change.dials
        return " ".join(
            self.translate(
                _(
                    "In ${place}, “${dial}” changes to: ${value}",
                    mapping={
                        **mapping,
                        "dial": self.translate(D.DIALS[name][0]),
                        "value": self.translate(D.DIALS[name][1][value]),
                    },
                )
            )
            for name, value in turned.items()
        )

    def _member_set(self, change, mapping):
        if not change.roles:
            return self.about(
                change.person,
                _("You are no longer a member of ${place}."),
                _("${person} is no longer a member of ${place}."),
                **mapping,
            )
        return self.about(
            change.person,
            _("You have these roles in ${place}: ${roles}."),
            _("${person} has these roles in ${place}: ${roles}."),
            **mapping,
            roles=", ".join(self.role(role) for role in change.roles),
        )

    def _banned(self, change, mapping):
        if change.banned:
            return self.about(
                change.person,
                _("You are banned from ${place} and count as a visitor there."),
                _("${person} is banned from ${place} and counts as a visitor there."),
                **mapping,
            )
        return self.about(
            change.person,
            _("You are no longer banned from ${place}."),
            _("${person} is no longer banned from ${place}."),
            **mapping,
        )

    def _granted(self, change, mapping):
        mapping["person"] = self.principal(change.principal)
        if change.role is None:
            return self.translate(_("The access of ${person} to ${place} is removed.", mapping=mapping))
        mapping["role"] = self.role(change.role)
        if change.principal == self._reader:
            return self.translate(_("You get the role “${role}” on ${place}.", mapping=mapping))
        return self.translate(_("${person} gets the role “${role}” on ${place}.", mapping=mapping))

    def _turned(self, change, mapping):
        text = (
            _("${place} inherits access again from the place it is in.")
            if change.inherits
            else _("Only people listed on ${place} have access to it.")
        )
        return self.translate(_(text, mapping=mapping))

    def _taken(self, change, mapping):
        mapping["step"] = self._step(change)
        return self.translate(_("This action is carried out on ${place}: ${step}.", mapping=mapping))

    def _step(self, change):
        step = change.step(self._viewer)
        return self.translate(_(step.title)) if step is not None else change.name

    def _moved(self, change, mapping):
        mapping["target"] = self.place(change.target)
        return self.translate(_("${place} moves to ${target}.", mapping=mapping))

    def _table(self, change, mapping):
        mapping["title"] = self.translate(_(change.table.title))
        if isinstance(change.item, WorkflowDefinition):
            return self.translate(_("Activate “${title}”", mapping=mapping))
        return self.translate(_("“${title}” says who can do what in ${place}.", mapping=mapping))

    def _chosen(self, change, mapping):
        said = []
        for kind, definition in change.chosen.items():
            mapping["title"] = self.translate(_(change.table(self._viewer.facts, kind).title))
            text = (
                _("“${title}” says who can do what in ${place}.")
                if definition is not None
                else _("“${title}” says who can do what in ${place} again, as in the place it is in.")
            )
            said.append(self.translate(_(text, mapping=mapping)))
        return " ".join(said)

    # -- effects

    def effect(self, effect):
        """Who gains and loses what in a few words: "12 people lose sight of 240 items."."""
        said = []
        for direction in (GAINS, LOSSES):
            people, uids = effect.affected((direction,), Permission.VIEW)
            if people:
                said += self._sight(direction, people, self.items(len(uids)))
            others = effect.without(direction, Permission.VIEW)
            if others.people:
                said.append(self._doing(direction, len(others.people), self.items(len(others.uids))))
        return " ".join(said) or self.translate(NO_DIFFERENCE)

    def items(self, n):
        return self.plural("${n} item", "${n} items", n)

    def people(self, n):
        return self.plural("${n} person", "${n} people", n)

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

    def plural(self, one, many, n, **mapping):
        return self._localizer.pluralize(one, many, n, domain="moothall", mapping={"n": n, **mapping})

    #: How a kind of reason is told.
    _REASONS = {
        E.STATE: _state,
        E.MATRIX: _matrix,
        E.CREATOR: _creator,
        E.DIAL: _dial,
        E.MEMBERSHIP: _membership,
        E.GRANT: _grant,
        E.BREAK: _break,
        E.BAN: _ban,
        E.SITE: _site,
        E.ROLE: _role,
        E.MASK: _mask,
    }

    #: How a kind of change is told.
    _CHANGES = {
        "dial": _dials_turned,
        "member": _member_set,
        "grant": _granted,
        "inherit": _turned,
        "transition": _taken,
        "move": _moved,
        "workflow": _table,
        "workflows": _chosen,
        "ban": _banned,
    }


def words_of(request):
    """The words for whoever sends a request."""
    return Words(request.localizer, request.viewer, request.people, request.clock.day, request.person.id)
