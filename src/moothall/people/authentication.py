"""Logging in and out: what the pages and the HTTP API both do.

Log-ins answer alike for known and unknown people, in words and in time.  The
views that call `authenticate` are exempt from the write lock
(``config.add_unlocked_views``), since hashing takes long; what they write is
written apart, in short transactions, because a failed log-in is answered by an
error and so saves nothing in the request's own one.
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
from moothall.people.settings import PeopleSettings
from moothall.people.throttle import Limits, login_attempt
from moothall.web import sessions
from moothall.web.client_info import device_of, network_of
from moothall.web.security import bearer_token, begin_session, has_bearer

WRONG = _("That username and password do not match. Check both.")
NOT_RIGHT = _("Your current password is wrong.")
TOO_MANY = _("Too many attempts with this username or from your network. Wait a little and try again.")

#: No log-in is longer; what is typed is cut before it is hashed into a key.
_MAX_LOGIN_LENGTH = 200


class LoggedIn(NamedTuple):
    """Announced after somebody has logged in, by form or by program."""

    registry: Registry
    person: str
    at: datetime


class LoginsFailed(NamedTuple):
    """Announced when a series of failed log-ins has used up the free tries; ``person`` is whose account it is about."""

    registry: Registry
    person: str | None
    at: datetime


def authenticate(request, login: str, password: str) -> Account:
    """The account with this log-in, or mail address, and password.

    Raises `Unauthorized` where they do not belong together or the account is
    disabled, and `TooManyRequests` where there were too many failed tries.
    """
    login = login.strip().lower()[:_MAX_LOGIN_LENGTH]
    account = request.people.by_login(login) or request.people.by_email(login)
    if not _counted_try(request, login, account, password):
        raise Unauthorized(WRONG)
    request.registry.notify(LoggedIn(request.registry, account.id, request.registry.clock()))
    return account


def check_password(request, password: str, field: str = "password") -> None:
    """Raise :class:`InvalidField` unless ``password`` is that of the person asking: before what cannot be undone.

    A wrong one counts like a failed log-in.
    """
    if not _counted_try(request, request.account.login, request.account, password):
        raise InvalidField(field, NOT_RIGHT)


def _counted_try(request, login, account, password) -> bool:
    """Whether ``password`` opens ``account`` (or None); raises :class:`TooManyRequests` after many failures."""
    registry = request.registry
    settings, now, passwords = settings_of(registry, PeopleSettings), registry.clock(), registry.moothall_passwords
    limits, attempt = Limits.of(settings), login_attempt(request.people.secret, login, request.remote_addr)
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
    """Begin a session in the browser; returns the headers for the answer.

    The session the browser had before ends, and its cookie changes.
    """
    return _cookie(request, begin_session(request, account, sessions.COOKIE))


def stay_logged_in(request, account: Account) -> list[tuple[str, str]]:
    """A new session after a change that ended all of them, in the transaction that makes the change."""
    return _cookie(request, begin_session(request, account, sessions.COOKIE, apart=False))


def log_out(request) -> list[tuple[str, str]]:
    """End every session of the person, here and elsewhere; returns the headers for the answer."""
    if request.account is not None:
        request.people.end_sessions(ActionContext(request.account.id, request.now), request.account)
    return [sessions.cookie_header(request, None)]


def issue_token(request) -> dict[str, str]:
    """``POST /@login`` with ``{"login", "password"}``: a bearer token for the HTTP API."""
    body = request.json_body
    login, password = (body.get(name) for name in ("login", "password")) if isinstance(body, dict) else (None, None)
    if not isinstance(login, str) or not isinstance(password, str):
        raise BadInput(_('Send "login" and "password" as text.'))
    account = authenticate(request, login, password)
    return {"token": begin_session(request, account, sessions.BEARER)}


def renew_token(request) -> dict[str, str]:
    """``POST /@login-renew``: a new bearer token for the one that is sent, which ends."""
    fresh = begin_session(request, request.account, sessions.BEARER, apart=False)
    if has_bearer(request):
        request.people.sessions.end(bearer_token(request))
    return {"token": fresh}


def origin_of(request) -> dict[str, str]:
    """Where something was asked from, as the mail about it says."""
    return {"device": device_of(request.user_agent), "network": network_of(request.remote_addr)}


def _take(throttle, attempt, now, limits):
    return throttle.take(attempt, now, limits), throttle.failures(attempt, now, limits)


def _cookie(request, token):
    return [sessions.cookie_header(request, f"{sessions.SIGNED_IN}.{token}")]
