"""Small parts of many pages: state chips, file sizes and transition buttons."""

from moothall.core.base.i18n import _
from moothall.core.content.versioned import Versioned
from moothall.core.workflow import transition as steps
from moothall.ui.layout.components import Chip
from moothall.ui.layout.presenters import Action

#: Appearance of the chip by state, where it differs from the colour of the state.
LOOKS = {"needs_changes": "changes"}

#: (minimum bytes, unit) of a size.
SIZES = ((1_000_000, _("${n} MB")), (1_000, _("${n} kB")), (0, _("${n} B")))


def chip_of(request, workflow, state, scope):
    """Return the chip of a state, with its title in the person's language."""
    definition = request.viewer.access_data.definition(workflow, scope)
    found = definition.states[state]
    return Chip(request.localizer.translate(_(found.title)), LOOKS.get(state, found.colour))


def step_actions(view, item):
    """Return the transitions available on ``item`` as buttons; those that need a reason open a page."""
    actions = []
    for transition in steps.available(view.viewer, item):
        asks = transition.needs_reason or transition.id == "delete"
        url = view.url(item, "delete") if transition.id == "delete" else view.url(item, "workflow", transition.id)
        actions.append(
            Action(
                view.translate(_(transition.title)),
                url,
                post=not asks,
                kind="danger" if transition.id == "delete" else "",
            )
        )
    return actions


def title_of(viewer, translate, item):
    """Return the title of the edition of an item that ``viewer`` sees."""
    return translate(viewer.shown(item).version.title if isinstance(item, Versioned) else item.title)


def size_of(translate, size):
    """Return a size in bytes as text with a unit."""
    unit, words = next((unit, words) for unit, words in SIZES if size >= unit)
    return translate(_(words, mapping={"n": size / unit if unit else size}))
