"""Mails that anybody can have sent to any address must not become a nuisance there."""

from moothall.core.base.errors import TooManyRequests
from moothall.core.base.i18n import _
from moothall.core.base.settings import settings_of
from moothall.core.storage.databases import PEOPLE
from moothall.core.storage.write_lock import write_apart
from moothall.people.settings import PeopleSettings
from moothall.people.throttle import Limits, login_attempt

TOO_MANY = _("Several emails have already been requested for this address or from your network. Check your "
"inbox and spam folder, or wait a little and try again.")  # fmt: skip

_COUNTED = "moothall.mail counted"


def count_email(request, address: str) -> None:
    """Count a mail to ``address``, whether or not anybody has it; raises :class:`TooManyRequests` after several.

    It is written apart, as the same request may have counted a password there: both in
    one transaction would conflict with themselves.
    """
    if _COUNTED in request.environ:
        # The request met another one and is tried again.
        return
    limits = Limits.of_mails(settings_of(request.registry, PeopleSettings))
    asked = login_attempt(request.people.secret, address.strip().casefold(), request.remote_addr, "mail ")
    wait = write_apart(request.registry, PEOPLE, lambda root: root[PEOPLE].throttle.take(asked, request.now, limits))
    if wait:
        raise TooManyRequests(TOO_MANY, retry_after=wait)
    request.environ[_COUNTED] = True
