"""Why a person gets no email about an item: their address, what they turned off, how they follow, and digests."""

from moothall.core.base.i18n import _
from moothall.core.base.registry import registered
from moothall.core.content.items import Item
from moothall.core.work.delivery import EMAIL_CHOICE
from moothall.inbound_email.bounces import is_paused
from moothall.notification.digest import FREQUENCIES
from moothall.notification.followable import can_follow, followed, space_frequency
from moothall.notification.subscriptions import ALL, LEVELS
from moothall.space.content import Space
from moothall.web.api.service import Service

NOTHING = _("Nothing prevents emails. If one is missing, look in your spam folder.")


def reasons_for(request, item) -> list[tuple[str, str]]:
    """Return (code, sentence) of each reason for which the person of the request gets no email about an item."""
    translate, account = request.localizer.translate, request.account
    found = []
    if not account.email:
        found.append(("no address", translate(_("Your account has no email address."))))
    elif is_paused(request.people, account):
        text = _("Emails to your address came back, so that no notifications are sent to it.")
        found.append(("paused", translate(text)))
    place = item
    while place is not None and not can_follow(request, place):
        place = place.__parent__
    if place is not None:
        level = followed(request, place).applies.level
        if level != ALL:
            title, level_title = _title(request, place), translate(LEVELS[level])
            text = _("For “${title}” you get: ${level}.", mapping={"title": title, "level": level_title})
            found.append(("level", translate(text)))
    off = [title for name, title in registered(request.registry, EMAIL_CHOICE).items() if name in account.emails_off]
    if off:
        names = ", ".join(map(translate, off))
        found.append(("turned off", translate(_("You turned off these emails: ${names}", mapping={"names": names}))))
    space = item
    while space is not None and not isinstance(space, Space):
        space = space.__parent__
    if space is not None:
        frequency = space_frequency(request, space)
        if frequency != "never":
            title, often = _title(request, space), translate(FREQUENCIES[frequency])
            text = _("For “${title}” you chose: ${level}.", mapping={"title": title, "level": often})
            found.append(("digest", translate(text)))
    return found or [("none", translate(NOTHING))]


def _title(request, item) -> str:
    """Return the title of an item, unless the person cannot see it: they may see a part of a hidden space."""
    return request.localizer.translate(item.title) if request.viewer.sees(item) else "…"


class WhyNoEmailService(Service):
    """``@why-no-email`` of an item, for oneself."""

    def get(self):
        self.require_login()
        reasons = [{"reason": code, "text": text} for code, text in reasons_for(self.request, self.context)]
        return {"@id": self.url("@why-no-email"), "items": reasons}


def includeme(config):
    config.add_service(WhyNoEmailService, name="@why-no-email", attr="get", context=Item)
