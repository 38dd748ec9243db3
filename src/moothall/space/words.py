"""The roles of a space in words."""

from moothall.core import roles as R
from moothall.core.i18n import _

ROLE_WORDS = {
    R.READER: _("Reader"), R.MEMBER: _("Member"), R.AUTHOR: _("Author"), R.MODERATOR: _("Moderator"),
    R.FACILITATOR: _("Facilitator"), R.OWNER: _("Owner"),
}
ROLE_SENTENCES = {
    R.READER: _("Reads everything here."),
    R.MEMBER: _("Takes part: replies, and adds things where members may."),
    R.AUTHOR: _("Publishes own documents without approval."),
    R.MODERATOR: _("Runs the discussions: waiting posts, closing, removing, pinning."),
    R.FACILITATOR: _("Looks after everything in the space: members, settings, approvals."),
    R.OWNER: _("Is responsible for the space; can also ask for its archival."),
}
