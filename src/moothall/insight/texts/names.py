"""The names of people, places, roles and numbers in explanations, as one viewer may read them."""

from moothall.core.access.principals import group_name, space_uid
from moothall.core.base.collation import sort_key
from moothall.core.base.i18n import _
from moothall.core.content.versioned import Versioned
from moothall.people.profiles import Profile
from moothall.space.role_labels import ROLE_WORDS


class Names:
    """Names for ``viewer``; ``people`` are the accounts, ``day`` formats a date.

    ``reader``: the ID of the person who reads the text and is addressed as "you"; ``None`` if no one is.
    """

    def __init__(self, localizer, viewer, people, clock, reader=None):
        self._localizer, self._viewer, self._people, self._clock = localizer, viewer, people, clock
        self._reader = reader
        self.translate = localizer.translate

    def person(self, id):
        if id is None:
            return self.translate(_("Someone without an account"))
        account = self._people.by_id(id)
        return account.name if account is not None else self.translate(_("Former member"))

    def about(self, person, own, other, **mapping):
        """Return the sentence about a person: ``own`` if they are the reader, else ``other``."""
        if person is not None and person == self._reader:
            return self.translate(_(own, mapping=mapping))
        return self.translate(_(other, mapping={**mapping, "person": self.person(person)}))

    def title(self, item):
        """Return the title of an item as the viewer sees it."""
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
        """Return the name of a stored principal."""
        uid, group = space_uid(principal), group_name(principal)
        if uid is not None:
            space = self._viewer.site.uids.get(uid)
            return self.translate(_("the members of ${space}", mapping={"space": self.place(space)}))
        if group is not None:
            title = self._people.groups().get(group, group)
            return self.translate(_("the group “${group}”", mapping={"group": title}))
        return self.person(principal)

    def units(self, principals):
        """Return the names of groups and spaces that stand for everyone in them, sorted."""
        return sorted(map(self.unit, principals), key=sort_key)

    def unit(self, principal):
        """Return the name of a group or a space that stands for everyone in it."""
        uid, group = space_uid(principal), group_name(principal)
        if uid is not None:
            space = self._viewer.site.uids.get(uid)
            if space is None or not self._viewer.sees(space):
                return self.translate(_("everyone in a space you cannot see"))
            return self.translate(_("everyone in ${place}", mapping={"place": self.place(space)}))
        title = self._people.groups().get(group, group)
        return self.translate(_("everyone in the group “${group}”", mapping={"group": title}))

    def items(self, n):
        return self.plural("${n} item", "${n} items", n)

    def people(self, n):
        return self.plural("${n} person", "${n} people", n)

    def plural(self, one, many, n, **mapping):
        return self._localizer.pluralize(one, many, n, domain="moothall", mapping={"n": n, **mapping})
