"""The access that a person gave in a space, and would still have, for the page that ends their membership."""

from moothall.core.access.principals import space_uid
from moothall.core.authorization import sharing
from moothall.core.authorization.given_access import given_by, still_held
from moothall.core.base.i18n import _
from moothall.core.content.uids import uid_name
from moothall.space import members
from moothall.space.content import Space
from moothall.space.principal_names import external_id, kind_of, title_of_principal
from moothall.space.role_labels import ROLE_WORDS
from moothall.ui.badges import title_of


class RemainingAccess:
    """The access that remains after the membership of a person: what they gave, and what they have otherwise."""

    def __init__(self, request, space, account):
        self._request = request
        self._viewer = request.viewer
        self._space = space
        self._translate = request.localizer.translate
        self._person = account.id
        self.given = given_by(self._viewer, space, account.id)
        self.still = still_held(self._viewer, space, account.person)

    # -- on pages

    def consequences(self, own=False):
        """Return a sentence for each way in which the person would still have access."""
        return [self._translate(self._still_in(one, own)) for one in self.still]

    def _still_in(self, one, own):
        mapping = {"principal": title_of_principal(self._request, one.principal), "item": self._title(one.item)}
        if one.principal == self._person:
            said = (
                _("You still have the access you were given on “${item}”."),
                _("Still in: access given on “${item}”."),
            )
        elif not one.is_certain:
            said = (
                _("If you are in “${principal}”, you still have access to “${item}” through it."),
                _("If they are in “${principal}”, they are still in “${item}” through it."),
            )
        elif one.item is self._space:
            said = (_("You are still in through “${principal}”."), _("Still in through “${principal}”."))
        else:
            said = (
                _("You are still in “${item}” through “${principal}”."),
                _("Still in “${item}” through “${principal}”."),
            )
        return _(said[0] if own else said[1], mapping=mapping)

    def choices(self):
        """Return (value, label) of everything the person gave, for a form that removes it."""
        return [(_key(one), self._translate(self._given(one))) for one in self.given]

    def _given(self, one):
        roles = ", ".join(self._translate(ROLE_WORDS[role]) for role in one.roles)
        mapping = {
            "principal": title_of_principal(self._request, one.principal),
            "item": self._title(one.item),
            "roles": roles,
        }
        return _("“${item}” for ${principal}: ${roles}", mapping=mapping)

    def _title(self, item):
        return title_of(self._viewer, self._translate, item)

    def revoke(self, act, chosen):
        """Remove the ``chosen`` of the choices; return the events to announce."""
        return [self._revoke(act, one) for one in self.given if _key(one) in chosen]

    def _revoke(self, act, one):
        if isinstance(one.item, Space) and kind_of(one.principal) == "user":
            members.check_may_change(self._viewer, one.item, one.principal, ())
            return members.remove_member(act, one.item, one.principal)
        return sharing.revoke(self._viewer, act, one.item, one.principal, self._person)

    # -- in the API

    def plain(self, url, moment):
        """Return both lists as plain data; ``url`` returns the address of an item, ``moment`` formats a time."""

        def entry(one):
            return {
                "@id": url(one.item),
                "title": self._title(one.item),
                "id": external_id(self._request.site, self._request.people, one.principal, self._viewer),
                "type": kind_of(one.principal),
                "principal": title_of_principal(self._request, one.principal),
                "roles": list(one.roles),
                "until": moment(one.until),
            }

        return {
            "given": [entry(one) for one in self.given],
            "still_in_through": [{**entry(one), "certain": one.is_certain} for one in self.still],
        }


def _key(one):
    """Return the value of a choice."""
    space = space_uid(one.principal)
    return f"{uid_name(one.item.uid)} {one.principal if space is None else uid_name(space)}"
