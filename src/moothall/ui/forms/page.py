"""A page with one form: shown, checked, and shown again with what was typed."""

import colander
import deform

from moothall.core.base.errors import BadInput, TooManyRequests
from moothall.core.base.i18n import _
from moothall.core.content.schema import RichText
from moothall.ui.forms.widgets import assign_widgets
from moothall.ui.page import View
from moothall.web import double_submit
from moothall.web.csrf import FIELD


class FormPage(View):
    """Subclasses give ``title``, :meth:`schema`, :meth:`values` and :meth:`submit`.

    ``show`` draws the form; ``send`` checks it, answers 422 with what was typed
    when something is wrong, and hands checked values to ``submit`` otherwise.
    """

    title = ""
    lead = ""
    button = _("Save")
    said = "saved"

    @property
    def action(self):
        """Where the form is sent to."""
        return self.request.path

    def schema(self):
        """A new schema; it is bound to the request."""
        raise LookupError(type(self).__name__)

    def values(self):
        """What the form shows at first."""
        return {}

    def submit(self, values):
        """Do it with checked values; returns a response."""
        raise LookupError(type(self).__name__)

    def show(self):
        return self._page(self._form().render(self._appstruct()))

    def send(self):
        form = self._form()
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
            # Where the editor does not run, people write Markdown; what they typed is shown again as they typed it.
            if isinstance(node.typ, RichText) and self.request.POST.get(f"{node.name}_format") == "markdown":
                node.typ = RichText("text/markdown")
        # Nothing has the focus at first: who listens to the page begins at its top.
        form = deform.Form(schema, buttons=(deform.Button("send", self.button),), action=self.action, focus="off")
        form.once = double_submit.new_token()
        return form

    def _controls(self):
        """The posted pairs in their order, without what is not the form's."""
        return [(name, value) for name, value in self.request.POST.items() if name not in (FIELD, double_submit.FIELD)]

    def _appstruct(self):
        known = self.values()
        return {node.name: known[node.name] for node in self.schema().children if node.name in known}

    def _again(self, html, error=None):
        response = self.request.response
        response.status_int = 422
        if isinstance(error, TooManyRequests):
            response.status_int, response.retry_after = error.status, error.retry_after
        return self._page(html)

    def _page(self, html):
        # A guest who is shown a form gets the cookie its token is bound to.
        return self.page(
            self.title, "narrow", form=html, lead=self.translate(self.lead), token=self.request.form_token()
        )
