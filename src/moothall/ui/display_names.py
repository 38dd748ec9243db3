"""People as pages show them: name, avatar and, for people who are logged in, a link to the profile.

Guests see names on public content only, and get no address of a profile.
"""

from moothall.core.base.i18n import _
from moothall.ui.layout.components import PersonLink
from moothall.ui.layout.presenters import avatar_of
from moothall.ui.page import avatar_url

FORMER = _("Former member")


class DisplayNames:
    """Names of people by opaque ID, looked up once per request."""

    def __init__(self, request):
        self._people = request.people
        self._logged_in = request.person.id is not None
        self._translate = request.localizer.translate
        self._known = {}

    def __call__(self, person_id):
        """Return the link to a person; a deleted account is shown as a former member."""
        found = self._known.get(person_id)
        if found is None:
            found = self._known[person_id] = self._look_up(person_id)
        return found

    def name(self, person_id):
        return self(person_id).name

    def _look_up(self, person_id):
        account = self._people.by_id(person_id)
        if account is None:
            name = self._translate(FORMER)
            return PersonLink(name, avatar_of(name, person_id or ""))
        if not account.enabled:
            # Content keeps the name of its author; profile and picture no longer exist.
            return PersonLink(account.name, avatar_of(account.name, person_id))
        url = f"/people/{person_id}" if self._logged_in else ""
        return PersonLink(
            account.name, avatar_of(account.name, person_id, avatar_url(account)), url, account.organisation
        )


def includeme(config):
    config.add_request_method(DisplayNames, "names", reify=True)
