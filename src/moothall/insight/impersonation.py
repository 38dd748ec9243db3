"""View as: an administrator views the site as another person and cannot change anything meanwhile.

The choice is stored with the administrator's session and ends with it.  Until then requests with the
cookie of that session are those of the other person, or of a person with one role in one space;
programs with a bearer token are not affected.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from BTrees.OOBTree import OOBTree
from pyramid.csrf import get_csrf_token

from moothall.core.access import AccessData, AccessRecord, Grant
from moothall.core.access import roles as R
from moothall.core.access.records import SPACE
from moothall.core.authorization.access_context import definitions_of
from moothall.core.base.errors import Forbidden
from moothall.core.base.i18n import _
from moothall.core.base.settings import settings_of
from moothall.core.event_log.log import ActionContext
from moothall.insight.log_events import VIEW_AS
from moothall.people.account import Account
from moothall.space.role_labels import ROLE_WORDS
from moothall.ui.layout.presenters import Action, Banner
from moothall.web.settings import WebSettings
from moothall.web.transactions import SAFE_METHODS

DATA_KEY = "view as"
#: The page that starts and ends viewing as someone else: the only one that accepts a POST meanwhile.
NAME = "view-as"
#: The role of a person who has an account and no role anywhere.
SIGNED_IN = "signed-in"
GUEST = "guest"
#: Pages that only the person may see, such as the export of their own data.
PERSONAL = frozenset({"own-data", "log-in", "invitation"})
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)

THEIRS = _("You are viewing the site as someone else. This page is only for them.")
READ_ONLY = _("You are viewing the site as someone else. You cannot change anything until you stop.")


class StoredImpersonation(NamedTuple):
    """The choice stored with a session: by whom and when, a person's ID or a role, and its space (``None``: all)."""

    by: str
    at: datetime
    person: str | None
    role: str | None
    space: int | None


class Impersonation:
    """The person or role as which an administrator views the site, in one request."""

    def __init__(self, chosen, account, own):
        self.chosen, self.account, self.own = chosen, account, own

    def access_data(self, site):
        """Return the access data of the view: a chosen role applies although no one was given it."""
        if self.chosen.role in (None, GUEST, SIGNED_IN):
            return None
        return _AsRole(site, self.chosen)


class _AsRole(AccessData):
    """Access data with one more membership in them."""

    def __init__(self, site, chosen):
        super().__init__(site.access, definitions_of(site))
        self._chosen = chosen

    def record(self, uid):
        record = super().record(uid)
        if record is not None and record.kind == SPACE and self._chosen.space in (None, record.uid):
            return _Joined(record, principal_of(self._chosen), Grant(self._chosen.role, BEGINNING))
        return record


class _Joined:
    """An access record with one grant more than is stored."""

    roles_of = AccessRecord.roles_of

    def __init__(self, record, principal, grant):
        self._record = record
        self.grants = _OneMore(record.grants, principal, grant)

    def __getattr__(self, name):
        return getattr(self._record, name)


class _OneMore:
    """Grants by principal, with one that no one was given."""

    def __init__(self, grants, principal, grant):
        self._grants, self._principal, self._grant = grants, principal, grant

    def get(self, principal, default=None):
        return (self._grant,) if principal == self._principal else self._grants.get(principal, default)

    def __iter__(self):
        return iter(self._grants)

    def __getattr__(self, name):
        return getattr(self._grants, name)


def principal_of(chosen):
    """Return the principal of a chosen role, in one space or in all; no account has it."""
    return f"as {chosen.role} in {chosen.space or 'all'}"


# -- the person of a request


def impersonation_for(request, own, token):
    """Return the :class:`Impersonation` of a session, or ``None``."""
    chosen = stored_impersonation(request.people, token)
    if chosen is None or chosen.by != own.id or R.ADMINISTRATOR not in own.site_roles:
        return None
    if chosen.person is not None:
        account = request.people.by_id(chosen.person)
        return Impersonation(chosen, account, own) if account is not None else None
    return Impersonation(chosen, _stand_in(request, chosen), own)


def _stand_in(request, chosen):
    """Return an account for a role; it belongs to no one and is not stored."""
    if chosen.role == GUEST:
        return None
    # The language of a request is that of its account, which is being created here.
    account = Account(principal_of(chosen), "", title_of(chosen.role), None, request.now)
    account.__name__ = GUEST
    return account


def title_of(role):
    """Return the title of a person with a role."""
    return {SIGNED_IN: _("Someone with an account"), GUEST: _("Someone without an account")}.get(role) or ROLE_WORDS[
        role
    ]


def stored_impersonation(people, token):
    """Return what is stored with a session, or ``None``."""
    room = people.feature_data(DATA_KEY)
    return StoredImpersonation(*stored) if room is not None and (stored := room.get(_key(token))) is not None else None


def begin(request, token, person=None, role=None, space=None):
    """View the site as a person, or as a person with a role, and log an event."""
    chosen = StoredImpersonation(request.person.id, request.now, person, role, space.uid if space is not None else None)
    room = request.people.feature_data(DATA_KEY, OOBTree)
    _tidy(room, request.now - timedelta(hours=settings_of(request.registry, WebSettings).session_hours))
    room[_key(token)] = tuple(chosen)
    _record(request, request.act(), None, chosen)


def end(request, token):
    """Stop viewing as someone else."""
    chosen, room = stored_impersonation(request.people, token), request.people.feature_data(DATA_KEY)
    if chosen is not None:
        del room[_key(token)]
        _record(request, ActionContext(chosen.by, request.now), chosen, None)


def _tidy(room, before):
    """Delete the choices of sessions that have ended, of all people."""
    for key in [key for key, stored in room.items() if StoredImpersonation(*stored).at < before]:
        del room[key]


def _record(request, act, before, after):
    chosen = after or before
    request.site.event_log.append(
        act,
        VIEW_AS,
        chosen.space or request.site.uid,
        key=chosen.person,
        before=before and (before.role or "person"),
        after=after and (after.role or "person"),
    )


def _key(token):
    return hashlib.sha256(b"view as " + token.encode()).digest()


# -- while it lasts


def enforce_read_only(event):
    """Reject unsafe requests while an administrator views the site as someone else, except the request to stop."""
    request = event.request
    if request.view_name in PERSONAL and request.impersonation is not None:
        raise Forbidden(THEIRS)
    if (
        request.method not in SAFE_METHODS
        and request.impersonation is not None
        and (request.view_name != NAME or request.context is not request.site)
    ):
        raise Forbidden(READ_ONLY)


def banner(view):
    """Return the :class:`Banner` on every page while it lasts, or ``None``."""
    request = view.request
    impersonation = request.impersonation
    if impersonation is None:
        return None
    translate, chosen = view.translate, impersonation.chosen
    who = impersonation.account.name if chosen.person is not None else translate(title_of(chosen.role))
    space = request.site.uids.get(chosen.space) if chosen.space is not None else None
    if space is not None:
        who = translate(_("${role} of “${space}”", mapping={"role": who, "space": space.title}))
    text = translate(_("Viewing the site as ${who}. You cannot change anything.", mapping={"who": who}))
    return Banner(
        text, Action(translate(_("Stop viewing as someone else")), f"/{NAME}", post=True), get_csrf_token(request)
    )
