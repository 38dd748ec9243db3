"""Workflow definitions as content: versions, a draft of the next one, and the active version."""

import copy
import secrets

from BTrees.LOBTree import LOBTree
from persistent import Persistent

from moothall.core.access import roles as R
from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput, Conflict, Forbidden, MoothallError, Unauthorized
from moothall.core.base.i18n import _
from moothall.core.content.items import Container, Item, site_of
from moothall.core.content.slugs import RESERVED
from moothall.core.operations import activation
from moothall.core.operations.activation import Rollout
from moothall.core.workflow.guards import with_moments
from moothall.core.workflow.kinds import MANAGERS, OWNERS, kind_named, kind_of, workflow_kinds
from moothall.core.workflow.log_events import DEFINITION_VERSION
from moothall.core.workflow.validation import NotAWorkflow, check, problems, problems_against

#: The states of a version.
DRAFT, ACTIVE, RETIRED = "draft", "active", "retired"
STATUS = {DRAFT: _("Draft"), ACTIVE: _("Active"), RETIRED: _("Retired")}

#: Maximum length of a note, which gives the reason for a version.
MAX_NOTE_LENGTH = 1000


class DraftChanged(Conflict):
    """Raised if someone else has saved the draft since this person opened it."""

    default = _(
        "Someone else has changed this draft. Your changes are still here: compare them with the current "
        "draft, then save again."
    )


class DefinitionVersion(Persistent):
    """One version of a definition.  It never changes once stored."""

    def __init__(self, data, by, at, note=""):
        self.data = data
        self.by = by
        self.at = at
        self.note = note


class Draft(Persistent):
    """The next version during editing.  ``revision`` changes with every save; ``base`` is its first content."""

    def __init__(self, data, act, base=None):
        self.base = base
        self.save(data, act)

    def save(self, data, act):
        self.data = with_moments(copy.deepcopy(data), act.zone)
        self.by = act.person
        self.at = act.at
        self.revision = secrets.token_hex(8)


class Workflows(Container):
    """The workflow definitions of the site, in all their versions."""

    type_id = "workflows"
    is_content = False
    workflow = "site"

    def of_kind(self, kind):
        """Return the definitions of a kind that are active or can become so, by ID."""
        return {id: one for id, one in self.items() if one.kind == kind and one.active is not None}

    def copy_of(self, act, kinds, definition, id, title):
        """Add a definition of the same kind, as a draft; raise :class:`BadInput` for an ID that is taken."""
        data = {**definition.newest, "id": id, "kind": definition.kind, "title": title}
        return self.begin(act, kinds, data)

    def is_free(self, act, id):
        """Return True if a new definition can have this ID: no other one and no page has it."""
        return id not in self and id not in RESERVED | act.reserved | {"import"}

    def begin(self, act, kinds, data):
        """Add a definition with ``data`` as its first draft."""
        found = [one for one in problems(data, kinds) if not one.place]
        if found:
            raise NotAWorkflow(found)
        if not self.is_free(act, data["id"]):
            raise BadInput(_("There is already a workflow “${id}”.", mapping={"id": data["id"]}))
        return self.add_item(act, WorkflowDefinition(act, draft=data), data["id"], fixed=True)


class WorkflowDefinition(Item):
    """A workflow in all its versions.  A stored version never changes; spaces name the version they use."""

    type_id = "workflow"
    is_content = False
    workflow = "site"
    held_in = (Workflows,)
    review_state = None

    #: The number of the active version; ``None`` before the first, and when retired.
    active = None
    #: The draft of the next version.
    draft = None
    #: The last activation, which can be undone, and the version before it.
    last_change = None
    before_last = None

    def __init__(self, act, data=None, draft=None):
        """Add ``data`` as the first version, which is active immediately, or a ``draft`` of it."""
        first = data if data is not None else draft
        super().__init__(act, title=_(first["title"]))
        self.kind = kind_of(first)
        self.versions = LOBTree()
        if data is not None:
            self.active = self._store(data, act)
        else:
            self.draft = Draft(draft, act)

    @property
    def state(self):
        # Only administrators see definitions that were never active or are retired.
        return "container" if self.active is not None else "administration"

    def _store(self, data, act, note=""):
        number = self.versions.maxKey() + 1 if self.versions else 1
        self.versions[number] = DefinitionVersion(with_moments(copy.deepcopy(data), act.zone), act.person, act.at, note)
        return number

    def add_version(self, act, data):
        """Store data that need no check as the next version, which is not active yet; return its number."""
        return self._store(data, act)

    # -- reading

    def data_of(self, number):
        """Return the data of a version; raise :class:`LookupError` if there is none."""
        return self.versions[number].data

    def status_of(self, number):
        return ACTIVE if number == self.active else RETIRED

    @property
    def newest(self):
        """Return the most recent data: of the active version, else of the last, else of the draft."""
        number = self.newest_number
        return self.draft.data if number is None else self.data_of(number)

    @property
    def newest_number(self):
        """Return the number of the active version, else of the last; ``None`` before the first."""
        return self.active if self.active is not None else self.versions.maxKey() if self.versions else None

    @property
    def in_force(self):
        """Return the data to compare a draft with: of the active version, or of the one used on the site instead."""
        if self.active is not None:
            return self.data_of(self.active)
        site = site_of(self)
        uid, number = site.access.definitions[self.kind]
        return site.uids.get(uid).data_of(number)

    def used_in(self):
        """Return the UIDs of the scopes that use this definition; ``None`` stands for the site."""
        access = site_of(self).access
        found = [None] if access.definitions[self.kind][0] == self.uid else []
        return found + sorted(access.under(self.uid))

    def problems(self, kinds):
        """Return the problems that prevent activating the draft."""
        return problems_against(self.draft.data, self.in_force, kinds)

    # -- the draft

    def begin_draft(self, act, data=None):
        """Begin a draft of the next version, from the active one or ``data``.

        Raise :class:`Conflict` if there is a draft already.
        """
        if self.draft is not None:
            raise Conflict(_("This workflow already has a draft. Continue with that one."))
        if data is not None:
            self._check_ours(data)
        base = self.active
        data = {**(self.newest if data is None else data), "id": self.__name__, "kind": self.kind}
        self.draft = Draft(data, act, base)
        return self.draft

    def save_draft(self, act, revision, data):
        """Save the draft; raise :class:`DraftChanged` unless ``revision`` is that of its last save.

        It may have problems, which prevent activating it.
        """
        self._check_revision(revision)
        self._check_ours(data)
        self.draft.save(data, act)

    def _check_ours(self, data):
        if kind_of(data) != self.kind or data["id"] != self.__name__:
            raise BadInput(_("This file is for another workflow: “${id}”.", mapping={"id": data["id"]}))

    def discard_draft(self, act, revision):
        """Delete the draft, and the definition too if it never had a version."""
        self._check_revision(revision)
        self.draft = None
        if not self.versions:
            self.__parent__.delete_item(act, self)

    def _check_revision(self, revision):
        if self.draft is None:
            raise Conflict(_("The draft no longer exists: it was activated or discarded."))
        if revision != self.draft.revision:
            raise DraftChanged()

    def shipped_draft(self, act, kinds):
        """Begin a draft with the workflow of a new site."""
        named = {"id": self.__name__, "kind": self.kind, "title": str(self.title)}
        return self.begin_draft(act, {**kinds[self.kind].shipped(), **named})

    # -- activation

    def activate_draft(self, act, kinds, revision, moved=None, viewer=None):
        """Make the draft the next version and activate it; return the job that does the rest, or ``None``.

        ``moved`` maps removed states to their replacements.  Whether there is a job depends on what ``viewer`` sees;
        without one, on all items.  Raise :class:`DraftChanged`,
        :class:`NotAWorkflow` and what :func:`activation.begin` raises.
        """
        self._check_revision(revision)
        self._check_against(self.draft.data, kinds)
        draft, number = self.draft, self._store(self.draft.data, act, act.reason)
        self.draft = None
        try:
            return self._activate(act, kinds, number, moved or {}, viewer=viewer)
        except MoothallError:
            del self.versions[number]
            self.draft = draft
            raise

    def activate_data(self, act, kinds, data, moved=None, viewer=None):
        """Make ``data`` the next version and activate it; an existing draft stays."""
        self._check_ours(data)
        self._check_against(data, kinds)
        number = self._store(data, act, act.reason)
        try:
            return self._activate(act, kinds, number, moved or {}, viewer=viewer)
        except MoothallError:
            del self.versions[number]
            raise

    def _check_against(self, data, kinds):
        found = problems_against(data, self.in_force, kinds)
        if found:
            raise NotAWorkflow(found)

    def activate_version(self, act, kinds, number, moved=None, viewer=None):
        """Activate an earlier version again."""
        if number == self.active:
            raise Conflict(_("This version is already active."))
        return self._activate(act, kinds, number, moved or {}, viewer=viewer)

    def undo_activation(self, act, kinds, moved=None, viewer=None):
        """Undo the last activation: the version before it applies again, and replaced states are restored."""
        if self.before_last is None:
            raise Conflict(_("There is nothing to undo."))
        return self._activate(
            act, kinds, self.before_last, {**self.restored_states(), **(moved or {})}, self.last_change, viewer
        )

    def restored_states(self):
        """Return state that is only in the active version → the one it replaced in the last activation."""
        moved = self.last_change.moved if self.last_change is not None else {}
        return {
            new: old
            for old, new in moved.items()
            if list(moved.values()).count(new) == 1 and new not in self.data_of(self.before_last)["states"]
        }

    def change_to(self, number, moved=None, undoing=None):
        """Return the change that activates a version."""
        targets = dict.fromkeys(self.used_in(), (self.uid, number))
        return Rollout(self.kind, targets, moved or {}, self.uid, number, undoing)

    def _activate(self, act, kinds, number, moved, undoing=None, viewer=None):
        check(self.data_of(number), kinds)
        title = _("“${workflow}”, version ${number}", mapping={"workflow": _(str(self.title)), "number": number})
        change = self.change_to(number, moved, undoing)
        return activation.begin(act, site_of(self), kind_named(kinds, self.kind), change, title, viewer)

    def take_effect(self, act, change):
        """Record the activation of a version; called at the moment it becomes active."""
        self.before_last = None if change.undoing is not None else self.active
        self.last_change = None if change.undoing is not None else change
        self.active = change.number
        self.title = _(self.data_of(self.active)["title"])
        self.modified = act.at
        site_of(self).reindex(self)

    def retire(self, act):
        """Retire the definition; raise :class:`Conflict` while it is used."""
        if self.active is None:
            raise Conflict(_("It is not active."))
        if self.used_in():
            raise Conflict(_("The site or a space uses this workflow. Choose another one there first."))
        site = site_of(self)
        site.event_log.append(act, DEFINITION_VERSION, self.uid, key=self.__name__, before=self.active, after=None)
        self.active = self.last_change = self.before_last = None
        site.reindex(self)


def check_may_choose(viewer, space):
    """Raise an error unless ``viewer`` is an owner of ``space`` or an administrator, who choose its workflows."""
    if viewer.person.id is None:
        raise Unauthorized()
    if R.OWNER not in viewer.roles(space):
        raise Forbidden()
    if viewer.access_data.inherited(space.uid)[1]:
        raise Conflict(_("Nothing can be changed here: the space is archived or paused."))


def kinds_to_choose(viewer, kinds, space):
    """Return the IDs of those ``kinds`` for which ``viewer`` may choose another definition in ``space``."""
    manages = viewer.allowed(Permission.MANAGE, site_of(space)["workflows"])
    found = [kind.id for kind in kinds.values() if kind.chosen_by == OWNERS]
    return (*found, *(kind.id for kind in kinds.values() if manages and kind.chosen_by == MANAGERS))


def choose(act, kinds, site, scope, definition, kind, moved=None, viewer=None):
    """Choose a definition for a scope (its UID; ``None``: the site); ``None`` inherits it again.

    Return the job that changes the items, or ``None``, as :meth:`WorkflowDefinition.activate_draft` does.
    """
    if definition is not None:
        check(definition.data_of(definition.active), kinds)
    pointer = (definition.uid, definition.active) if definition is not None else None
    title = _(
        "Another workflow for “${place}”",
        mapping={"place": _(str((site if scope is None else site.uids.get(scope)).title))},
    )
    change = Rollout(kind, {scope: pointer}, moved or {})
    return activation.begin(act, site, kind_named(kinds, kind), change, title, viewer)


def create_workflows(act, site, name, registry):
    """Add the section of workflows to a new site, with the workflow of each kind."""
    workflows = Workflows(act, title=_("Workflows"))
    site.add(name, workflows)
    site.uids.add(workflows.uid, workflows)
    load_shipped(act, workflow_kinds(registry), workflows)
    # Items that were added before have no access class yet.
    site.reindex(site)
    site.reindex(workflows)


def load_shipped(act, kinds, workflows):
    """Add the workflows of a new site as content, and activate them; existing ones stay."""
    access = workflows.__parent__.access
    for id in [id for id in kinds if id not in access.definitions]:
        definition = WorkflowDefinition(act, kinds[id].shipped())
        access.definitions[id] = (definition.uid, definition.active)
        workflows.__parent__.uids.add(definition.uid, definition)
        workflows.add_item(act, definition, id)
        workflows.__parent__.event_log.append(act, DEFINITION_VERSION, definition.uid, key=id, after=definition.active)
    access.touch()
