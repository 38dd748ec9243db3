"""Workflow definitions in the API: their versions, and for administrators the draft and actions on it."""

from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput, NotFound
from moothall.core.base.i18n import _
from moothall.core.content.root import Root
from moothall.core.operations import authoring, removed_states
from moothall.core.workflow import yaml_format
from moothall.core.workflow.definition import Definition
from moothall.core.workflow.kinds import kind_named, workflow_kinds
from moothall.core.workflow.validation import check
from moothall.web.api.representation import moment
from moothall.web.api.service import Service, text_of
from moothall.workflows.content import MAX_NOTE_LENGTH, WorkflowDefinition, Workflows


class _Service(Service):
    """Base of both services."""

    @property
    def kinds(self):
        return workflow_kinds(self.request.registry)


class DefinitionsService(_Service):
    """``POST /workflows`` with ``definition``: adds one, as a draft."""

    def post(self):
        authoring.require(self.request, Permission.MANAGE, self.context)
        definition = self.context.begin(self.request.act(), self.kinds, definition_of(self.body(), self.kinds))
        response = self.request.response
        response.status_int = 201
        response.location = self.url(item=definition)
        return self.show.whole(definition)


class DefinitionService(_Service):
    """One definition.  Reading needs the permission to view it; everything else needs "manage"."""

    segments = 1

    def versions(self):
        rest = self.rest()
        if not rest:
            return {"@id": self.url("@versions"), "items": versions_of(self.show, self.context)}
        number = int(rest[0]) if rest[0].isascii() and rest[0].isdecimal() and len(rest[0]) < 10 else 0
        if number not in self.context.versions:
            raise NotFound()
        return {
            **version_of(self.show, self.context, number),
            "definition": yaml_format.tidy(self.context.data_of(number)),
        }

    def patch(self):
        """Save ``definition`` as the draft, created if missing; ``revision`` is that of its last save."""
        self._must_manage()
        body, shown = self.body(), self.show.whole(self.context)
        self.refuse_unknown(body, {*shown, "definition", "revision", "draft"})
        if "@id" in body and "revision" not in body and body.get("definition") == shown["definition"]:
            # A response to ``GET`` that is sent back changes nothing.
            return shown
        data = definition_of(body, self.kinds)
        if self.context.draft is None:
            self.context.begin_draft(self.request.act(), data)
        else:
            self.context.save_draft(self.request.act(), text_of(body, "revision", 100), data)
        return self.show.whole(self.context)

    def activate(self):
        """Activate the draft, or the earlier ``version``."""
        self._must_manage()
        self.no_rest()
        body = self.body(optional=True)
        moved = body.get("moved") or {}
        if not isinstance(moved, dict) or not all(isinstance(one, str) for one in moved.values()):
            raise BadInput(_("“moved” must map the IDs of removed states to the IDs of others."))
        act = self.request.act(text_of(body, "note", MAX_NOTE_LENGTH))
        number, revision = body.get("version"), text_of(body, "revision", 100)
        if number is None:
            if self.context.draft is not None and not self.context.problems(self.kinds):
                self._check_removed(self.context.draft.data, moved)
            job = self.context.activate_draft(act, self.kinds, revision, moved, self.viewer)
        elif type(number) is int and number in self.context.versions:
            self._check_removed(self.context.data_of(number), moved)
            job = self.context.activate_version(act, self.kinds, number, moved, self.viewer)
        else:
            raise BadInput(_("That version does not exist."))
        return self._answer(job)

    def undo_activation(self):
        self._must_manage()
        self.no_rest()
        if self.context.before_last is not None:
            self._check_removed(self.context.data_of(self.context.before_last), self.context.restored_states())
        return self._answer(self.context.undo_activation(self.request.act(), self.kinds, viewer=self.viewer))

    def _check_removed(self, data, moved):
        """Raise :class:`BadInput` unless ``moved`` replaces each removed state with items that this person sees."""
        tables = dict.fromkeys(self.context.used_in(), (None, Definition(data)))
        kind = kind_named(self.kinds, self.context.kind)
        removed_states.check(removed_states.removed_states(self.request.site, kind, tables, self.viewer), moved)

    def _must_manage(self):
        self.require_login()
        authoring.require(self.request, Permission.MANAGE, self.context)

    def _answer(self, job):
        return {"@id": self.url(), "version": self.context.active, "job": None if job is None else self._job(job)}

    def _job(self, job):
        return self.url("@jobs", job.id, item=self.request.site)


class JobsService(Service):
    """``@jobs/<id>``: the progress of a background job, for people who manage the site."""

    segments = 1

    def get(self):
        rest = self.rest()
        job = self.request.site.jobs.shown(rest[0]) if rest else None
        if job is None or not self.viewer.allowed(Permission.MANAGE, self.context):
            raise NotFound()
        return {
            "@id": self.url("@jobs", job.id),
            "state": job.state,
            "done": job.done,
            "total": job.total,
            "error": job.error,
            "title": self.translate(job.title),
        }


def definition_of(body, kinds):
    """Return the validated definition in a body; raise :class:`BadInput` if it is invalid."""
    data = body.get("definition")
    if not isinstance(data, dict):
        raise BadInput(_("“definition” must be an object with the workflow definition."))
    check(data, kinds)
    return yaml_format.tidy(data)


def version_of(show, definition, number):
    """Return the fields of one version."""
    stored = definition.versions[number]
    return {
        "@id": show.url(definition, "@versions", str(number)),
        "version": number,
        "state": definition.status_of(number),
        "actor": show.login(stored.by),
        "time": moment(stored.at),
        "comments": stored.note,
    }


def versions_of(show, definition):
    """Return all versions, newest first."""
    return [version_of(show, definition, number) for number in reversed(list(definition.versions))]


def workflow_fields(show, definition):
    """Return the fields of a definition in the API beside those of all items."""
    found = {
        "version": definition.active,
        "kind": definition.kind,
        "definition": definition.newest,
        "versions": [
            {
                "@id": show.url(definition, "@versions", str(number)),
                "version": number,
                "state": definition.status_of(number),
            }
            for number in reversed(list(definition.versions))
        ],
    }
    draft = definition.draft
    if draft is not None and show.viewer.allowed(Permission.MANAGE, definition):
        found["draft"] = {
            "definition": draft.data,
            "revision": draft.revision,
            "actor": show.login(draft.by),
            "time": moment(draft.at),
            "problems": [
                {"place": one.place, "message": show.translate(one.message)}
                for one in definition.problems(workflow_kinds(show.request.registry))
            ],
        }
    return found


def includeme(config):
    config.add_service(DefinitionsService, attr="post", context=Workflows, method="POST", asks=Permission.ADD)
    config.add_service(DefinitionService, name="@versions", attr="versions", context=WorkflowDefinition)
    config.add_service(
        DefinitionService, attr="patch", context=WorkflowDefinition, method="PATCH", asks=Permission.EDIT
    )
    config.add_service(DefinitionService, name="@activate", attr="activate", context=WorkflowDefinition, method="POST")
    config.add_service(
        DefinitionService, name="@take-back", attr="undo_activation", context=WorkflowDefinition, method="POST"
    )
    config.add_service(JobsService, name="@jobs", attr="get", context=Root)
