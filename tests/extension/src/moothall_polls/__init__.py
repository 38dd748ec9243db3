"""Polls: a question put to a space, with options, and one vote of each member."""

from moothall.core.base.i18n import _
from moothall.document.schema import FolderSchema
from moothall_polls.api import poll_fields
from moothall_polls.content import Poll, PollFolder
from moothall_polls.schema import PollSchema
from moothall_polls.settings import PollSettings


def includeme(config):
    """Register everything that polls consist of."""
    config.add_feature_settings(PollSettings)
    config.add_translation_dirs("moothall_polls:locales")
    config.include(".workflow")
    config.add_item_type(
        Poll,
        schema=PollSchema,
        title=_("Poll"),
        plural=_("Polls"),
        icon="discussion",
        adding=_("Start a poll"),
        send=_("Start the poll"),
        news=_("started the poll"),
        represent=poll_fields,
    )
    config.add_item_type(PollFolder, schema=FolderSchema, title=_("Folder"), plural=_("Folders"), icon="folder")
    config.add_facet("Turnout", _("Turnout"), field="turnout", title_of=_turnout_title)
    config.include(".log_events")
    config.include(".votes")
    config.include(".emails")
    config.include(".panels")
    config.include(".views")
    config.include(".api")
    config.include(".periodic_tasks")


def _turnout_title(request, value):
    return request.localizer.translate(_("No votes") if value == "none" else _("With votes"))
