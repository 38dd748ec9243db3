"""Decisions about editions: publication, changes to published content, deletion."""

from moothall.core.access.records import REPOSITORY, SPACE
from moothall.core.base.i18n import _
from moothall.core.content.items import scope_of
from moothall.core.content.schema import TermsType
from moothall.core.content.terms import term_title
from moothall.core.content.types import type_of
from moothall.core.decisions.kinds import DecisionPreview, role_reason
from moothall.core.decisions.state_kinds import StateDecisionType
from moothall.core.richtext import stored
from moothall.core.workflow.kinds import workflow_kinds
from moothall.ui.page import path_of

#: Fields that the page shows elsewhere.
SHOWN_OTHERWISE = frozenset({"title", "description", "text", "subjects", "language", "url", "file", "alternative"})


class EditionDecisionType(StateDecisionType):
    """An edition of a document, file or resource that waits for a transition.

    It covers every workflow whose items have editions.
    """

    def __init__(self, id, title, state=None, accept="", others=()):
        super().__init__(id, title, (), state, accept, others)

    def workflows_in(self, registry):
        return [kind.id for kind in workflow_kinds(registry).values() if kind.with_editions]

    def word(self, request, waiting):
        translate = request.localizer.translate
        said = _("Change") if self.state == "proposed" and waiting.edition.has_live else self.title
        return f"{translate(said)} · {translate(type_of(request, waiting.item).title)}"

    def rule(self, request, waiting):
        translate, members_record = (
            request.localizer.translate,
            request.viewer.access_data.inherited(scope_of(waiting.item))[2],
        )
        if members_record.kind == REPOSITORY:
            return translate(_("You decide because you are a reviewer of the repository."))
        if members_record.kind != SPACE:
            return translate(_("You decide because you manage this site."))
        return role_reason(
            request,
            members_record,
            _("You decide because you are a facilitator of “${place}”."),
            _("You decide because you were made a facilitator here."),
        )

    def show(self, request, waiting):
        item, version = waiting.item, waiting.edition.version
        return DecisionPreview(
            self.heading(request, waiting),
            version.language or None,
            (item.workflow, waiting.edition.state, scope_of(item)),
            version.description,
            stored(version.get("text") or ""),
            tuple(details_of(request, item, version)),
            version.get("file"),
            path_of(request, item) + "download",
            version.get("alternative") or "",
            version.get("url") or "",
        )


def details_of(request, item, version):
    """Return (title, text) of the other fields."""
    for node in type_of(request, item).schema().children:
        value = version.get(node.name)
        if not value or node.name in SHOWN_OTHERWISE:
            continue
        if isinstance(node.typ, TermsType):
            value = ", ".join(term_title(request, node.name, one) for one in value)
        if isinstance(value, str):
            yield request.localizer.translate(node.title), value


def includeme(config):
    config.add_decision_type(
        EditionDecisionType("publication", _("Publication"), "proposed", "approve", ("request_changes",))
    )
    config.add_decision_type(
        EditionDecisionType("deletion", _("Deletion"), "deletion_requested", "delete", ("refuse_deletion",))
    )
    config.add_decision_type(EditionDecisionType("step", _("Next action")))
