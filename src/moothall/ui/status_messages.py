"""The status message after a transition or a save, and the button that undoes it."""

from moothall.core.base.i18n import _
from moothall.core.content.items import Item
from moothall.core.workflow.history import reason_shown
from moothall.core.workflow.transition import transition_target
from moothall.core.workflow.undo import opposite
from moothall.ui.badges import title_of
from moothall.ui.layout.presenters import Action

DONE = _("Done.")

#: Messages of shipped transitions by ID; others are described by the new state.
STEP_MESSAGES = {
    "publish": _("“${title}” published."),
    "approve": _("“${title}” published."),
    "submit": _("“${title}” sent. It is waiting for a decision."),
    "resubmit": _("“${title}” sent again. It is waiting for a decision."),
    "withdraw": _("“${title}” withdrawn. It is a draft again."),
    "request_changes": _("Changes to “${title}” requested."),
    "request_deletion": _("Deletion of “${title}” requested."),
    "refuse_deletion": _("Request declined: “${title}” stays published."),
    "delete": _("“${title}” deleted. It can be restored for 30 days."),
    "restore": _("“${title}” restored."),
    "archive": _("“${title}” archived."),
    "unarchive": _("“${title}” is no longer archived."),
    "close": _("“${title}” closed."),
    "reopen": _("“${title}” reopened."),
    "hide": _("“${title}” removed."),
    "unhide": _("“${title}” is shown again."),
    "suspend": _("“${title}” paused."),
    "resume": _("“${title}” resumed."),
}


def subject_of(view):
    """Return the visible item that the message is about: the context, or its child that the address names."""
    name = view.request.GET.get("of")
    item = view.context
    if name is not None:
        item = item.get(name) if hasattr(item, "get") else None
    return item if isinstance(item, Item) and view.viewer.sees(item) else None


def about_item(sentence):
    """Return the function that returns ``sentence`` with the title of the item that the message is about."""

    def say(view):
        item = subject_of(view)
        return _titled(view, sentence, item) if item is not None else view.translate(DONE)

    return say


def _titled(view, sentence, item, **values):
    return view.translate(_(sentence, mapping={"title": title_of(view.viewer, view.translate, item), **values}))


def titled(sentence):
    """Return the function that returns ``sentence`` with the title in the address, for what is no item or is gone."""
    return lambda view: view.translate(_(sentence, mapping={"title": view.request.GET.get("title", "")}))


def transition_message(view):
    """Return the message about a transition of the item."""
    item, step = subject_of(view), view.request.GET.get("step", "")
    if item is None or item.review_state is None:
        return view.translate(DONE)
    if step in STEP_MESSAGES:
        return _titled(view, STEP_MESSAGES[step], item)
    _edition, subject, definition = transition_target(view.viewer, item)
    return _titled(
        view, _("“${title}”: ${state}"), item, state=view.translate(_(definition.states[subject.state].title))
    )


def transition_undo(view):
    """Return the button that undoes the last transition of this person, if that is possible."""
    item = subject_of(view)
    step = opposite(view.viewer, item) if item is not None and item.review_state is not None else None
    if step is None:
        return None
    return Action(view.translate(_("Undo")), view.url(item, "workflow", step.id), post=True)


def reason_for_state(view, item):
    """Return who put ``item`` into its state and why, for the people concerned; an empty text for others."""
    entry = reason_shown(view.viewer, item)
    if entry is None:
        return ""
    said = {
        "person": view.request.names.name(entry.event.actor),
        "date": view.clock.day(entry.event.at),
        "reason": entry.reason,
    }
    if entry.step is None:
        return view.translate(_("Decided by ${person} on ${date}: “${reason}”", mapping=said))
    step = view.translate(_(entry.step.title))
    return view.translate(_("“${step}”, decided by ${person} on ${date}: “${reason}”", mapping={"step": step, **said}))


def includeme(config):
    config.add_status_messages({"moved": transition_message}, undo=transition_undo)
    config.add_status_messages(
        {
            "item-saved": about_item(_("“${title}” saved.")),
            "item-added": about_item(_("“${title}” added.")),
            "sent-later": about_item(_("“${title}” saved, but not sent: see below what is missing.")),
            "discarded": about_item(_("The unpublished version of “${title}” was discarded.")),
            "approved": about_item(_("You have approved “${title}”. It is waiting for other people to approve.")),
            "done": DONE,
            "deleted": titled(_("“${title}” deleted permanently.")),
        }
    )
