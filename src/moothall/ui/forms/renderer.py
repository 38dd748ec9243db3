"""Render Deform's fields with the templates in this folder, in the language of the request."""

from pathlib import Path
from types import SimpleNamespace

import deform
from deform.template import ZPTRendererFactory
from pyramid.threadlocal import get_current_request

from moothall.core.base.i18n import _
from moothall.core.richtext import survives_markdown, to_markdown
from moothall.ui.layout.macros import macros_of
from moothall.ui.layout.templating import Template
from moothall.ui.layout.texts import ComponentTexts

TEMPLATES = str(Path(__file__).parent / "templates")
#: Widgets with several controls, which get a fieldset with a legend instead of a label.
GROUPS = frozenset(
    (
        "radio_choice",
        "checkbox_choice",
        "terms",
        "policies",
        "dateparts",
        "datetimeinput",
        "checked_input",
        "checked_password",
    )
)
REQUIRED = "Required"


class FormRenderer(ZPTRendererFactory):
    """Renderer that also passes ``info``, the :class:`FieldInfo` of the field, to every template."""

    def __init__(self, auto_reload=False):
        super().__init__((TEMPLATES, deform.template.default_dir), auto_reload=auto_reload, translator=translate)
        self.loader.formats = {"xml": Template}

    def __call__(self, template_name, **kw):
        return super().__call__(template_name, info=FieldInfo(kw["field"]), **kw)


class FieldInfo:
    """Help, errors and the IDs that connect them to a field."""

    def __init__(self, field):
        self._field = field

    @property
    def is_group(self) -> bool:
        return self._field.widget.template in GROUPS

    @property
    def is_single_box(self) -> bool:
        return self._field.widget.template == "checkbox"

    @property
    def is_part(self) -> bool:
        """Return True for a mapping or sequence inside a form, which has a frame of its own."""
        return self._field.widget.template in ("mapping", "sequence")

    @property
    def attributes(self) -> dict:
        """Return the attributes that the widget adds to the control."""
        return dict(getattr(self._field.widget, "attributes", None) or {})

    @property
    def errors(self) -> list[str]:
        """Return the error messages of the field itself."""
        field = self._field
        if field.error is None or self.is_part:
            return []
        return [self._sentence(message) for message in field.error.messages() if message]

    @property
    def described(self) -> str | None:
        """Return the IDs for ``aria-describedby``."""
        field = self._field
        ids = [f"help-{field.oid}"] if field.description else []
        ids += [f"error-{field.oid}"] if self.errors else []
        return " ".join(ids) or None

    @property
    def required(self) -> str | None:
        return "required" if self._field.required else None

    @property
    def invalid(self) -> str | None:
        return "true" if self.errors else None

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Return (ID of the control, message) of every field with an error, for the summary above the form."""
        found = []
        for child in _with_rows(self._field):
            info = FieldInfo(child)
            choices = child.widget.template in ("radio_choice", "checkbox_choice", "terms")
            target = f"{child.oid}-0" if choices else child.oid
            found += [(target, info.named(sentence)) for sentence in info.errors]
            found += info.problems
        return found

    def named(self, sentence: str) -> str:
        """Return a message with the title of the field, for the summary."""
        title = translate(self._field.title)
        if title.casefold() in sentence.casefold():
            return sentence
        return translate(_("${field}: ${problem}", mapping={"field": title, "problem": sentence}))

    @property
    def token(self) -> str:
        """Return the CSRF token of the request that the schema is bound to."""
        request = (self._field.schema.bindings or {}).get("request")
        return request.form_token() if request is not None else ""

    def text(self, html):
        """Return the input of a text field, its format, and its HTML for the editor.

        Without JavaScript people edit Markdown, unless Markdown cannot express the text.
        """
        html = html if isinstance(html, str) else ""
        posted = self._posted_format()
        if posted:
            return SimpleNamespace(typed=html, format=posted, html=None)
        if html and not survives_markdown(html):
            return SimpleNamespace(typed=html, format="html", html=None)
        return SimpleNamespace(typed=to_markdown(html) if html else "", format="markdown", html=html or None)

    @property
    def toolbar(self):
        """Return the editor's toolbar with the texts and icons of the page, or nothing outside of a request."""
        request = get_current_request()
        return macros_of(request.registry)["toolbar"] if request is not None else None

    @property
    def layout(self):
        """Return the part of the layout that the toolbar reads."""
        request = get_current_request()
        return SimpleNamespace(
            words=ComponentTexts(translate),
            icons=request.static_address("icons.svg"),
            image_upload_url=getattr(self._field.get_root(), "image_upload_url", ""),
        )

    @property
    def _form(self):
        form = self._field
        while form.parent is not None:
            form = form.parent
        return form

    def _posted_format(self):
        if getattr(self._form, "shows_stored", False):
            return ""
        request = get_current_request()
        name = f"{self._field.name}_format"
        if request is None or request.method != "POST" or name not in request.POST:
            return ""
        return "html" if request.POST[name] == "html" else "markdown"

    def _sentence(self, message):
        if str(message) == REQUIRED:
            return translate(_("Fill in: ${title}", mapping={"title": translate(self._field.title)}))
        return translate(message)


def translate(text):
    """Translate into the language of the current request; outside of a request, return the text itself."""
    request = get_current_request()
    if request is not None:
        return request.localizer.translate(text)
    return text.interpolate() if hasattr(text, "interpolate") else text


def _with_rows(field):
    """Return the fields in a field; for a sequence the rows that were sent, without the template row."""
    return getattr(field, "sequence_fields", None) or field.children
