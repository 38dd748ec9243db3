"""Log in and out, for the pages and the HTTP API.

The answers for known and unknown people have the same text and take the same time.  Views that
call `authenticate` are exempt from the write lock (``config.add_unlocked_views``), since hashing
takes long.  What they write is committed in separate short transactions, because a failed login is
answered by an error, which saves nothing in the request's own transaction.
"""

from datetime import datetime
from typing import NamedTuple

from pyramid.registry import Registry

from moothall.core.base.errors import BadInput, InvalidField, TooManyRequests, Unauthorized
from moothall.core.base.i18n import _
from moothall.core.base.settings import settings_of
from moothall.core.event_log.log import ActionContext
from moothall.core.storage.databases import PEOPLE
from moothall.core.storage.write_lock import write_apart
from moothall.people.account import Account
from moothall.people.schema import canonical_address
from moothall.people.settings import PeopleSettings
from moothall.people.throttle import Limits, login_attempt
from moothall.web import csrf, sessions
from moothall.web.client_info import device_of, network_of
from moothall.web.security import bearer_token, begin_session, has_bearer
from moothall.web.unsent_forms import forget_drafts_header

WRONG = _("That username and password do not match. Check both.")
NOT_RIGHT = _("Your current password is wrong.")
TOO_MANY = _("Too many attempts with this username or from your network. Wait a little and try again.")

#: Maximum length of a username; longer input is cut before it is hashed into a key.
_MAX_LOGIN_LENGTH = 200


class LoggedIn(NamedTuple):
    """Announced after someone has logged in, by form or by program."""

    registry: Registry
    person: str
    at: datetime


class LoginsFailed(NamedTuple):
    """Announced when failed logins have used up the attempts without a delay; ``person`` owns the account."""

    registry: Registry
    person: str | None
    at: datetime


def authenticate(request, login: str, password: str) -> Account:
    """Return the account with this username or email address and password.

    Raise `Unauthorized` if they do not match or the account is disabled, and `TooManyRequests` after
    too many failed attempts.
    """
    login = login.strip().lower()[:_MAX_LOGIN_LENGTH]
    account = request.people.by_login(login) or request.people.by_email(login)
    if not _counted_try(request, login, account, password):
        raise Unauthorized(WRONG)
    request.registry.notify(LoggedIn(request.registry, account.id, request.registry.clock()))
    return account


def check_password(request, password: str, field: str = "password") -> None:
    """Raise :class:`InvalidField` unless ``password`` is that of the person who sends the request.

    It is asked for before actions that cannot be undone.  A wrong one counts as a failed login.
    """
    if not _counted_try(request, request.account.login, request.account, password):
        raise InvalidField(field, NOT_RIGHT)


def _counted_try(request, login, account, password) -> bool:
    """Return True if ``password`` is that of ``account`` (or None).

    Raise :class:`TooManyRequests` after many failures.
    """
    registry = request.registry
    settings, now, passwords = settings_of(registry, PeopleSettings), registry.clock(), registry.moothall_passwords
    # All spellings that find the same account are counted together.
    name = canonical_address(login).casefold()
    limits, attempt = Limits.of(settings), login_attempt(request.people.secret, name, request.remote_addr)
    wait, failures = write_apart(registry, PEOPLE, lambda root: _take(root[PEOPLE].throttle, attempt, now, limits))
    if wait:
        raise TooManyRequests(TOO_MANY, retry_after=wait)
    matches = passwords.matches(account.password if account is not None else None, password)
    if not matches or not account.enabled:
        if failures == limits.account_tries:
            registry.notify(LoginsFailed(registry, account.id if account is not None else None, now))
        return False
    renewed = str(passwords.hash(password)) if passwords.is_outdated(account.password) else None

    def succeed(root):
        people = root[PEOPLE]
        people.throttle.succeeded(attempt, now, limits)
        stored = people.by_id[account.id]
        if renewed is not None and stored.password == account.password:
            stored.password = renewed

    write_apart(registry, PEOPLE, succeed)
    return True


def log_in(request, account: Account) -> list[tuple[str, str]]:
    """Begin a session in the browser and return the headers for the response.

    The previous session of the browser ends, and its cookie changes.
    """
    return _cookie(request, begin_session(request, account, sessions.COOKIE))


def stay_logged_in(request, account: Account) -> list[tuple[str, str]]:
    """Return headers for a new session, in the transaction of a change that ended all sessions."""
    return _cookie(request, begin_session(request, account, sessions.COOKIE, apart=False))


def log_out(request) -> list[tuple[str, str]]:
    """End the session of this browser; return the headers for the response."""
    if request.account is not None:
        act = ActionContext(request.account.id, request.now)
        request.people.end_session(act, request.account, sessions.cookie_token(request))
    return logged_out_headers(request)


def log_out_everywhere(request) -> list[tuple[str, str]]:
    """End every session and token of the person on all devices; return the headers for the response."""
    request.people.end_sessions(ActionContext(request.account.id, request.now), request.account)
    return logged_out_headers(request)


def logged_out_headers(request) -> list[tuple[str, str]]:
    """Return the headers after which the browser belongs to a new guest and keeps no drafts."""
    value = request.environ[csrf.NEW_VISITOR] = sessions.new_visitor_value()
    return [forget_drafts_header(request), sessions.cookie_header(request, value)]


def issue_token(request) -> dict[str, str]:
    """Handle ``POST /@login`` with ``{"login", "password"}``: return a bearer token for the HTTP API."""
    login, password = (request.sent_fields.get(name) for name in ("login", "password"))
    if not isinstance(login, str) or not isinstance(password, str):
        raise BadInput(_('Send "login" and "password" as text.'))
    account = authenticate(request, login, password)
    return {"token": begin_session(request, account, sessions.BEARER)}


def renew_token(request) -> dict[str, str]:
    """Handle ``POST /@login-renew``: return a new bearer token and end the one that was sent."""
    fresh = begin_session(request, request.account, sessions.BEARER, apart=False)
    if has_bearer(request):
        request.people.sessions.end(bearer_token(request))
    return {"token": fresh}


def origin_of(request) -> dict[str, str]:
    """Return where a request came from, as the email about it names it."""
    return {"device": device_of(request.user_agent), "network": network_of(request.remote_addr)}


def _take(throttle, attempt, now, limits):
    return throttle.take(attempt, now, limits), throttle.failures(attempt, now, limits)


def _cookie(request, token):
    return [sessions.cookie_header(request, f"{sessions.SIGNED_IN}.{token}")]
