"""Show and find the people, groups and spaces to whom access is given."""

from typing import NamedTuple

from moothall.core.access.person import is_person_id
from moothall.core.access.principals import group_name, group_principal
from moothall.core.base.collation import folded, sort_key
from moothall.core.base.i18n import _
from moothall.core.search.query import ContentQuery
from moothall.people.lookup import MIN_LENGTH, find, has_words
from moothall.sharing import names
from moothall.sharing.names import GROUP, PREFIX, SPACE, USER
from moothall.space.content import Space
from moothall.ui.display_names import FORMER
from moothall.ui.layout.components import PersonLink
from moothall.ui.layout.presenters import avatar_of
from moothall.ui.page import path_of

#: Maximum number of principals that a search returns.
FOUND = 20


class Principal(NamedTuple):
    """A principal as shown: its form ``stored``, ``kind``, ``id`` in the API, and ``key`` in addresses of pages."""

    stored: str
    kind: str
    id: str
    key: str
    title: str
    someone: PersonLink

    @property
    def login(self):
        return self.id if self.kind == USER else None


class Principals:
    """The principals of ``item`` for the viewer of ``request``; those they may not see are not found."""

    def __init__(self, request, item):
        self._request = request
        self._item = item
        self._people = request.people
        self._translate = request.localizer.translate
        self._groups = None

    @property
    def groups(self):
        if self._groups is None:
            self._groups = self._people.groups()
        return self._groups

    def resolve(self, id, kind=None):
        """Return the stored form of a principal, named as in the API or in a page.

        Raise :class:`BadInput` if there is none, or none that this viewer may know of.
        """
        return names.principal_from_id(self._request.viewer, self._people, self._item, id, kind)

    def show(self, stored):
        """Return the :class:`Principal` that is ``stored``; ``None`` if it was deleted."""
        if stored.startswith(PREFIX):
            return self._shown_space(stored, int(stored[len(PREFIX) :]))
        if is_person_id(stored):
            account, id = self._people.by_id(stored), self._called(stored)
            name = account.name if account is not None else self._translate(FORMER)
            return Principal(stored, USER, id, names.PERSON + stored, name, self._request.names(stored))
        group = group_name(stored)
        title = self.groups.get(group)
        if title is None:
            return None
        someone = PersonLink(title, avatar_of(title, stored), "", self._translate(_("Group")))
        return Principal(stored, GROUP, group, stored, title, someone)

    def _shown_space(self, stored, uid):
        space = self._request.site.uids.get(uid)
        if space is None:
            return None
        if not self._request.viewer.sees(space):
            title = self._translate(_("A space you cannot see"))
            return self._named(stored, SPACE, self._called(stored), title, _("All its members"))
        return self._named(
            stored,
            SPACE,
            self._called(stored),
            self._translate(space.title),
            _("All members of this space"),
            path_of(self._request, space),
        )

    def _called(self, stored):
        return names.external_id(self._request.site, self._people, stored, self._request.viewer)

    def _named(self, stored, kind, id, title, about, url=""):
        someone = PersonLink(title, avatar_of(title, stored), url, self._translate(about))
        return Principal(stored, kind, id, id, title, someone)

    def find(self, text):
        """Return people, groups and spaces with these words in their name; people also by username."""
        words = folded(text).split()
        if len("".join(words)) < MIN_LENGTH:
            return []
        # People get access to a space as members.
        people = [] if isinstance(self._item, Space) else find(self._people, text)
        spaces = [
            item
            for item in ContentQuery(self._request.viewer).of("workspace", "coalition").items()
            if item is not self._item
            and has_words(words, self._translate(item.title))
            and self._request.viewer.access_data.is_active(item.uid)
        ]
        spaces.sort(key=lambda item: sort_key(self._translate(item.title)))
        stored = [
            *(account.id for account in people[:FOUND]),
            *(group_principal(id) for id, title in self.groups.items() if has_words(words, f"{title} {id}")),
            *(f"{PREFIX}{space.uid}" for space in spaces),
        ]
        return [self.show(one) for one in stored[:FOUND]]
