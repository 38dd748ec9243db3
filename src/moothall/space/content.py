"""Spaces: coalitions and workspaces, and the directories they are in.

A space has members with roles, and policies, both in its access record.  Every new one gets the
sections that features add (``discussions``, ``documents``): see :func:`add_space_section`.
"""

from collections.abc import Callable

from BTrees.OOBTree import OOBTree
from pyramid.config import Configurator

from moothall.core.access import roles as R
from moothall.core.access import space_policies as D
from moothall.core.access.log_events import MEMBERSHIP, POLICY
from moothall.core.access.records import SPACE, AccessRecord, Grant
from moothall.core.base.errors import Conflict
from moothall.core.base.i18n import _
from moothall.core.base.registry import register, registered
from moothall.core.content.items import Container, Item, scope_of, site_of
from moothall.core.content.log_events import STATE
from moothall.core.event_log.log import ActionContext
from moothall.core.richtext import to_plain
from moothall.core.storage.databases import registry_of
from moothall.space.membership_review import ReviewRound


def add_space_section(config: Configurator, name: str, factory: Callable[[ActionContext], Item]) -> None:
    """Give every new space a section ``factory(act)`` under ``name``."""
    register(config, "section of a space", name, factory)


def space_sections(registry):
    """Return the factories of the sections of spaces, by name."""
    return registered(registry, "section of a space")


class Directory(Container):
    """A section of the site that contains spaces; anyone who is logged in may add one as a draft."""

    workflow = "site"
    state = "spaces"
    review_state = None


class Coalitions(Directory):
    """The directory and map of coalitions."""

    type_id = "coalitions"
    is_content = False


class Workspaces(Directory):
    """Workspaces that belong to no coalition: thematic communities."""

    type_id = "workspaces"


class Space(Container):
    """Base class of coalitions and workspaces."""

    #: Whether emails about a private space may contain titles and texts.
    emails_with_content = False
    workflow = "space"
    #: It begins as a draft, and site moderators decide.
    any_user_can_add = True
    text = ""
    pinned = ()

    def __init__(self, act, policies=None, state="draft", **fields):
        """Raise :class:`~moothall.core.base.errors.BadInput` for policies that contradict each other."""
        super().__init__(act, **fields)
        self.requests = OOBTree()
        self.answers = OOBTree()
        self.round = ReviewRound()
        self._first_policies = D.checked(policies or {})
        self._first_state = state

    @classmethod
    def create_in(cls, viewer, act, container, fields, name=None):
        # A space that an administrator or a site moderator adds needs no approval.
        trusted = not viewer.person.site_roles.isdisjoint((R.ADMINISTRATOR, R.SITE_MODERATOR))
        policies = {name: fields.pop(name) for name in D.POLICIES if name in fields}
        return container.add_item(
            act, cls(act, policies=policies, state="active" if trusted else "draft", **fields), name
        )

    def update(self, _viewer, act, fields):
        policies = {name: fields.pop(name) for name in D.POLICIES if name in fields}
        if policies:
            self.set_policies(act, policies)
        if fields:
            self.save(act, fields)

    def searchable_text(self):
        return to_plain(self.text)

    def check_deletable(self):
        self.check_no_unavailable()
        if any(len(room) if hasattr(room, "__len__") else True for room in self.values()):
            raise Conflict(_("The space still contains items. Move or delete them first, or archive the space."))

    @classmethod
    def fixed_types(cls, registry):
        return tuple(factory.type_id for factory in space_sections(registry).values())

    def check_removable(self, item):
        if item.__name__ in space_sections(registry_of(site_of(self))):
            raise Conflict(_("Every space has this. You can only delete it by deleting the whole space."))

    def delete_item(self, act, item):
        self.check_removable(item)
        super().delete_item(act, item)

    def on_added(self, act):
        site = site_of(self)
        record = AccessRecord(self.uid, SPACE, scope_of(self), policies=self._first_policies, state=self._first_state)
        del self._first_policies, self._first_state
        site.access.add(record)
        site.event_log.append(act, STATE, self.uid, after=record.state)
        for name, value in record.policies.items():
            site.event_log.append(act, POLICY, self.uid, key=name, after=value)
        if act.person is not None:
            site.access.set_grants(record, act.person, [Grant(R.OWNER, act.at, by=act.person)])
            site.event_log.append(act, MEMBERSHIP, self.uid, key=act.person, after=(R.OWNER,), since=act.at)
        for name, factory in space_sections(registry_of(site)).items():
            section = factory(act)
            section.creator = None
            self.add_item(act, section, name, fixed=True)

    @property
    def record(self):
        """Return the access record: policies, members, state."""
        return site_of(self).access.get(self.uid)

    @property
    def state(self):
        return self.record.state

    def state_at(self, past):
        return past.record(self.uid).state

    def apply_transition(self, act, _edition, transition, definition):
        site = site_of(self)
        before = self.state
        site.access.set_state(self.record, transition.target)
        site.event_log.append(act, STATE, self.uid, before=before, after=transition.target, version=definition.under)
        self.modified = act.at
        site.reindex(self)

    def stored_states(self):
        return ((None, self.state),)

    def replace_state(self, act, _key, before, after, under):
        site = site_of(self)
        site.access.set_state(self.record, after)
        site.event_log.append(act, STATE, self.uid, before=before, after=after, version=under)

    def set_policies(self, act, policies):
        """Change policies; those not named stay.  Rewrites no content.

        Raise :class:`~moothall.core.base.errors.BadInput` for values that contradict each other.
        """
        record = self.record
        wanted = D.checked({**record.policies, **policies})
        site = site_of(self)
        for name, value in wanted.items():
            if record.policies[name] != value:
                site.event_log.append(act, POLICY, self.uid, key=name, before=record.policies[name], after=value)
        if wanted != record.policies:
            site.access.set_policies(record, wanted)


class Coalition(Space):
    """A national coalition: a public page, members, and its workspaces."""

    type_id = "coalition"
    held_in = (Coalitions,)
    country = ""


class Workspace(Space):
    """A space where people work together: discussions, documents and other added items."""

    type_id = "workspace"
    held_in = (Workspaces, Coalition)
