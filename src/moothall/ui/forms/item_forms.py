"""Pages that add, edit, delete and change the state of any item.

The schema of a type defines the fields, :mod:`moothall.ui.forms` renders them, and
:mod:`moothall.core.operations.authoring` performs the operation.
"""

import colander
import deform
from pyramid.httpexceptions import HTTPNotFound
from pyramid.renderers import render_to_response

from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput, Conflict, Forbidden
from moothall.core.base.i18n import _
from moothall.core.content.draft_conflicts import mark_merged
from moothall.core.content.items import Item
from moothall.core.content.schema import CHANGE_NOTE, RichTextType, UploadType, change_note_node
from moothall.core.content.types import type_of, types_of
from moothall.core.content.versioned import Versioned
from moothall.core.operations import authoring, revisions
from moothall.core.workflow import transition as steps
from moothall.ui.forms.edit_conflicts import edit_conflict
from moothall.ui.forms.page import BASIS_FIELD, MERGED_FIELD, FormPage, number_in
from moothall.ui.layout.components import Confirmation
from moothall.ui.page import View
from moothall.ui.rule_choice import RULE, cited_act, rule_choice
from moothall.ui.status_messages import reason_for_state
from moothall.web import unsent_forms
from moothall.web.access_help import TRANSITION

#: The button that saves and then sends the item to those who decide, and the transitions that send it.
SEND_AGAIN, SENDING = "send_again", ("resubmit", "submit")
#: The control of a confirmation that discards the unpublished version only.
DISCARDS = "discards"
#: The control with the number of the published version that a draft replaces although it changed meanwhile.
REPLACES = "replaces"
FORM, QUESTION = "moothall.ui:templates/form.pt", "moothall.ui:templates/question.pt"


class AddPage(FormPage):
    """``add/<type>``: a form for a new item."""

    segments = 1
    said = "item-added"
    autocomplete = "off"

    def __init__(self, context, request):
        super().__init__(context, request)
        if len(request.subpath) != 1:
            raise HTTPNotFound()
        types = types_of(request.registry)
        self.type = types.get(request.subpath[0])
        if self.type is None or not isinstance(context, self.type.factory.held_in) or self.type.schema is None:
            raise HTTPNotFound()
        authoring.require_adding(request, context, self.type.id)

    @property
    def title(self):
        return self.type.adding or _("Add: ${type}", mapping={"type": self.translate(self.type.title)})

    @property
    def button(self):
        return self.type.send or _("Save")

    def schema(self):
        return self.type.schema()

    def values(self):
        return {}

    def submit(self, values):
        item = authoring.add(self.request, self.context, self.type.id, values)
        return self.back(self.said, item)


class EditPage(FormPage):
    """``edit``: a form for the edition that this person works on."""

    autocomplete = "off"

    def __init__(self, context, request):
        super().__init__(context, request)
        self.type = type_of(request, context)
        if self.type.schema is None:
            raise HTTPNotFound()
        authoring.require(request, Permission.EDIT, context)

    @property
    def title(self):
        return _("Edit: ${title}", mapping={"title": self.translate(self.context.title)})

    def schema(self):
        schema = self.type.schema()
        hidden = self.context.fields_hidden_from(self.viewer)
        schema.children = [node for node in schema.children if node.name not in hidden]
        for node in schema.children:
            if isinstance(node.typ, UploadType):
                node.missing = colander.drop
                node.description = _("Choose a file only if you want to replace the current one.")
        if isinstance(self.context, Versioned):
            schema.add(change_note_node())
        return schema

    def values(self):
        found = revisions.values_of(self.viewer, self.context, self.schema())
        return {name: value for name, value in found.items() if value is not None and name != "file"}

    def basis(self):
        return revisions.basis_of(self.viewer, self.context, self.item_schema())

    def submit(self, values):
        note = values.pop(CHANGE_NOTE, "")
        basis = self.request.POST.get(BASIS_FIELD, "")
        merge = revisions.merge_with_current(self.viewer, self.context, self.item_schema(), basis, values)
        if merge is not None:
            return self._changed_meanwhile(merge, note)
        sending = self._sending() if SEND_AGAIN in self.request.POST else None
        authoring.save(self.request, self.context, values, self.request.act().noting(note))
        if isinstance(self.context, Versioned):
            mark_merged(self.context, number_in(self.request.POST.get(MERGED_FIELD, "")))
        if sending is not None:
            return self._send(sending)
        said = self.context.save_message
        return self.back("item-saved", self.context) if said == "saved" else self.back(said)

    @property
    def notice(self):
        """Return the changes that were requested: by whom, when and what."""
        return reason_for_state(self, self.context) if self.context.review_state is not None else ""

    def buttons(self):
        first = super().buttons()
        if not self._sending():
            return first
        return (*first, deform.Button(SEND_AGAIN, _("Save and send again"), css_class="btn-outline"))

    def _sending(self):
        """Return the transition that sends the item again after changes were requested, or ``None``."""
        if not self.notice:
            return None
        available = {one.id for one in steps.available(self.viewer, self.context)}
        return next((name for name in SENDING if name in available), None)

    def _send(self, name):
        act, notify = self.request.act(), self.request.registry.notify
        try:
            steps.perform(self.viewer, act, self.context, name, notify)
        except (Conflict, Forbidden):
            # What was typed is saved, even if it does not meet a condition of sending it.
            return self.back("sent-later", self.context)
        return self.back("moved", self.context, step=name)

    def item_schema(self):
        """Return the schema without the change note, which is not a value of the item."""
        schema = self.schema()
        schema.children = [node for node in schema.children if node.name != CHANGE_NOTE]
        return schema

    def show_published(self, merge):
        """Show the form with a draft and what was published after it was begun, merged; nothing is saved."""
        return self._changed_meanwhile(merge, "", self.context.live_number)

    def _changed_meanwhile(self, merge, note, published=None):
        """Show the form with both changes merged, and both texts beside it; nothing is saved."""
        self.request.response.status_int = 409
        form = self._form()
        form.basis, form.shows_stored = merge.basis, True
        if published is not None:
            form.merged = str(published)
            form.action = form.page = self.url(self.context, "edit")
        for node in form.schema.children:
            if isinstance(node.typ, RichTextType):
                node.typ = RichTextType()
        known = {node.name for node in form.schema.children if not isinstance(node.typ, UploadType)}
        values = {name: value for name, value in merge.values.items() if name in known and value is not None}
        html = form.render({**values, CHANGE_NOTE: note} if CHANGE_NOTE in known else values)
        return self._page(html, edit_conflict(self, form.schema, merge, published is not None))


class DeletePage(View):
    """``delete``: a confirmation that says whether deletion can be undone, and the deletion."""

    def ask(self):
        self._check()
        undo = self.context.can_restore
        edition = self.viewer.shown(self.context) if isinstance(self.context, Versioned) else None
        discards = edition is not None and edition.has_live
        if discards:
            text = _("This discards only the unpublished version. What readers see stays.")
        elif undo:
            text = self.context.restored_by
        else:
            text = self.context.deletion_warning
        title = self.translate(_("Delete “${title}”?", mapping={"title": self.translate(self.context.title)}))
        question = Confirmation(
            self.url(self.context, "delete"),
            self.translate(text),
            self.translate(_("Delete")),
            self.url(self.context),
            danger=True,
            hidden=[(DISCARDS, "1")] if discards else [],
            **(self.effect({"kind": "transition", "name": "delete"}) if undo else {}),
        )
        return self.page(title, "narrow", question=question)

    def delete(self):
        self._check()
        parent, item = self.context.__parent__, self.context
        discards = isinstance(item, Versioned) and self.viewer.shown(item).has_live
        if DISCARDS in self.request.POST and not discards:
            # The form was sent twice: the second time must not delete the published version.
            return self.back("discarded", item)
        title = self.translate(item.title)[:200]
        authoring.delete(self.request, item)
        if not item.can_restore or not self.viewer.sees(item):
            return self.back("deleted", parent, title=title)
        return self.back("discarded", item) if discards else self.back("moved", item, step="delete")

    def _check(self):
        authoring.require_deletable(self.request, self.context)


class WorkflowPage(View):
    """``workflow/<transition>``: a form for the reason, if required, and the transition."""

    segments = 1

    def __init__(self, context, request):
        super().__init__(context, request)
        if len(request.subpath) != 1:
            raise HTTPNotFound()
        self.name = request.subpath[0]

    def ask(self, error="", reason="", error_at="reason"):
        transition = next((one for one in steps.available(self.viewer, self.context) if one.id == self.name), None)
        if transition is None:
            # The check raises the exact error: not found, forbidden, or not available in this state.
            steps.check(self.viewer, self.context, self.name)
        title = self.translate(_(transition.title))
        question = Confirmation(
            self.url(self.context, "workflow", self.name),
            "",
            title,
            self.url(self.context),
            reason_label=self.translate(_("Reason")) if transition.needs_reason else "",
            reason=reason,
            reason_required=transition.needs_reason,
            rules=rule_choice(self, [self.context], self.request.POST.get(RULE, "")) if transition.restricts else None,
            error=error,
            error_at=error_at,
            is_shown_again=True,
            reason_help=self.translate(_("It is shown to the person concerned.")) if transition.needs_reason else "",
            **self.effect({"kind": "transition", "name": self.name}),
        )
        return self.page(
            _("${step}: ${title}", mapping={"step": title, "title": self.translate(self.context.title)}),
            "narrow",
            question=question,
        )

    def perform(self):
        reason = self.request.POST.get("reason", "")
        if unsent_forms.is_shown_again(self.request):
            return self.ask(reason=reason)
        before, is_repeated = self._state(), steps.is_repeated(self.viewer, self.context, self.name)
        edition = self.viewer.shown(self.context) if isinstance(self.context, Versioned) else None
        discards = self.name == "delete" and edition is not None and edition.has_live
        try:
            steps.perform(
                self.viewer,
                cited_act(self.request, reason),
                self.context,
                self.name,
                self.request.registry.notify,
                number_in(self.request.POST.get(REPLACES, "")),
            )
        except steps.DraftConflict as error:
            return self._published_meanwhile(error, reason)
        except BadInput as error:
            self.request.response.status_int = 422
            return self.ask(self.translate(error.message), reason, getattr(error, "field", "reason"))
        if not self.viewer.sees(self.context):
            return self.back("done", self.context.__parent__)
        if discards:
            return self.back("discarded", self.context)
        if self._state() == before and not is_repeated:
            return self.back("approved", self.context)
        return self.back("moved", self.context, step=self.name)

    def _published_meanwhile(self, error, reason):
        """Show a draft and what was published after it was begun: as a form with both, or as a question."""
        if self.viewer.allowed(Permission.EDIT, self.context):
            page = EditPage(self.context, self.request)
            merge = revisions.merge_with_published(self.viewer, self.context, page.item_schema())
            if merge is not None:
                found = page.show_published(merge)
                return render_to_response(FORM, found, self.request, response=self.request.response)
        schema = type_of(self.request, self.context).schema().bind(request=self.request)
        merge = revisions.merge_with_published(self.viewer, self.context, schema)
        if merge is None:
            raise error
        self.request.response.status_int = 409
        found = self.ask(reason=reason)
        hidden = [(REPLACES, str(self.context.live_number))]
        text = self.translate(_("If you continue, the draft replaces the published version as it is."))
        found["question"].hidden, found["question"].text = hidden, text
        return {**found, "changed": edit_conflict(self, schema, merge, True)}

    def _state(self):
        """Return the states of the item, which an approval that needs other people too leaves as they are."""
        return self.context.stored_states(), self.context.review_state


def includeme(config):
    for name, page, (get, post), asks, template in (
        ("add", AddPage, ("show", "send"), Permission.ADD, FORM),
        ("edit", EditPage, ("show", "send"), Permission.EDIT, FORM),
        ("delete", DeletePage, ("ask", "delete"), Permission.DELETE, QUESTION),
        ("workflow", WorkflowPage, ("ask", "perform"), TRANSITION, QUESTION),
    ):
        config.add_page(page, name, context=Item, template=template, get=get, post=post, asks=asks)
