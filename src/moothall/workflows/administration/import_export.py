"""Definitions as files, and comparison of two versions: ``export``, ``import`` and ``compare``."""

from pyramid.response import Response

from moothall.core.base.errors import BadInput, NotFound
from moothall.core.base.i18n import _
from moothall.core.workflow import yaml_format
from moothall.core.workflow.validation import NotAWorkflow
from moothall.workflows.administration.base import TEMPLATES, DefinitionPage
from moothall.workflows.administration.places import DefinitionPlace, WorkflowsPlace


class ExportPage(DefinitionPage):
    """``export?version=``: a version, or the draft, as a YAML file."""

    def show(self):
        definition = self.definition
        wanted = self.request.GET.get("version", "draft")
        if wanted == "draft" and definition.draft is not None:
            data, name = definition.draft.data, "draft"
        else:
            data, name = version_of(definition, wanted), wanted
        return Response(
            yaml_format.write(data),
            content_type="application/yaml",
            charset="utf-8",
            content_disposition=(f'attachment; filename="{definition.__name__}-{name}.yaml"'),
        )


class ComparePage(DefinitionPage):
    """``compare?from=1&to=2``: the differences between two versions, as sentences."""

    def show(self):
        definition, asked = self.definition, self.request.GET
        numbers = [str(number) for number in definition.versions]
        before, after = asked.get("from", ""), asked.get("to", "")
        changes = self.differences(self._data(before), self._data(after))
        choices = [(number, self.translate(_("Version ${number}", mapping={"number": number}))) for number in numbers]
        if definition.draft is not None:
            choices.append(("draft", self.translate(_("Draft"))))
        return self.admin_page(
            _("Compare versions of “${title}”", mapping={"title": self.word(definition.title)}),
            changes=changes,
            choices=choices,
            before=before,
            after=after,
            action=self.url(self.context, "compare"),
        )

    def _data(self, wanted):
        if wanted == "draft" and self.definition.draft is not None:
            return self.definition.draft.data
        return version_of(self.definition, wanted)


class ImportPage(DefinitionPage):
    """``import``: a file becomes the draft of the definition it names, or of a new one."""

    def show(self, errors=(), text=""):
        return self.admin_page(
            _("Import a workflow"),
            errors=errors,
            text=text,
            action=self.url(self.context, "import"),
            largest=yaml_format.MAX_BYTES,
        )

    def send(self):
        posted, workflows = self.request.POST, self.request.site["workflows"]
        text = posted.get("text", "").strip()
        try:
            data = yaml_format.read(self._uploaded() or text, self.kinds)
            definition = workflows.get(data["id"])
            if definition is None:
                definition = workflows.begin(self.request.act(), self.kinds, data)
            elif definition.draft is None:
                definition.begin_draft(self.request.act(), data)
            elif "instead" not in posted:
                raise BadInput(
                    _(
                        "“${title}” already has a draft. Tick the box to replace it with the file.",
                        mapping={"title": self.word(definition.title)},
                    )
                )
            else:
                definition.save_draft(self.request.act(), definition.draft.revision, data)
        except NotAWorkflow as error:
            self.request.response.status_int = 422
            return self.show([self._said(one) for one in error.problems], text)
        except BadInput as error:
            self.request.response.status_int = 422
            return self.show([self.translate(error.message)], text)
        return self.back("workflow-saved", self.context[definition.__name__], "draft")

    def _said(self, problem):
        sentence = self.translate(problem.message)
        return f"{problem.place}: {sentence}" if problem.place else sentence

    def _uploaded(self):
        sent = self.request.POST.get("file")
        if not hasattr(sent, "file"):
            return ""
        raw = sent.file.read(yaml_format.MAX_BYTES * 4 + 1)
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            raise BadInput(
                _("This is not a workflow definition. Export an existing workflow to see the format.")
            ) from None


def version_of(definition, wanted):
    """Return the data of a version by its number as text; raise :class:`NotFound` if there is none."""
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 10) or int(wanted) not in definition.versions:
        raise NotFound()
    return definition.data_of(int(wanted))


def includeme(config):
    config.add_view(ExportPage, attr="show", name="export", context=DefinitionPlace, request_method="GET")
    config.add_view(
        ComparePage,
        attr="show",
        name="compare",
        context=DefinitionPlace,
        request_method="GET",
        renderer=f"{TEMPLATES}/compare.pt",
    )
    template = f"{TEMPLATES}/import.pt"
    config.add_page(ImportPage, "import", context=WorkflowsPlace, template=template)
