"""Base of the pages of the workflow editor."""

from moothall.administration.page import AdminPage
from moothall.core.access.permissions import Permission, permissions_of
from moothall.core.base.errors import BadInput, NotFound
from moothall.core.base.i18n import _
from moothall.core.operations import authoring
from moothall.core.operations.removed_states import removed_states
from moothall.core.workflow.definition import Definition
from moothall.core.workflow.kinds import kind_named, workflow_kinds
from moothall.ui.layout.components import Chip
from moothall.workflows.content import ACTIVE, DRAFT, RETIRED, STATUS, DraftChanged
from moothall.workflows.differences import Differences
from moothall.workflows.state_replacement import affected_query

LOOKS = {DRAFT: "draft", ACTIVE: "published", RETIRED: "closed"}
TEMPLATES = "moothall.workflows.administration:templates"


class EditorPage(AdminPage):
    """A page of ``/admin/workflows``; changes there require the permission to manage the site."""

    tab = "workflows"

    def __init__(self, context, request):
        super().__init__(context, request)
        if request.method == "POST":
            authoring.require(request, Permission.MANAGE, context)

    def rest(self, most=1):
        """Return the path segments after the page's name in the address, at most ``most``."""
        if len(self.request.subpath) > most:
            raise NotFound()
        return tuple(self.request.subpath)

    def no_rest(self):
        self.rest(0)

    @property
    def kinds(self):
        return workflow_kinds(self.request.registry)

    def word(self, title):
        """Return a title in the person's language; shipped titles are translated."""
        return self.translate(_(title))

    def chip(self, status):
        return Chip(self.translate(STATUS[status]), LOOKS[status])

    def kind(self, definition):
        """Return the title of the kind of workflow of a definition."""
        kind = self.kinds.get(definition.kind)
        return self.word(kind.shipped()["title"]) if kind is not None else definition.kind


class DefinitionPage(EditorPage):
    """A page about one definition."""

    @property
    def definition(self):
        return self.context.definition

    @property
    def workflow_kind(self):
        """Return the :class:`.WorkflowKind` of the definition."""
        return kind_named(self.kinds, self.definition.kind)

    def places(self, definition):
        """Return where a definition applies, as a text."""
        used = definition.used_in()
        spaces = len([uid for uid in used if uid is not None])
        words = [self.translate(_("the whole site"))] if None in used else []
        if spaces:
            words.append(
                self.request.localizer.pluralize(
                    "${n} space", "${n} spaces", spaces, domain="moothall", mapping={"n": spaces}
                )
            )
        return ", ".join(words) or self.translate(_("nowhere"))

    def differences(self, before, after):
        return Differences(self.translate, before, after, permissions_of(self.request.registry)).sentences()

    def where(self, data, place):
        """Return the address at which a problem of a draft can be corrected."""
        part, _slash, rest = place.partition("/")
        id = rest.partition("/")[0]
        if part in ("states", "matrix") and id in data["states"]:
            return self.url(self.context, "state", id)
        if part == "transitions" and id in data["transitions"]:
            return self.url(self.context, "step", id)
        return self.url(self.context, "draft") + "#whole"

    def problem_rows(self, data, problems):
        """Return (address of the correction, message) of each problem of a draft."""
        return [(self.where(data, one.place), self._in_words(data, one)) for one in problems]

    def _in_words(self, data, problem):
        part, _slash, rest = problem.place.partition("/")
        sentence, step = self.translate(problem.message), data["transitions"].get(rest.partition("/")[0])
        if part != "transitions" or step is None or not step["title"].strip():
            return sentence
        # The message refers to "this step".
        return self.translate(
            _("“${title}”: ${sentence}", mapping={"title": self.word(step["title"]), "sentence": sentence})
        )

    def removed_states(self, data):
        """Return the states that are removed if ``data``, which must be valid, apply wherever the definition does."""
        tables = dict.fromkeys(self.definition.used_in(), (None, Definition(data)))
        return removed_states(self.request.site, self.workflow_kind, tables, self.viewer)

    def affected_url(self, page="affected", number=None, moved=None, item=None):
        """Return the address of the preview of who is affected if the draft, or another version, becomes active.

        With ``item``, the preview is about its application there.
        """
        id = self.definition.__name__ if number is None else f"{self.definition.__name__}:{number}"
        return self.url(
            self.definition if item is None else item,
            page,
            query=affected_query({"kind": "workflow", "definition": id}, moved),
        )

    def running(self):
        """Return the running job that activates another version of this kind, if there is one."""
        if self.definition.kind not in self.request.site.access.changes:
            return None
        return next(
            (
                job
                for job in self.request.site.jobs.open
                if job.is_shown and job.arguments.get("kind") == self.definition.kind
            ),
            None,
        )

    def job_url(self, job):
        return self.url(self.context.__parent__.__parent__, "jobs", job.id)

    def after(self, job, said):
        """Return the address to continue at after an activation: the job, or this page if it is done."""
        if job is not None:
            return self.back(None, self.context.__parent__.__parent__, "jobs", job.id)
        return self.back(said)


class DraftPage(DefinitionPage):
    """A page about a part of the draft.  Each form contains the revision it was made from."""

    #: The part of a form to which an error belongs.
    refused = ""

    def __init__(self, context, request):
        super().__init__(context, request)
        if self.definition.draft is None and request.method != "POST":
            raise NotFound()

    @property
    def draft(self):
        return self.definition.draft

    def kept(self, typed, stored):
        """Return the text to store: the previous one if the form was sent back unchanged."""
        return stored if typed == self.word(stored) else typed

    def save(self, change, again):
        """Save the draft that ``change(data)`` returns; on errors ``again(error)`` shows the typed values."""
        try:
            draft = self.draft
            data = change(draft.data) if draft is not None else None
            self.definition.save_draft(self.request.act(), self.request.POST.get("revision", ""), data)
        except DraftChanged as error:
            self.request.response.status_int = error.status
            return again(self.translate(error.message))
        except BadInput as error:
            self.request.response.status_int = 422
            self.refused = getattr(error, "field", "")
            return again(self.translate(error.message))
        return self.back("workflow-saved", self.context, "draft")

    def problems_at(self, *places):
        """Return (position, message) of problems that prevent activating the draft, at these positions."""
        return [
            (one.place, self.translate(one.message))
            for one in self.definition.problems(self.kinds)
            if any(one.place == place or one.place.startswith(f"{place}/") for place in places)
        ]
