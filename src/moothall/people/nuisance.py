"""Mails that anybody can have sent to any address must not become a nuisance there."""

from moothall.core.errors import TooMany
from moothall.core.i18n import _
from moothall.core.settings import settings_of
from moothall.people.throttle import Limits, guess

TOO_MANY = _("Several mails were asked for already, for this address or from your network. Please look for them, also "
             "among the unwanted ones, or wait a little and try again.")  # fmt: skip


def count_mail(request, address: str) -> None:
    """Count a mail to ``address``, whether or not anybody has it; raises :class:`TooMany` after several."""
    settings = settings_of(request.registry)
    asked = guess(request.people.secret, address.strip().casefold(), request.remote_addr, "mail ")
    wait = request.people.throttle.take(asked, request.now, Limits.of_mails(settings))
    if wait:
        raise TooMany(TOO_MANY, retry_after=wait)
