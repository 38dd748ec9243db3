"""The errors of a form whose fields are not shown with their messages."""

from moothall.core.base.i18n import _


def field_errors(translate, schema, error):
    """Return what to correct in the fields of :class:`.InvalidFields`, by their titles, as one text.

    Messages of this site tell what to enter; those of the form library only that a field is wrong.
    """
    messages = {}
    for name, message in sorted(error.errors.items()):
        # The name of an error in a list contains the position.
        messages.setdefault(name.partition(".")[0], message)
    titles = {node.name: translate(node.title) for node in schema}
    said = {name: message for name, message in messages.items() if getattr(message, "domain", None) == _("").domain}
    rest = [titles.get(name, name) for name in messages if name not in said]
    sentences = [f"{titles.get(name, name)}: {translate(message)}" for name, message in said.items()]
    if rest:
        sentences.append(translate(_("Check these fields: ${fields}.", mapping={"fields": ", ".join(rest)})))
    return " ".join(sentences)
