"""``/admin/workflows``: copy, edit, compare, activate and restore workflow definitions.

The operations on a definition are methods in :mod:`moothall.workflows.content`; here are the pages.
"""

from moothall.core.base.i18n import _
from moothall.workflows.administration.places import WORKFLOWS, WorkflowsPlace


def about_definition(sentence):
    """Return the function that returns ``sentence`` with the title of the definition of the page."""

    def say(view):
        definition = getattr(view.context, "definition", None)
        # A draft that never had a version is gone when it is discarded.
        title = definition.title if definition is not None else view.request.GET.get("title", "")
        return view.translate(_(sentence, mapping={"title": view.translate(_(title))}))

    return say


def includeme(config):
    config.add_administration_place(WORKFLOWS, WorkflowsPlace)
    for name in ("overview", "definition", "draft", "states", "transitions", "activation", "import_export"):
        config.include(f".{name}")
    config.add_status_messages(
        {
            "workflow-saved": about_definition(_("Draft of “${title}” saved. Nothing changes until you activate it.")),
            "workflow-discarded": about_definition(_("Draft of “${title}” discarded.")),
            "workflow-active": about_definition(_("Version of “${title}” activated. It is now in use.")),
            "workflow-back": about_definition(_("The previous version of “${title}” is in use again.")),
            "workflow-retired": about_definition(
                _("“${title}” retired. To bring it back, activate one of its versions.")
            ),
            "workflow-chosen": about_definition(_("“${title}” is now in use there.")),
            "workflow-copied": _(
                "The copy is a draft. It has no effect until you activate it and choose it somewhere."
            ),
        }
    )
