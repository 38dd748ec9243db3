"""Emails about followed activities: the sentence why they come, how to stop them, and digests."""

from types import SimpleNamespace

from moothall.core.base.i18n import _
from moothall.core.base.registry import register, registered
from moothall.core.content.uids import uid_from_name
from moothall.core.operations.redirects import current
from moothall.core.work.delivery import EMAIL
from moothall.notification.content_setting import hides_content
from moothall.notification.digest import KIND
from moothall.notification.inbox import inbox_of
from moothall.notification.subscriptions import Target
from moothall.notification.unsubscribe import DIGEST, FOLLOW, address_for, headers_for
from moothall.people.email_composition import SEE_IT, Email, to_account

WHY = _("Why you get this: ${why}")
STOP = _("Stop these emails: ${stop}")
#: Registry category: name → function that returns further headers.
HEADERS = "email headers"
#: Reason → the sentence on the page of notifications and in emails.
REASONS = {
    "started": _("You started this discussion."),
    "replied": _("Someone replied to you."),
    "mentioned": _("Someone mentioned you."),
}
FOLLOWED = _("You follow “${title}”.")
#: Maximum number of notifications of a space in a digest; the others are on the page.
LISTED = 20


def add_email_headers(config, name: str, headers) -> None:
    """Add ``headers(email, item)``, a dictionary, to emails about something that the recipient follows."""
    register(config, HEADERS, name, headers)


def because_text(asker, because: str) -> str:
    """Return why a person gets a notification; ``asker`` has the site, the viewer and the language of that person."""
    translate = asker.localizer.translate
    if because in REASONS:
        return translate(REASONS[because])
    key = because.removeprefix("follows ").partition("#")
    uid = uid_from_name(key[0])
    item = asker.site if uid == asker.site.uid else current(asker.site, uid) if uid is not None else None
    # A discussion that became part of another one is named by that.
    item = item.topic if item is not None and item.uid != uid else item
    if item is None or not asker.viewer.sees(item):
        return ""
    title = f"#{key[2]}" if key[2] else translate(item.title)
    return translate(_(FOLLOWED, mapping={"title": title}))


def target_in(because: str, otherwise: int) -> Target:
    """Return the target of a reason; those without one are about the item with the UID ``otherwise``."""
    name, _mark, tag = because.removeprefix("follows ").partition("#")
    uid = uid_from_name(name) if because.startswith("follows ") else None
    return Target(uid if uid is not None else otherwise, tag)


class ActivityEmail(Email):
    """An email about something the recipient follows."""

    @property
    def is_brief(self):
        """Return True if the email says neither title nor text, as private spaces want it by default."""
        if getattr(self.message, "in_site", False):
            return False
        return hides_content(self.site.uids.get(self.message.about))

    def brief(self, item):
        """Return the email that only says that there is something new."""
        return self.compose(
            _("Something new in a confidential space"),
            _("There is something new for you. Emails from confidential spaces do not say what."),
            SEE_IT,
            link=self.link(item),
        )

    def about(self, composed, thread, item):
        """Return the composed email about an item, with the reason for it and with the ways to unsubscribe."""
        target = target_in(self.data.get("because", ""), thread.uid)
        address = address_for(self.registry, self.people, self.recipient.id, FOLLOW, target)
        body, _mark, signature = composed.text.rpartition("\n\n-- \n")
        why = because_text(self, self.data.get("because", ""))
        parts = [body, self.translate(WHY, why=why) if why else "", self.translate(STOP, stop=address)]
        text = "\n\n".join(filter(None, parts)) + f"\n\n-- \n{signature}"
        headers = headers_for(address)
        for more in registered(self.registry, HEADERS).values():
            headers.update(more(self, item))
        return composed._replace(text=text, headers=headers)


def said(registry, site, store, account, row, in_site=True):
    """Return what a notification says to a person now, as an email, or None if it says nothing any more.

    In an email (not ``in_site``), it says less about confidential spaces.
    """
    kind = registered(registry, EMAIL).get(row.kind)
    if kind is None:
        return None
    message = SimpleNamespace(
        kind=row.kind, to=account.id, about=row.about, key=row.message, data=dict(row.data), in_site=in_site
    )
    return kind.build.composed(registry, site, store, message, account)


def digest(email, _site):
    """Compose a digest; return None if nothing of it can be seen any more."""
    inbox = inbox_of(email.people, email.recipient.id)
    sections, first = [], None
    for name in dict.fromkeys(space for space, _id in email.data["entries"]):
        space = email.site.uids.get(uid_from_name(name))
        if space is None or not email.viewer.sees(space):
            continue
        rows = [inbox.get(id) for one, id in email.data["entries"] if one == name] if inbox is not None else []
        lines = [_line(email, row) for row in rows if row is not None]
        lines = [line for line in lines if line]
        if lines:
            first = first or space
            more = len(lines) - LISTED
            if more > 0:
                lines = [*lines[:LISTED], email.translate(_("and ${n} more"), n=more)]
            sections += [email.title(space), *lines]
    if first is None:
        return None
    address = address_for(email.registry, email.people, email.recipient.id, DIGEST, Target(first.uid))
    composed = email.compose(
        _("New in your spaces: ${site}"),
        *sections,
        _("All notifications: ${link}"),
        email.translate(STOP, stop=address),
        link=email.page_link("/notifications"),
        site=email.translate(email.site.title),
    )
    return composed._replace(headers=headers_for(address))


def _line(email, row):
    composed = said(email.registry, email.site, email.people, email.recipient, row, in_site=False)
    return f"* {' '.join(composed.subject.split())}\n  {composed.link}" if composed is not None else ""


def includeme(config):
    config.add_directive("add_email_headers", add_email_headers)
    config.add_email_choice("digests", _("Digests of spaces"), order=10)
    config.add_email(KIND, to_account(digest), choice="digests")
