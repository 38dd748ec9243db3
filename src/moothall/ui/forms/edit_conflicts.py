"""Show what others saved while a form was open: both values of each field, and which fields conflict."""

from typing import NamedTuple

from moothall.core.base.i18n import _
from moothall.core.content.schema import RichTextType, UploadType
from moothall.core.content.terms import term_title
from moothall.core.richtext import stored
from moothall.core.richtext.comparison import deadline_in
from moothall.core.richtext.differences import compare_html, compare_text


class ChangedField(NamedTuple):
    """A field: its current value, the value sent, and the difference; ``disagrees`` if the person must choose."""

    title: str
    theirs: object
    mine: object
    difference: object
    passages: list
    disagrees: bool


class EditConflict(NamedTuple):
    """A merge, as the page shows it."""

    sentence: str
    moment: object
    advice: str
    fields: list


def edit_conflict(view, schema, merge, published=False):
    """Return a :class:`~moothall.core.operations.revisions.Merge` in the form that the page of ``schema`` shows.

    ``published``: the change of others was published after the draft that is to be published now was begun.
    """
    nodes = {node.name: node for node in schema.children}
    fields = [_field(view, nodes[one.name], one) for one in merge.fields]
    who = view.request.names.name(merge.by) if merge.by is not None else view.translate(_("Someone"))
    sentence = (
        _("${person} changed the published version after this draft was begun.", mapping={"person": who})
        if published
        else _("${person} saved this while you had the form open.", mapping={"person": who})
    )
    if published:
        advice = _(
            "Nothing is published yet. The draft does not contain that change. Below are both. Where they disagree, "
            "choose. Save, then publish."
        )
    elif any(one.disagrees for one in fields):
        advice = _("Nothing of yours is saved yet. Below are both changes. Where they disagree, choose, then save.")
    else:
        advice = _("Nothing of yours is saved yet. Below are both changes together. Check them, then save.")
    return EditConflict(view.translate(sentence), view.clock.moment(merge.at), view.translate(advice), fields)


def _field(view, node, found):
    deadline = deadline_in()
    title = view.translate(node.title)
    if isinstance(node.typ, RichTextType):
        theirs, mine = (stored(value or "") for value in (found.theirs, found.mine))
        passages = [(stored(one.theirs), stored(one.mine)) for one in found.passages]
        return ChangedField(title, theirs, mine, compare_html(theirs, mine, deadline), passages, found.is_conflict)
    theirs, mine = (_words(view, node, value) for value in (found.theirs, found.mine))
    return ChangedField(title, theirs, mine, compare_text(theirs, mine, deadline), [], found.is_conflict)


def _words(view, node, value):
    """Return a value as people read it."""
    if value is None or value == "" or value == ():
        return view.translate(_("empty"))
    if isinstance(node.typ, UploadType):
        name = value["filename"] if isinstance(value, dict) else value.filename
        again = view.translate(_("Choose the file again below to keep it."))
        return f"{name} – {again}" if isinstance(value, dict) else name
    values = value if isinstance(value, tuple) else (value,)
    return ", ".join(view.translate(term_title(view.request, node.name, str(one))) for one in values)
