"""Limit emails that anyone can have sent to any address."""

from moothall.core.base.errors import TooManyRequests
from moothall.core.base.i18n import _
from moothall.core.base.settings import settings_of
from moothall.core.storage.databases import PEOPLE
from moothall.core.storage.write_lock import write_apart
from moothall.people.schema import canonical_address
from moothall.people.settings import PeopleSettings
from moothall.people.throttle import Limits, login_attempt

TOO_MANY = _("Several emails have already been requested for this address or from your network. Check your "
"inbox and spam folder, or wait a little and try again.")  # fmt: skip

_COUNTED = "moothall.mail counted"


def count_email(request, address: str) -> None:
    """Count an email to ``address``, known or not; raise :class:`TooManyRequests` after several.

    The count is committed separately, since the same request may have counted a password there: both
    in one transaction would conflict with each other.
    """
    if _COUNTED in request.environ:
        # The request had a write conflict and is retried.
        return
    limits = Limits.of_emails(settings_of(request.registry, PeopleSettings))
    name = canonical_address(address).casefold()
    asked = login_attempt(request.people.secret, name, request.remote_addr, "mail ")
    wait = write_apart(request.registry, PEOPLE, lambda root: root[PEOPLE].throttle.take(asked, request.now, limits))
    if wait:
        raise TooManyRequests(TOO_MANY, retry_after=wait)
    request.environ[_COUNTED] = True
