"""Choose the widget of a schema node by its type, so that schemas contain no presentation."""

from datetime import datetime

import colander
import deform

from moothall.core.access import space_policies as D
from moothall.core.base.dates import typed_date
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.base.zones import instant, local, name_of, zone_name, zone_of
from moothall.core.content.schema import (
    EmailAddressType,
    HiddenType,
    PasswordType,
    RichTextType,
    SubjectsType,
    TermsType,
    UploadType,
)
from moothall.core.content.terms import choices_of, terms_of

#: Maximum number of terms shown unfolded.
SHOWN_AT_ONCE = 6


class UploadWidget(deform.widget.Widget):
    """A file field.  After an error the file must be chosen again, since browsers do not keep it."""

    template = "upload"

    def serialize(self, field, cstruct, **_kw):  # noqa: ARG002 - Deform passes it by name
        return field.renderer(self.template, field=field, cstruct="")

    def deserialize(self, _field, pstruct):
        return pstruct if hasattr(pstruct, "file") and pstruct.filename else colander.null


class TermsWidget(deform.widget.CheckboxChoiceWidget):
    """Checkboxes for a list of terms; a long list is folded and shows the chosen terms."""

    template = "terms"

    @property
    def folded(self):
        return len(self.values) > SHOWN_AT_ONCE

    def titles(self, chosen):
        """Return the titles of the chosen terms."""
        return [title for value, title in self.values if value in chosen]


class LocalTimeWidget(deform.widget.DateTimeInputWidget):
    """A date and a local time of the person; the value is UTC.  The form names their time zone."""

    def __init__(self, zone):
        super().__init__(zone=name_of(zone))

    def serialize(self, field, cstruct, **kw):
        if cstruct not in (colander.null, None, ""):
            cstruct = local(datetime.fromisoformat(cstruct), zone_of(self.zone)).replace(tzinfo=None).isoformat()
        return super().serialize(field, cstruct, zone=self.zone, **kw)

    def deserialize(self, field, pstruct):
        try:
            if isinstance(pstruct, dict) and pstruct.get("date", "").strip():
                pstruct = {**pstruct, "date": typed_date(pstruct["date"]).isoformat()}
        except BadInput as error:
            raise colander.Invalid(field.schema, error.message, pstruct["date"]) from None
        typed = super().deserialize(field, pstruct)
        if typed is colander.null:
            return typed
        # The person may have come to another zone since the form was shown.
        zone = zone_of(zone_name(str(pstruct.get("zone", ""))) or self.zone)
        try:
            return instant(datetime.fromisoformat(typed).replace(tzinfo=None), zone).isoformat()
        except ValueError:
            raise colander.Invalid(field.schema, _("Enter a date and a time."), typed) from None


class PolicyWidget(deform.widget.Widget):
    """One of the presets, or each setting of the space by itself."""

    template = "policies"

    def serialize(self, field, cstruct, **_kw):
        chosen = {**D.PRESETS[D.FIRST_PRESET][1], **(cstruct if isinstance(cstruct, dict) else {})}
        presets = [
            (name, title, [D.POLICIES[policy][1][value] for policy, value in values.items()], values == chosen)
            for name, (title, values) in D.PRESETS.items()
        ]
        return field.renderer(
            self.template,
            field=field,
            presets=presets,
            policies=D.POLICIES,
            chosen=chosen,
            custom=D.preset_of(chosen) is None,
        )

    def deserialize(self, _field, pstruct):
        posted = pstruct if isinstance(pstruct, dict) else {}
        if posted.get("preset") in D.PRESETS:
            return dict(D.PRESETS[posted["preset"]][1])
        return {name: posted[name] for name, (_title, values) in D.POLICIES.items() if posted.get(name) in values}


def assign_widgets(schema):
    """Give every node of a bound schema its widget, unless it has one."""
    for node in schema.children:
        if node.widget is None:
            node.widget = _widget(node)


def _widget(node):
    request = (node.bindings or {}).get("request")
    if isinstance(node.typ, RichTextType):
        return deform.widget.TextAreaWidget(rows=12, attributes={"data-editor": ""})
    if isinstance(node.typ, UploadType):
        return UploadWidget()
    if isinstance(node.typ, PasswordType):
        return deform.widget.PasswordWidget(strip=False, attributes=_completed(node))
    if isinstance(node.typ, EmailAddressType):
        return deform.widget.TextInputWidget(attributes={"type": "email", **_completed(node)})
    if isinstance(node.typ, colander.DateTime) and request is not None:
        return LocalTimeWidget(request.clock.zone)
    if isinstance(node.typ, HiddenType):
        return deform.widget.HiddenWidget()
    if isinstance(node.typ, SubjectsType):
        return deform.widget.TextInputWidget()
    if isinstance(node.typ, TermsType) and request is not None:
        return TermsWidget(values=terms_of(request, node.name))
    choices = choices_of(request, node.name) if request is not None else None
    if choices is not None:
        return deform.widget.SelectWidget(values=choices)
    if node.name == "description":
        return deform.widget.TextAreaWidget(rows=3)
    if isinstance(node.validator, colander.OneOf):
        return deform.widget.RadioChoiceWidget(values=[(choice, choice) for choice in node.validator.choices])
    return deform.widget.TextInputWidget(attributes=_completed(node))


def _completed(node):
    """Return the ``autocomplete`` token of a node with the person's own name or address."""
    said = getattr(node, "autocomplete", "")
    return {"autocomplete": said} if said else {}
