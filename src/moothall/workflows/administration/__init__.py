"""``/admin/workflows``: copy, edit, compare, activate and restore workflow definitions.

The operations on a definition are methods in :mod:`moothall.workflows.content`; here are the pages.
"""

from moothall.core.base.i18n import _
from moothall.workflows.administration.places import WORKFLOWS, WorkflowsPlace


def includeme(config):
    config.add_administration_place(WORKFLOWS, WorkflowsPlace)
    for name in ("overview", "definition", "draft", "states", "transitions", "activation", "import_export"):
        config.include(f".{name}")
    config.add_status_messages(
        {
            "workflow-saved": _("Draft saved. Nothing changes until you activate it."),
            "workflow-discarded": _("Draft discarded."),
            "workflow-active": _("Version activated. It is now in use."),
            "workflow-back": _("The previous version is in use again."),
            "workflow-retired": _("Workflow retired. To bring it back, activate one of its versions."),
            "workflow-chosen": _("The workflow is now in use there."),
            "workflow-copied": _(
                "The copy is a draft. It has no effect until you activate it and choose it somewhere."
            ),
        }
    )
