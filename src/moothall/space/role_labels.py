"""Labels of the roles of a space, and titles of lists of people with a role."""

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
#: Role → title of the list of people who have it.
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
