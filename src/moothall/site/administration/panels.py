"""Panels on other administration pages: tabs, and operational problems on the overview."""

from moothall.administration.page import administration_tab
from moothall.core.base.i18n import _
from moothall.site.administration.problems import problems
from moothall.ui.slots import Part


def includeme(config):
    config.add_panel("administration tabs", "status", administration_tab("status", _("Status")), order=60)
    config.add_panel("administration tabs", "mails", administration_tab("mails", _("Emails")), order=70)
    config.add_panel("administration notices", "problems", _problems)


def _problems(view):
    sentences = [view.translate(one) for one in problems(view.request)]
    return Part(view, "moothall.site.administration:templates/notices.pt", problems=sentences) if sentences else None
