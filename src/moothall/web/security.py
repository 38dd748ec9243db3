"""The identity of a request and Pyramid's security policy.

A person is identified by the session cookie or by a bearer token; with a bearer token the cookie is ignored.  The
account is read from the root of the people database, because the transaction needs it before the context is found.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request

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

    def identity(self, request: Request) -> Person | None:
        """Return the person of the request, or ``None`` for visitors."""
        account = request.account
        return account.person if account is not None else None

    def authenticated_userid(self, request: Request) -> str | None:
        """Return the ID of the account of the request, or ``None`` for visitors."""
        account = request.account
        return account.id if account is not None else None

    def permits(self, request: Request, context: Any, permission: str) -> bool:
        """Return True if the person holds ``permission`` on ``context``."""
        return request.allowed(permission, context)

    def remember(self, request: Request, userid: str, **_kw: Any) -> list[tuple[str, str]]:
        """Begin a session for the account with the ID ``userid`` and return the header that sets its cookie."""
        token = begin_session(request, request.people.by_id(userid), sessions.COOKIE)
        return [sessions.cookie_header(request, f"{sessions.SIGNED_IN}.{token}")]

    def forget(self, request: Request, **_kw: Any) -> list[tuple[str, str]]:
        """Return the header that deletes the cookie; `moothall.people.authentication` ends the sessions."""
        return [sessions.cookie_header(request, None)]


def begin_session(request: Request, account: Any, kind: str, apart: bool = True) -> str:
    """Begin a session for ``account`` and return its token.

    The session is written in a short transaction of its own, so that the request that hashed the password neither
    takes the write lock nor runs into a conflict.  With ``apart=False`` it is part of the request's transaction, for
    requests that change the account as well.
    """
    lifetime = timedelta(hours=settings_of(request.registry, WebSettings).session_hours)
    old = sessions.cookie_token(request) if kind == sessions.COOKIE else None
    device, network = device_of(request.user_agent), network_of(request.remote_addr)

    def begin(stored: Any) -> str:
        if old is not None:
            stored.end(old)
        return stored.begin(account.id, kind, account.generation, request.now, lifetime, device, network)

    if apart:
        return write_apart(request.registry, PEOPLE, lambda root: begin(root[PEOPLE].sessions))
    return begin(request.people.sessions)


def has_bearer(request: Request) -> bool:
    """Return True if the request has a bearer token, valid or not."""
    return request.headers.get("Authorization", "").lower().startswith("bearer ")


def bearer_token(request: Request) -> str:
    """Return the bearer token of the request."""
    return request.headers["Authorization"][len("bearer ") :].strip()


def token_of(request: Request) -> tuple[str | None, str]:
    """Return the session token of the request, valid or not, and its kind."""
    if has_bearer(request):
        return bearer_token(request), sessions.BEARER
    return sessions.cookie_token(request), sessions.COOKIE


def _account(request: Request) -> Any:
    """Return the account whose access applies to the request, or None for visitors."""
    impersonation = request.impersonation
    return impersonation.account if impersonation is not None else request.own_account


def _impersonation(request: Request) -> Any:
    """Return the account that an administrator impersonates, or None; see ``config.set_impersonation``."""
    impersonate, own = registered(request.registry, "impersonation").get("impersonation"), request.own_account
    if impersonate is None or own is None or has_bearer(request):
        return None
    return impersonate(request, own, sessions.cookie_token(request))


def _own_account(request: Request) -> Any:
    """Return the account that sends this request, or None for visitors."""
    token, kind = token_of(request)
    return request.people.account_of(token, kind, request.now) if token else None


def _set_impersonation(config: Configurator, impersonate: Callable[[Request, Any, str], Any]) -> None:
    """Find the impersonated account of a session with ``impersonate(request, account, token)``."""
    register(config, "impersonation", "impersonation", impersonate)


def includeme(config: Configurator) -> None:
    """Register the security policy and the attributes of requests for accounts."""
    config.add_directive("set_impersonation", _set_impersonation)
    config.add_request_method(_own_account, "own_account", reify=True)
    config.add_request_method(_impersonation, "impersonation", reify=True)
    config.add_request_method(_account, "account", reify=True)
    config.set_security_policy(SecurityPolicy())
