"""Format the audit log as sentences, with the names of people and items that a viewer may know."""

from moothall.core.access.principals import group_name, space_uid, with_kind
from moothall.core.base.i18n import _
from moothall.core.content.items import scope_of
from moothall.core.content.types import types_of
from moothall.core.event_log.kinds import (
    ACCESS,
    ACCOUNTS,
    LOGINS,
    OTHER,
    PLACES,
    RULES,
    STATES,
    kind_of,
    registered_kinds,
)
from moothall.people.site_role_labels import SITE_ROLE_WORDS
from moothall.space.role_labels import ROLE_WORDS
from moothall.ui.display_names import FORMER
from moothall.ui.layout.dates import Clock
from moothall.ui.layout.presenters import Link
from moothall.ui.page import path_of

CATEGORY_WORDS = {
    ACCESS: _("Access"),
    ACCOUNTS: _("Accounts"),
    LOGINS: _("Logins"),
    RULES: _("Workflows"),
    STATES: _("States"),
    PLACES: _("Added, moved, deleted"),
    OTHER: _("Other"),
}
SITE_ITSELF = _("The site itself")
SOMEBODY = _("Someone")
SOMETHING = _("an item you cannot see")
SOMETHING_GONE = _("a deleted item")
NOTHING = _("nothing")


class EventFormatter:
    """Format entries of the audit log, for ``viewer`` in the language of ``localizer``."""

    def __init__(self, registry, viewer, people, localizer):
        self.registry = registry
        self.viewer = viewer
        self.clock = Clock(viewer.now, localizer)
        self.translate = localizer.translate
        self._site = viewer.site
        self._people = people
        self._known = {}

    def sentence(self, entry):
        """Return what happened, also for a kind that no feature registers any more."""
        found = registered_kinds(self.registry).get(entry.kind)
        return self.translate((found.format if found is not None else _unknown)(self, entry))

    def category(self, entry):
        """Return the category of the kind of an entry; :data:`OTHER` for kinds that are not registered."""
        kind = kind_of(self.registry, entry.kind)
        return kind.category if kind is not None else OTHER

    # -- parts of sentences

    def name(self, person):
        """Return the name of a person; of the site itself for ``None``."""
        if person is None:
            return self.translate(SITE_ITSELF)
        account = self._people.by_id(person)
        return account.name if account is not None else self.translate(FORMER)

    def login(self, person):
        """Return the username of a person; ``None`` if the account is gone."""
        account = self._people.by_id(person) if person is not None else None
        return account.login if account is not None else None

    def principal(self, principal):
        """Return the name of a principal: of a person or a group, or the members of a space."""
        if not isinstance(principal, str):
            return self.translate(SOMEBODY)
        principal = with_kind(principal)
        uid, group = space_uid(principal), group_name(principal)
        if uid is not None:
            return self.translate(_("the members of ${space}", mapping={"space": self.item(uid)}))
        if group is not None:
            return self._people.groups().get(group) or self.name(principal)
        return self.name(principal)

    def item(self, uid):
        """Return the title of an item in quotation marks, as far as the viewer may know of it."""
        return self._item(uid)[0]

    def link(self, uid):
        """Return a link to an item that the viewer may see, or ``None``."""
        title, url = self._item(uid)
        return Link(title, url) if url else None

    def sees(self, uid):
        """Return True for an item that exists and that the viewer may see."""
        return bool(self._item(uid)[1])

    def _item(self, uid):
        found = self._known.get(uid)
        if found is None:
            found = self._known[uid] = self._look_up(uid)
        return found

    def _look_up(self, uid):
        if uid == self._site.uid:
            return self.translate(_("the whole site")), "/"
        item = self._site.uids.get(uid) if uid is not None else None
        if item is None:
            return self.translate(SOMETHING_GONE), ""
        if not self.viewer.sees(item):
            return self.translate(SOMETHING), ""
        title = self.translate(_("“${title}”", mapping={"title": self.translate(item.title)}))
        return title, self.address(item)

    def address(self, item):
        """Return the path of an item, as if the site were at the root of its host, since exports have no request."""
        return path_of(_Plain, item)

    def roles(self, roles):
        """Return the titles of roles, separated by commas."""
        words = [self.translate(ROLE_WORDS.get(role) or SITE_ROLE_WORDS.get(role) or role) for role in roles or ()]
        return ", ".join(words) or self.translate(NOTHING)

    def state(self, entry, state):
        """Return the title of a state by the workflow that applies to the item today."""
        item = self._site.uids.get(entry.subject)
        if item is None or state is None:
            return state or self.translate(NOTHING)
        found = self.viewer.access_data.definition(item.workflow, scope_of(item)).states.get(state)
        return self.translate(_(found.title)) if found is not None else state

    def step(self, entry, step):
        """Return the title of a transition by the workflow that applies to the item today."""
        item = self._site.uids.get(entry.subject)
        if item is None:
            return str(step)
        found = self.viewer.access_data.definition(item.workflow, scope_of(item)).transitions.get(step)
        return self.translate(_(found.title)) if found is not None else str(step)

    def type(self, type_id):
        """Return the title of a content type; its id if it is not registered."""
        found = types_of(self.registry).get(type_id)
        return self.translate(found.title) if found is not None else str(type_id)

    def day(self, at):
        return self.clock.day(at)

    def end(self, until):
        return self.clock.end(until)

    def common(self, entry):
        """Return the variables of every sentence: actor, person and item."""
        return {"actor": self.name(entry.actor), "person": self.name(entry.person), "item": self.item(entry.subject)}


class _Plain:
    """A stand-in for a request where there is none: addresses begin at the root of the site."""

    script_name = ""


def _unknown(formatter, entry):
    said = {**formatter.common(entry), "kind": entry.kind}
    if entry.subject is None:
        return _("Something else happened: “${kind}”, by ${actor}.", mapping=said)
    return _("Something else happened to ${item}: “${kind}”, by ${actor}.", mapping=said)
