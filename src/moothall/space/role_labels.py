"""The roles of a space, and of the whole site, in words."""

from moothall.core.access import roles as R
from moothall.core.base.i18n import _

ROLE_WORDS = {
    R.READER: _("Reader"),
    R.MEMBER: _("Member"),
    R.AUTHOR: _("Author"),
    R.MODERATOR: _("Moderator"),
    R.FACILITATOR: _("Facilitator"),
    R.OWNER: _("Owner"),
}
SITE_ROLE_WORDS = {
    R.ADMINISTRATOR: _("Administrator"),
    R.SITE_MODERATOR: _("Site moderator"),
    R.REVIEWER: _("Reviewer"),
}
#: Role → whoever has it, as the title of a list of them.
HOLDER_WORDS = {
    R.READER: _("Readers"),
    R.MEMBER: _("Members"),
    R.AUTHOR: _("Authors"),
    R.MODERATOR: _("Moderators"),
    R.FACILITATOR: _("Facilitators"),
    R.OWNER: _("Owners"),
    R.ADMINISTRATOR: _("Administrators"),
    R.SITE_MODERATOR: _("Site moderators"),
    R.REVIEWER: _("Reviewers"),
}
ROLE_SENTENCES = {
    R.READER: _("Can read everything here."),
    R.MEMBER: _("Takes part: replies, and adds items where members can."),
    R.AUTHOR: _("Publishes their own documents without approval."),
    R.MODERATOR: _("Moderates discussions: approves and removes posts, closes and pins discussions."),
    R.FACILITATOR: _("Manages everything in the space: members, settings, approvals."),
    R.OWNER: _("Is responsible for the space. Can also request archiving."),
}
SITE_ROLE_SENTENCES = {
    R.ADMINISTRATOR: _("Counts as an owner of every space, and can use these pages."),
    R.SITE_MODERATOR: _("Opens and closes spaces. Counts as facilitator and moderator everywhere."),
    R.REVIEWER: _("Approves what appears in the repository."),
}
