"""Logging in and out: what the pages and the HTTP API both do.

Log-ins answer alike for known and unknown people, in words and in time.  The
views that call `authenticate` are exempt from the write lock
(``config.write_without_lock``), since hashing takes long; what they write is
written apart, in short transactions, because a failed log-in is answered by an
error and so saves nothing in the request's own one.
"""

from moothall.core import sessions
from moothall.core.errors import BadInput, NotSignedIn, TooMany
from moothall.core.i18n import _
from moothall.core.security import begin_session
from moothall.core.settings import settings_of
from moothall.core.storage import PEOPLE
from moothall.core.writing import write_apart
from moothall.people.account import Account
from moothall.people.throttle import Limits, guess

WRONG = _("That log-in and password do not belong together. Please check both.")
TOO_MANY = _("There were too many tries with this log-in or from your network. Please wait a little and try again.")

#: No log-in is longer; what is typed is cut before it is hashed into a key.
_LONGEST_LOGIN = 200


def authenticate(request, login: str, password: str) -> Account:
    """The account with this log-in and password.

    Raises `NotSignedIn` where they do not belong together or the account is
    disabled, and `TooMany` where there were too many failed tries.
    """
    login = login.strip().lower()[:_LONGEST_LOGIN]
    settings = settings_of(request.registry)
    limits = Limits.of(settings)
    attempt = guess(request.people.secret, login, request.remote_addr)
    now = request.registry.clock()
    wait = write_apart(request.registry, PEOPLE, lambda root: root[PEOPLE].throttle.take(attempt, now, limits))
    if wait:
        raise TooMany(TOO_MANY, retry_after=wait)
    passwords = request.registry.moothall_passwords
    account = request.people.by_login(login)
    matches = passwords.matches(account.password if account is not None else None, password)
    if not matches or not account.enabled:
        raise NotSignedIn(WRONG)
    renewed = str(passwords.hash(password)) if passwords.is_outdated(account.password) else None

    def succeed(root):
        people = root[PEOPLE]
        people.throttle.succeeded(attempt, now, limits)
        stored = people.by_id[account.id]
        if renewed is not None and stored.password == account.password:
            stored.password = renewed

    write_apart(request.registry, PEOPLE, succeed)
    return account


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
        request.people.end_sessions(None, request.account)
    return [sessions.cookie_header(request, None)]


def issue_token(request) -> dict[str, str]:
    """``POST /@login`` with ``{"login", "password"}``: a bearer token for the HTTP API."""
    body = request.json_body
    login, password = (body.get(name) for name in ("login", "password")) if isinstance(body, dict) else (None, None)
    if not isinstance(login, str) or not isinstance(password, str):
        raise BadInput(_('Please send "login" and "password", both as text.'))
    account = authenticate(request, login, password)
    return {"token": begin_session(request, account, sessions.BEARER)}


def _cookie(request, token):
    return [sessions.cookie_header(request, f"{sessions.SIGNED_IN}.{token}")]
