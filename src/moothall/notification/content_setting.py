"""Whether emails about a private space may contain titles and texts: the space decides, and its default is no."""

from moothall.core.access.space_policies import PRIVATE
from moothall.core.authorization.access_context import access_data_of
from moothall.core.base.i18n import _
from moothall.core.content.items import scope_of, site_of
from moothall.core.event_log.kinds import ACCESS, ALWAYS, EventKind

EMAIL_CONTENT = EventKind("email content", ACCESS, ALWAYS)


def is_private(space) -> bool:
    """Return True for a private space."""
    return space.record.policies.get("visibility") == PRIVATE


def hides_content(item) -> bool:
    """Return True if emails about an item say neither its title nor its text."""
    site = site_of(item)
    record = access_data_of(site).inherited(scope_of(item))[2]
    if record.policies.get("visibility") != PRIVATE:
        return False
    return not getattr(site.uids.get(record.uid), "emails_with_content", False)


def set_email_content(act, space, is_allowed: bool) -> None:
    """Allow or forbid titles and texts in emails about a space."""
    before = space.emails_with_content
    if before != is_allowed:
        space.emails_with_content = is_allowed
        site_of(space).event_log.append(act, EMAIL_CONTENT, space.uid, before=before, after=is_allowed)


def _text(formatter, entry):
    said = formatter.common(entry)
    if entry.after:
        return _("${actor} allowed titles and texts in emails about ${item}.", mapping=said)
    return _("${actor} removed titles and texts from emails about ${item}.", mapping=said)


def includeme(config):
    config.add_event_kind(EMAIL_CONTENT, _("Titles and texts in emails"), _text)
