"""Sentences that say why a person can or cannot do something."""

from moothall.core.access import roles as R
from moothall.core.access import space_policies as D
from moothall.core.authorization import explain as E
from moothall.core.base.i18n import _
from moothall.insight.texts.names import Names
from moothall.people.profiles import Profile
from moothall.people.site_role_labels import SITE_ROLE_WORDS
from moothall.ui.layout.dates import concatenate
from moothall.workflows.texts import sentence as tokens_text

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
POLICY_SENTENCES = {"visibility": VISIBILITY, "creation": CREATION, "moderation": MODERATION}
MASKS = {
    "discussion": _("The discussion is closed: nothing in it can be changed."),
    "archived": _("${place} is archived: it can only be read."),
    "suspended": _("${place} is paused: it can only be read."),
}


class Reasons(Names):
    """Sentences with the result of a question about access, and each of its reasons."""

    def answer(self, explanation, allowed=None):
        """Return a sentence that says if the person may; ``allowed`` is the answer if it is not that of everything."""
        title = self.place(explanation.item)
        question = explanation.question
        if question.step is not None:
            step = explanation.definition.transitions.get(question.step)
            what = self.translate(_(step.title)) if step is not None else question.step
        else:
            what = self.translate(question.permission.action)
        own, other = (
            (_("You can do this with ${title}: “${what}”."), _("${person} can do this with ${title}: “${what}”."))
            if (explanation.allowed if allowed is None else allowed)
            else (
                _("You cannot do this with ${title}: “${what}”."),
                _("${person} cannot do this with ${title}: “${what}”."),
            )
        )
        return self.about(explanation.about, own, other, title=title, what=what)

    def reason(self, explanation, reason):
        """Return one reason in a sentence or two."""
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
                    _("This action is for: ${who}.", mapping={"who": tokens_text(self.translate, data["row"])})
                ),
                *map(self.translate, data["obstacles"]),
            )
        if not data["row"]:
            return self.translate(_("No one can do this in that state. Only another state would allow it."))
        return self.translate(
            _("In that state, this is allowed for: ${who}.", mapping={"who": tokens_text(self.translate, data["row"])})
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
        if data["reads"] and data["needs"] == R.ADDS:
            return self.about(
                person,
                _("You created it, but for this you must be able to add such an item there today."),
                _("${person} created it, but for this they must be able to add such an item there today."),
            )
        if data["reads"] and data["needs"] is not None:
            return self.about(
                person,
                _("You created it, but for this you must be a member there, or be able to add such an item."),
                _("${person} created it, but for this they must be a member there, or be able to add such an item."),
            )
        if data["reads"]:
            return self.about(person, _("You created it."), _("${person} created it."))
        return self.about(
            person,
            _("You created it, but that only counts while you can read the place it is in."),
            _("${person} created it, but that only counts while they can read the place it is in."),
        )

    def _policy(self, _person, item, data):
        said = self.translate(_(POLICY_SENTENCES[data["dial"]][data["value"]], mapping={"place": self.place(item)}))
        return self._so(said, data["since"], data["by"])

    def _membership(self, person, item, data):
        grant, place = data["grant"], self.place(item)
        if "to" in data:
            return self._given_to_all(item, data)
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
        if "to" in data:
            return self._given_to_all(item, data)
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

    def _given_to_all(self, item, data):
        """Say what everyone in a group or a space was given; the members may be hidden."""
        mapping = {
            "people": self.unit(data["to"]),
            "role": self.role(data["grant"].role),
            "place": self.place(item),
        }
        return self._given(
            {"through": None, **data},
            self.translate(_("The role “${role}” on ${place} is held by ${people}.", mapping=mapping)),
        )

    def _given(self, data, said):
        """Add through whom, by whom, since and until when a role was given."""
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
        since = self._clock.day(grant.since)
        if grant.by is not None:
            more.append(_("Given by ${person} on ${date}.", mapping={"person": self.person(grant.by), "date": since}))
        else:
            more.append(_("Given on ${date}.", mapping={"date": since}))
        if grant.until is not None:
            text = _("Valid until ${date}.") if data["holds"] else _("It ended on ${date}.")
            more.append(_(text, mapping={"date": self._clock.end(grant.until)}))
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
        return self._and(said, self.translate(_("Valid until ${date}.", mapping={"date": self._clock.end(ban.until)})))

    def _silence(self, person, item, data):
        silence = data["silence"]
        said = self.about(
            person,
            _("You can read but not write in ${place}: ${reason}"),
            _("${person} can read but not write in ${place}: ${reason}"),
            place=self.place(item),
            reason=silence.reason,
        )
        if silence.until is None:
            return said
        date = self._clock.end(silence.until)
        return self._and(said, self.translate(_("Valid until ${date}.", mapping={"date": date})))

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
        """Add since when it is so, and by whom."""
        if since is None:
            return said
        date = self._clock.day(since)
        if by is None:
            return self._and(said, self.translate(_("Set on ${date}.", mapping={"date": date})))
        return self._and(
            said,
            self.translate(_("Set on ${date} by ${person}.", mapping={"date": date, "person": self.person(by)})),
        )

    def _and(self, *sentences):
        return concatenate(sentences, " ")

    #: Kind of reason → method that describes it.
    _REASONS = {
        E.STATE: _state,
        E.MATRIX: _matrix,
        E.CREATOR: _creator,
        E.POLICY: _policy,
        E.MEMBERSHIP: _membership,
        E.GRANT: _grant,
        E.BREAK: _break,
        E.BAN: _ban,
        E.SILENCE: _silence,
        E.SITE: _site,
        E.ROLE: _role,
        E.MASK: _mask,
    }
