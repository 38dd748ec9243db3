"""Scheduled transitions as sentences."""

from moothall.core.base.i18n import _
from moothall.core.content.items import scope_of, site_of


def schedule_sentence(view, planned):
    """Return a sentence with the transition, its time and its creator."""
    item = site_of(view.context).uids.get(planned.about)
    definition = view.viewer.access_data.definition(item.workflow, scope_of(item))
    step = definition.transitions.get(planned.step)
    return view.translate(
        _(
            "“${step}” is scheduled for ${when} by ${person}.",
            mapping={
                "person": view.request.names.name(planned.by),
                "when": view.clock.exact(planned.at),
                "step": view.translate(_(step.title)) if step else planned.step,
            },
        )
    )
