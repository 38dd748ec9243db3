"""Workflow definitions as content: versions of a table, a draft of the next one, and what is active."""

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
from moothall.core.workflow.kinds import MANAGERS, OWNERS, kind_named, kind_of, workflow_kinds
from moothall.core.workflow.log_events import DEFINITION_VERSION
from moothall.core.workflow.validation import NotAWorkflow, check, problems, problems_against

#: What a version can be.
DRAFT, ACTIVE, RETIRED = "draft", "active", "retired"
STATUS = {DRAFT: _("Draft"), ACTIVE: _("Active"), RETIRED: _("Retired")}

#: A note says why a version was made.
MAX_NOTE_LENGTH = 1000


class ChangedMeanwhile(Conflict):
    """Somebody else has saved the draft since this person began to look at it."""

    default = _(
        "Someone else has changed this draft. Your changes are still here: compare them with the current "
        "draft, then save again."
    )


class DefinitionVersion(Persistent):
    """One version of a table.  Never changed once stored."""

    def __init__(self, data, by, at, note=""):
        self.data = data
        self.by = by
        self.at = at
        self.note = note


class Draft(Persistent):
    """The next version while it is being made.  ``revision`` changes with every save; ``base`` is what it began as."""

    def __init__(self, data, act, base=None):
        self.base = base
        self.save(data, act)

    def save(self, data, act):
        self.data = copy.deepcopy(data)
        self.by = act.person
        self.at = act.at
        self.revision = secrets.token_hex(8)


class Workflows(Container):
    """The workflow definitions of the site, in all their versions."""

    type_id = "workflows"
    workflow = "site"

    def of_kind(self, kind):
        """The definitions that can stand for a kind and are in force or may be, by id."""
        return {id: one for id, one in self.items() if one.kind == kind and one.active is not None}

    def copy_of(self, act, kinds, definition, id, title):
        """Begin another definition of the same kind, as a draft; raises :class:`BadInput` for an id that is taken."""
        data = {**definition.newest, "id": id, "kind": definition.kind, "title": title}
        return self.begin(act, kinds, data)

    def is_free(self, act, id):
        """Whether another definition can have this id: no other one has it, and no page stands at that address."""
        return id not in self and id not in RESERVED | act.reserved | {"import"}

    def begin(self, act, kinds, data):
        """Begin another definition with ``data`` as its first draft."""
        found = [one for one in problems(data, kinds) if not one.place]
        if found:
            raise NotAWorkflow(found)
        if not self.is_free(act, data["id"]):
            raise BadInput(_("There is already a workflow “${id}”.", mapping={"id": data["id"]}))
        return self.add_item(act, WorkflowDefinition(act, draft=data), data["id"], fixed=True)


class WorkflowDefinition(Item):
    """A table in all its versions.  A version, once stored, never changes; spaces name the version they use."""

    type_id = "workflow"
    workflow = "site"
    held_in = (Workflows,)
    review_state = None

    #: The number of the version that holds where this definition is used; ``None`` before the first, and when retired.
    active = None
    #: The next version while it is being made.
    draft = None
    #: The last change that made a version active, by which it can be taken back; and the version before it.
    last_change = None
    before_last = None

    def __init__(self, act, data=None, draft=None):
        """With ``data`` of its first version, which is active at once, or with a ``draft`` of it."""
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
        # What has never held, and what holds no more, is for administrators alone.
        return "container" if self.active is not None else "administration"

    def _store(self, data, act, note=""):
        number = self.versions.maxKey() + 1 if self.versions else 1
        self.versions[number] = DefinitionVersion(copy.deepcopy(data), act.person, act.at, note)
        return number

    # -- looking

    def data_of(self, number):
        """The data of a version; raises :class:`LookupError` where there is none."""
        return self.versions[number].data

    def status_of(self, number):
        return ACTIVE if number == self.active else RETIRED

    @property
    def newest(self):
        """The data that says best what it is: of the active version, else of the last, else of the draft."""
        number = self.newest_number
        return self.draft.data if number is None else self.data_of(number)

    @property
    def newest_number(self):
        """The number of the active version, else of the last; ``None`` before the first."""
        return self.active if self.active is not None else self.versions.maxKey() if self.versions else None

    @property
    def in_force(self):
        """The data of the active version, or of what holds on the site in its place; what a draft is compared with."""
        if self.active is not None:
            return self.data_of(self.active)
        site = site_of(self)
        uid, number = site.access.definitions[self.kind]
        return site.uids.get(uid).data_of(number)

    def used_in(self):
        """The uids of the scopes that are under this definition; ``None`` stands for the site."""
        access = site_of(self).access
        found = [None] if access.definitions[self.kind][0] == self.uid else []
        return found + sorted(access.under(self.uid))

    def problems(self, kinds):
        """Return what stands against making the draft active."""
        return problems_against(self.draft.data, self.in_force, kinds)

    # -- the draft

    def begin_draft(self, act, data=None):
        """Begin a draft of the next version, from what is active or from ``data``; raises :class:`Conflict`."""
        if self.draft is not None:
            raise Conflict(_("This workflow already has a draft. Continue with that one."))
        if data is not None:
            self._check_ours(data)
        base = self.active
        data = {**(self.newest if data is None else data), "id": self.__name__, "kind": self.kind}
        self.draft = Draft(data, act, base)
        return self.draft

    def save_draft(self, act, revision, data):
        """Save the draft; raises :class:`ChangedMeanwhile` unless ``revision`` is that of its last save.

        It may have problems: those stand against making it active.
        """
        self._check_revision(revision)
        self._check_ours(data)
        self.draft.save(data, act)

    def _check_ours(self, data):
        if kind_of(data) != self.kind or data["id"] != self.__name__:
            raise BadInput(_("This file is for another workflow: “${id}”.", mapping={"id": data["id"]}))

    def discard_draft(self, act, revision):
        """Throw the draft away; the definition as well where it has never been anything else."""
        self._check_revision(revision)
        self.draft = None
        if not self.versions:
            self.__parent__.delete_item(act, self)

    def _check_revision(self, revision):
        if self.draft is None:
            raise Conflict(_("The draft no longer exists: it was activated or discarded."))
        if revision != self.draft.revision:
            raise ChangedMeanwhile()

    def shipped_draft(self, act, kinds):
        """Begin a draft that says what a new site begins with."""
        named = {"id": self.__name__, "kind": self.kind, "title": str(self.title)}
        return self.begin_draft(act, {**kinds[self.kind].shipped(), **named})

    # -- becoming active

    def activate_draft(self, act, kinds, revision, moved=None):
        """Make the draft the next version, and let it hold; returns the job that does the rest, or ``None``.

        ``moved`` maps states that are gone to those that take their place.  Raises
        :class:`ChangedMeanwhile`, :class:`NotAWorkflow` and what :func:`activation.begin` raises.
        """
        self._check_revision(revision)
        self._check_against(self.draft.data, kinds)
        draft, number = self.draft, self._store(self.draft.data, act, act.reason)
        self.draft = None
        try:
            return self._let_hold(act, kinds, number, moved or {})
        except MoothallError:
            del self.versions[number]
            self.draft = draft
            raise

    def activate_data(self, act, kinds, data, moved=None):
        """Make ``data`` the next version, beside a draft that may be there, and let it hold."""
        self._check_ours(data)
        self._check_against(data, kinds)
        number = self._store(data, act, act.reason)
        try:
            return self._let_hold(act, kinds, number, moved or {})
        except MoothallError:
            del self.versions[number]
            raise

    def _check_against(self, data, kinds):
        found = problems_against(data, self.in_force, kinds)
        if found:
            raise NotAWorkflow(found)

    def activate_version(self, act, kinds, number, moved=None):
        """Let an earlier version hold again."""
        if number == self.active:
            raise Conflict(_("This version is already active."))
        return self._let_hold(act, kinds, number, moved or {})

    def take_back(self, act, kinds, moved=None):
        """Undo the last change: the version before it holds again, and what it had moved is moved back."""
        if self.before_last is None:
            raise Conflict(_("There is nothing to undo."))
        return self._let_hold(act, kinds, self.before_last, {**self.way_back(), **(moved or {})}, self.last_change)

    def way_back(self):
        """State that is only in the active version → the one it came from, where the last change says so."""
        moved = self.last_change.moved if self.last_change is not None else {}
        return {
            new: old
            for old, new in moved.items()
            if list(moved.values()).count(new) == 1 and new not in self.data_of(self.before_last)["states"]
        }

    def change_to(self, number, moved=None, undoing=None):
        """The change that lets a version hold."""
        targets = dict.fromkeys(self.used_in(), (self.uid, number))
        return Rollout(self.kind, targets, moved or {}, self.uid, number, undoing)

    def _let_hold(self, act, kinds, number, moved, undoing=None):
        check(self.data_of(number), kinds)
        title = _("“${workflow}”, version ${number}", mapping={"workflow": _(str(self.title)), "number": number})
        change = self.change_to(number, moved, undoing)
        return activation.begin(act, site_of(self), kind_named(kinds, self.kind), change, title)

    def take_effect(self, act, change):
        """Called in the moment in which a version becomes active."""
        self.before_last = None if change.undoing is not None else self.active
        self.last_change = None if change.undoing is not None else change
        self.active = change.number
        self.title = _(self.data_of(self.active)["title"])
        self.modified = act.at
        site_of(self).reindex(self)

    def retire(self, act):
        """Let it be used no more; raises :class:`Conflict` while something is under it."""
        if self.active is None:
            raise Conflict(_("It is not active."))
        if self.used_in():
            raise Conflict(_("The site or a space uses this workflow. Choose another one there first."))
        site = site_of(self)
        site.facts.append(act, DEFINITION_VERSION, self.uid, key=self.__name__, before=self.active, after=None)
        self.active = self.last_change = self.before_last = None
        site.reindex(self)


def check_may_choose(viewer, space):
    """Raise unless ``viewer`` may put ``space`` under another definition: its owners and administrators may."""
    if viewer.person.id is None:
        raise Unauthorized()
    if R.OWNER not in viewer.roles(space):
        raise Forbidden()
    if viewer.facts.inherited(space.uid)[1]:
        raise Conflict(_("Nothing can be changed here: the space is archived or paused."))


def kinds_to_choose(viewer, kinds, space):
    """Return the ids of the ``kinds`` of which ``viewer`` may choose another definition for ``space``."""
    manages = viewer.allowed(Permission.MANAGE, site_of(space)["workflows"])
    found = [kind.id for kind in kinds.values() if kind.chosen_by == OWNERS]
    return (*found, *(kind.id for kind in kinds.values() if manages and kind.chosen_by == MANAGERS))


def choose(act, kinds, site, scope, definition, kind, moved=None):
    """Put a scope (its uid; ``None``: the site) under a definition, or with ``None`` under what is around it.

    Returns the job that does what has to be done item by item, or ``None``.
    """
    if definition is not None:
        check(definition.data_of(definition.active), kinds)
    pointer = (definition.uid, definition.active) if definition is not None else None
    title = _(
        "Another workflow for “${place}”",
        mapping={"place": _(str((site if scope is None else site.uids.get(scope)).title))},
    )
    change = Rollout(kind, {scope: pointer}, moved or {})
    return activation.begin(act, site, kind_named(kinds, kind), change, title)


def create_workflows(act, site, name, registry):
    """Add the section of workflows to a new site, with the workflow of each kind."""
    workflows = Workflows(act, title=_("Workflows"))
    site.add(name, workflows)
    site.uids.add(workflows.uid, workflows)
    load_shipped(act, workflow_kinds(registry), workflows)
    # Until here, nothing had an access class.
    site.reindex(site)
    site.reindex(workflows)


def load_shipped(act, kinds, workflows):
    """Make content of the workflows that a new site begins with, and activate them; those there are stay."""
    access = workflows.__parent__.access
    for id in [id for id in kinds if id not in access.definitions]:
        definition = WorkflowDefinition(act, kinds[id].shipped())
        access.definitions[id] = (definition.uid, definition.active)
        workflows.__parent__.uids.add(definition.uid, definition)
        workflows.add_item(act, definition, id)
        workflows.__parent__.facts.append(act, DEFINITION_VERSION, definition.uid, key=id, after=definition.active)
    access.touch()
