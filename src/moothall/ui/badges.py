"""Small parts that many pages show: chips of states, page numbers, buttons of steps."""

from moothall.core.base.i18n import _
from moothall.core.content.versions import Versioned
from moothall.core.workflow import transition as steps
from moothall.ui.layout.components import Chip
from moothall.ui.layout.presenters import Action

#: States whose chip looks different from what their hue says.
LOOKS = {"needs_changes": "changes"}

#: From how many bytes on a size is said in which unit.
SIZES = ((1_000_000, _("${n} MB")), (1_000, _("${n} kB")), (0, _("${n} B")))


def chip_of(request, workflow, state, scope):
    """The chip of a state: its title in the person's language, and its look."""
    definition = request.viewer.facts.definition(workflow, scope)
    found = definition.states[state]
    return Chip(request.localizer.translate(_(found.title)), LOOKS.get(state, found.colour))


def step_actions(view, item):
    """The workflow's steps this person may take on ``item``, as buttons; those that need a reason lead to a page."""
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
    """The title of what ``viewer`` sees of an item."""
    return translate(viewer.shown(item).version.title if isinstance(item, Versioned) else item.title)


def size_of(translate, size):
    """A size in bytes as people read it."""
    unit, words = next((unit, words) for unit, words in SIZES if size >= unit)
    return translate(_(words, mapping={"n": size / unit if unit else size}))
