"""A page with one form: shown, validated, and shown again with the input after errors."""

import colander
import deform
import peppercorn

from moothall.core.base.errors import BadInput, TooManyRequests
from moothall.core.base.i18n import _
from moothall.core.content.schema import RichTextType
from moothall.ui.forms.widgets import assign_widgets
from moothall.ui.page import View, image_upload_url
from moothall.web import double_submit, unsent_forms

#: The control with the basis that a form was made from; see :mod:`moothall.core.operations.revisions`.
BASIS_FIELD = "form_basis"
#: The control with the number of the published version that the values of the form were merged with.
MERGED_FIELD = "form_merged"
_NO_FIELDS = unsent_forms.NO_FIELDS | {BASIS_FIELD, MERGED_FIELD}


def number_in(text):
    """Return the number of a version in a control, or ``None`` for any other text."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


class FormPage(View):
    """Base class; subclasses define ``title``, :meth:`schema`, :meth:`values` and :meth:`submit`.

    ``show`` renders the form.  ``send`` validates it, answers 422 with the input if it is invalid, and otherwise passes
    the validated values to ``submit``.
    """

    title = ""
    lead = ""
    #: Messages of other people about the item that the form changes.
    notice = ""
    button = _("Save")
    #: The form's ``autocomplete``; "off" keeps browsers from showing what was sent after going back.
    autocomplete = None
    said = "saved"

    @property
    def action(self):
        """Return the address that the form is sent to."""
        return self.request.path

    def schema(self):
        """Return a new schema, which will be bound to the request."""
        raise LookupError(type(self).__name__)

    def values(self):
        """Return the initial values of the form."""
        return {}

    def basis(self):
        """Return the basis of the values that the form shows; empty if others cannot change them."""
        return ""

    def buttons(self):
        """Return the buttons of the form, the primary one first."""
        return (deform.Button("send", self.button),)

    def submit(self, _values):
        """Store the validated values and return a response."""
        raise LookupError(type(self).__name__)

    def show(self):
        return self._page(self._form().render(self._appstruct()))

    def send(self):
        form = self._form()
        if unsent_forms.is_shown_again(self.request):
            return self._page(_typed_again(form, self._controls()))
        try:
            values = form.validate(self._controls())
        except deform.ValidationFailure as failure:
            return self._again(failure.render())
        try:
            return self.submit(values)
        except (BadInput, TooManyRequests) as error:
            sentence = self.translate(error.message)
            place = getattr(error, "field", None)
            if place in form:
                form[place].error = colander.Invalid(form[place].schema, sentence)
                sentence = None
            form.error = colander.Invalid(form.schema, sentence)
            return self._again(form.render(form.cstruct), error)

    def _form(self):
        schema = self.schema().bind(request=self.request)
        assign_widgets(schema)
        for node in schema.children:
            # Without the editor people write Markdown, which is shown again as it was typed.
            if isinstance(node.typ, RichTextType) and self.request.POST.get(f"{node.name}_format") == "markdown":
                node.typ = RichTextType("text/markdown")
        # No field gets the focus, so that screen readers begin at the top of the page.
        form = deform.Form(schema, buttons=self.buttons(), action=self.action, focus="off")
        form.once = double_submit.new_token()
        form.image_upload_url = image_upload_url(self.request, self.context)
        form.autocomplete = self.autocomplete
        form.page, form.writer = unsent_forms.page_of(self.request), self.request.person.id
        # A form that comes back with errors is still about what was shown at first.
        form.basis = self.request.POST.get(BASIS_FIELD) if self.request.method == "POST" else self.basis()
        form.merged = self.request.POST.get(MERGED_FIELD)
        return form

    def _controls(self):
        """Return the posted pairs in their order, without controls that are not fields of the form."""
        return [(name, value) for name, value in self.request.POST.items() if name not in _NO_FIELDS]

    def _appstruct(self):
        known = self.values()
        return {node.name: known[node.name] for node in self.schema().children if node.name in known}

    def _again(self, html, error=None):
        response = self.request.response
        response.status_int = 422
        if isinstance(error, TooManyRequests):
            response.status_int, response.retry_after = error.status, error.retry_after
        return self._page(html)

    def _page(self, html, changed=None):
        # A visitor who is shown a form gets the cookie that its token belongs to.
        return self.page(
            self.title,
            "narrow",
            form=html,
            lead=self.translate(self.lead),
            token=self.request.form_token(),
            changed=changed,
        )


def _typed_again(form, controls):
    """Return the HTML of a form with the controls as they were sent, not yet validated."""
    try:
        cstruct = form.deserialize(peppercorn.parse(controls))
    except colander.Invalid as error:
        cstruct = error.value
    except ValueError:
        cstruct = colander.null
    form.cstruct = cstruct
    return form.widget.serialize(form, cstruct)
