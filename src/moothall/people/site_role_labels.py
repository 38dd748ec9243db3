"""Labels of the roles on the site."""

from moothall.core.access import roles as R
from moothall.core.base.i18n import _

SITE_ROLE_WORDS = {
    R.ADMINISTRATOR: _("Administrator"),
    R.SITE_MODERATOR: _("Site moderator"),
    R.REVIEWER: _("Reviewer"),
}
SITE_ROLE_SENTENCES = {
    R.ADMINISTRATOR: _("Counts as an owner of every space, and can use these pages."),
    R.SITE_MODERATOR: _("Opens and closes spaces. Counts as facilitator and moderator everywhere."),
    R.REVIEWER: _("Approves what appears in the repository."),
}
