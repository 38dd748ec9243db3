"""Who sends a request, and the security policy that asks the access facts.

A person is known by the cookie's session or by a bearer token, never by both:
a request that carries a bearer token is judged by it alone.  The account is
read from the root of the people database, since the transaction asks who it
is before there is a context.
"""

from datetime import timedelta

from moothall.core.access.person import Person
from moothall.core.base.registry import register, registered
from moothall.core.base.settings import settings_of
from moothall.core.storage.databases import PEOPLE
from moothall.core.storage.write_lock import write_apart
from moothall.web import sessions
from moothall.web.client_info import device_of, network_of
from moothall.web.settings import WebSettings


class SecurityPolicy:
    """Pyramid's security policy for this site."""

    def identity(self, request) -> Person | None:
        account = request.account
        return account.person if account is not None else None

    def authenticated_userid(self, request) -> str | None:
        account = request.account
        return account.id if account is not None else None

    def permits(self, request, context, permission) -> bool:
        return request.allowed(permission, context)

    def remember(self, request, userid, **kw):
        """Begin a session for the account with the id ``userid``; the header gives the browser its cookie."""
        token = begin_session(request, request.people.by_id(userid), sessions.COOKIE)
        return [sessions.cookie_header(request, f"{sessions.SIGNED_IN}.{token}")]

    def forget(self, request, **kw):
        """The header that takes the cookie away; `moothall.people.authentication` ends the sessions."""
        return [sessions.cookie_header(request, None)]


def begin_session(request, account, kind: str, apart: bool = True) -> str:
    """Begin a log-in for ``account`` and return its token.

    It is written in a short transaction of its own, so that the request that
    hashed the password neither holds the write lock nor can meet a conflict.
    With ``apart=False`` it belongs to the request's own transaction, for a
    request that has changed the account as well.
    """
    lifetime = timedelta(hours=settings_of(request.registry, WebSettings).session_hours)
    old = sessions.cookie_token(request) if kind == sessions.COOKIE else None
    device, network = device_of(request.user_agent), network_of(request.remote_addr)

    def begin(stored):
        if old is not None:
            stored.end(old)
        return stored.begin(account.id, kind, account.generation, request.now, lifetime, device, network)

    if apart:
        return write_apart(request.registry, PEOPLE, lambda root: begin(root[PEOPLE].sessions))
    return begin(request.people.sessions)


def has_bearer(request) -> bool:
    """Whether the request is to be judged by a bearer token, be it a good one or not."""
    return request.headers.get("Authorization", "").lower().startswith("bearer ")


def bearer_token(request) -> str:
    """The bearer token that the request carries."""
    return request.headers["Authorization"][len("bearer ") :].strip()


def token_of(request) -> tuple[str | None, str]:
    """The token of a log-in that the request carries, good or not, and of which kind it is."""
    if has_bearer(request):
        return bearer_token(request), sessions.BEARER
    return sessions.cookie_token(request), sessions.COOKIE


def _account(request):
    """The account this request is answered for, or None for guests."""
    impersonation = request.impersonation
    return impersonation.account if impersonation is not None else request.own_account


def _impersonation(request):
    """As whom an administrator looks at the site, or None: see ``config.set_impersonation``."""
    impersonate, own = registered(request.registry, "impersonation").get("impersonation"), request.own_account
    if impersonate is None or own is None or has_bearer(request):
        return None
    return impersonate(request, own, sessions.cookie_token(request))


def _own_account(request):
    """The account that sends this request, or None for guests."""
    token, kind = token_of(request)
    return request.people.account_of(token, kind, request.now) if token else None


def _set_impersonation(config, impersonate):
    """Directive: ``impersonate(request, account, token)`` says as whom the holder of a log-in looks at the site."""
    register(config, "impersonation", "impersonation", impersonate)


def includeme(config):
    config.add_directive("set_impersonation", _set_impersonation)
    config.add_request_method(_own_account, "own_account", reify=True)
    config.add_request_method(_impersonation, "impersonation", reify=True)
    config.add_request_method(_account, "account", reify=True)
    config.set_security_policy(SecurityPolicy())
