"""``/admin/workflows``: definitions copied, edited, compared, made active, taken back.

What can be done with a definition are verbs of :mod:`moothall.workflows.content`; here
are the pages.
"""

from moothall.core.base.i18n import _


def includeme(config):
    for name in ("overview", "definition", "draft", "states", "transitions", "activation", "exchange"):
        config.include(f".{name}")
    config.add_status_messages(
        {
            "workflow-saved": _("The draft is saved. Nothing changes before you make it active."),
            "workflow-discarded": _("The draft is gone."),
            "workflow-active": _("The version is active: it is used from now on."),
            "workflow-back": _("The version before is used again."),
            "workflow-retired": _("The workflow can be chosen no more. Make a version active to bring it back."),
            "workflow-chosen": _("The workflow is used there from now on."),
            "workflow-copied": _("The copy is a draft: nobody is under it before it is active and chosen somewhere."),
        }
    )
