"""Which widget draws a node: decided here by the node's type, so that schemas stay free of looks."""

import colander
import deform

from moothall.core.schema import RichText, Subjects, Upload, language_choices


def dress(schema):
    """Give every node of a bound schema its widget, unless it has one."""
    for node in schema.children:
        if node.widget is None:
            node.widget = _widget(node)


def _widget(node):
    if isinstance(node.typ, RichText):
        return deform.widget.TextAreaWidget(rows=12, attributes={"data-editor": ""})
    if isinstance(node.typ, Upload):
        return deform.widget.TextInputWidget(attributes={"type": "file"})
    if isinstance(node.typ, Subjects):
        return deform.widget.TextInputWidget()
    if node.name == "language":
        return deform.widget.SelectWidget(values=[("", "—"), *language_choices()])
    if node.name == "description":
        return deform.widget.TextAreaWidget(rows=3)
    if isinstance(node.validator, colander.OneOf):
        return deform.widget.RadioChoiceWidget(values=[(choice, choice) for choice in node.validator.choices])
    return deform.widget.TextInputWidget()
