"""``@users``: accounts, for their owners and for administrators.

The format is plone.restapi's.  What everyone who is logged in may know of a person is the profile,
at ``/people/<id>``.
"""

from moothall.core.access.roles import ADMINISTRATOR
from moothall.core.base.collation import folded
from moothall.core.base.errors import BadInput, Forbidden, NotFound, Unauthorized
from moothall.core.base.i18n import _
from moothall.core.operations.revisions import digest_of
from moothall.people.account_log import note, record
from moothall.people.address import change_address
from moothall.people.authentication import check_password, origin_of
from moothall.people.email_rate_limit import count_email
from moothall.people.erasure import erase
from moothall.people.log_events import NEW_PASSWORD
from moothall.people.notices import notify_owner
from moothall.people.pending_verifications import RESET, verifications_of
from moothall.people.recovery import account_for, request_password_reset, set_forgotten_password
from moothall.web.api.batching import BATCH, Batch
from moothall.web.api.service import Service, text_of

#: Field name in the API → attribute of the account.
PROFILE = {
    "fullname": "name",
    "organisation": "organisation",
    "description": "bio",
    "language": "language",
    "languages": "languages",
}
#: Maximum number of characters of a field.
MAX_LENGTH = 2000
#: Fields of plone.restapi that no account has here.
WITHOUT_VALUE = ("home_page", "location", "portrait")
#: Fields of an account in answers.
FIELDS = ("username", "email", "roles", "groups", "enabled", "profile", *PROFILE)


class UsersService(Service):
    """Accounts by username."""

    segments = 2
    parameters = {**BATCH, **dict.fromkeys(("query", "search", "groups-filter", "limit"), ())}

    def get(self):
        rest = self.rest()
        self.require_login()
        if not rest:
            self._must_be_administrator()
            return {
                "@id": self.url("@users", item=self.request.site),
                **Batch(self.request).of([self.show_account(account) for account in self._found()]),
            }
        account = self._account(rest[0])
        self.request.revision = self.revision()
        return self.show_account(account)

    def revision(self, _edition=None):
        """Return the revision of one account; empty for the list."""
        login = next(iter(self.request.subpath), "")
        account = self.request.people.by_login(login)
        return digest_of(self.show_account(account)) if account is not None else ""

    def post(self):
        """Add an account, for administrators; or ``<login>/reset-password``."""
        rest = self.rest(2)
        if len(rest) == 2 and rest[1] == "reset-password":
            return PasswordService(self.context, self.request).post(rest[0])
        if rest:
            raise NotFound()
        self.require_login()
        self._must_be_administrator()
        body, people, site = self.body(), self.request.people, self.request.site
        act = self.request.act()
        self.refuse_unknown(body, (*FIELDS, "password", "sendPasswordReset"))
        login = text_of(body, "username", 100, required=True)
        by_mail = body.get("sendPasswordReset") is True
        password = text_of(body, "password", MAX_LENGTH) or None
        if password is None and not by_mail:
            raise BadInput(_("Send a “password”, or “sendPasswordReset”: true."))
        email = text_of(body, "email", MAX_LENGTH)
        if by_mail and not email.strip():
            raise BadInput(_("Enter an email address like name@example.org."))
        account = people.add(
            login,
            password,
            email,
            self._name(body),
            at=act.at,
            site_roles=_names(body, "roles"),
            groups=_names({"groups": _listed(body.get("groups", []))}, "groups"),
            **{field: body[name] for name, field in PROFILE.items() if name in body and name != "fullname"},
        )
        record(site, act, people.changes_of_new(account))
        if by_mail:
            request_password_reset(site, people, act.at, account.login, origin_of(self.request), by=act.person)
        self.request.response.status_int = 201
        self.request.response.location = self.url("@users", account.login, item=site)
        return self.show_account(account)

    def patch(self):
        (login,) = self.rest() or ("",)
        self.require_login()
        account = self._account(login)
        body, people = self.body(), self.request.people
        act = self.request.act()
        changes = ()
        body = self._changes(body, account)
        if {"roles", "groups", "enabled", "email"} & set(body):
            # People change their own address by a link in an email; others change their roles.
            self._must_be_administrator()
        self.check_if_match()
        self.refuse_unknown(body, FIELDS)
        if "roles" in body:
            changes += people.set_site_roles(act, account, _switched(body["roles"], account.site_roles))
        if "groups" in body:
            changes += people.set_groups(act, account, _switched(_listed(body["groups"]), account.groups))
        if "enabled" in body:
            if not isinstance(body["enabled"], bool):
                raise BadInput(_("“${field}” must be true or false.", mapping={"field": "enabled"}))
            changes += (people.enable if body["enabled"] else people.disable)(act, account)
        if "email" in body and text_of(body, "email", MAX_LENGTH) != account.email:
            change_address(self.request.site, people, act, account, text_of(body, "email", MAX_LENGTH))
        people.update_profile(act, account, **{field: body[name] for name, field in PROFILE.items() if name in body})
        record(self.request.site, act, changes)
        return self.show_account(account) if self.asks_for_representation() else self.nothing()

    def delete(self):
        """Erase the account of someone else; people erase their own in the settings, which ask for the password."""
        (login,) = self.rest() or ("",)
        self.require_login()
        self._must_be_administrator()
        account = self._account(login)
        if account is self.request.account:
            raise Forbidden(_("Delete your own account in your settings."))
        self.check_if_match()
        erase(self.request.registry, self.request.site, self.request.people, self.request.act(), account)
        return self.nothing()

    def _changes(self, body, account):
        """Return the fields to change: of an answer to ``GET`` that is sent back, those that differ."""
        shown = self.show_account(account) if "@id" in body else {}
        return {name: value for name, value in body.items() if name not in shown or shown[name] != value}

    def _found(self):
        """Return the accounts that contain the text of ``query`` or ``search`` and are in a group of the filter."""
        texts = [folded(self.sent.last(name) or "") for name in ("query", "search")]
        groups = set(self.sent.values("groups-filter"))
        found = [
            account
            for account in self.request.people
            if all(any(text in folded(part) for part in (account.login, account.name, account.email)) for text in texts)
            and (not groups or groups & set(account.groups))
        ]
        return found[: self.sent.number("limit", len(found), least=1)]

    def _account(self, login):
        """Return the account with this username, for its owner and for administrators."""
        if self.request.account.login != login.lower():
            self._must_be_administrator()
        account = self.request.people.by_login(login)
        if account is None:
            raise NotFound()
        return account

    def _must_be_administrator(self):
        if ADMINISTRATOR not in self.request.person.site_roles:
            raise Forbidden()

    def _name(self, body):
        return text_of(body, "fullname", MAX_LENGTH) or text_of(body, "username", 100, required=True)

    def show_account(self, account):
        """Return the fields of an account; ``groups`` has the form that plone.restapi gives it."""
        site, titles = self.request.site, self.request.people.groups()
        return {
            "@id": self.url("@users", account.login, item=site),
            "id": account.login,
            "username": account.login,
            "fullname": account.name,
            "email": account.email,
            "organisation": account.organisation,
            "description": account.bio,
            "language": account.language,
            "languages": list(account.languages),
            "roles": sorted(account.site_roles),
            "groups": {
                "@id": self.url("@users", account.login, item=site),
                "items": [{"id": name, "title": titles.get(name, name)} for name in sorted(account.groups)],
                "items_total": len(account.groups),
            },
            "enabled": account.enabled,
            **dict.fromkeys(WITHOUT_VALUE),
            "profile": self.url("people", account.id, item=site),
        }


class PasswordService(Service):
    """``POST @users/<login>/reset-password``, in the three ways of plone.restapi."""

    def post(self, login):
        self.request.response.headers["Cache-Control"] = "no-store"
        body = self.body(optional=True)
        if "reset_token" in body:
            return self._by_link(login, text_of(body, "reset_token", 100, required=True), self._new(body))
        if "old_password" in body:
            return self._by_old_one(login, text_of(body, "old_password", MAX_LENGTH, required=True), self._new(body))
        return self._ask(login)

    def _new(self, body):
        return text_of(body, "new_password", MAX_LENGTH, required=True)

    def _ask(self, login):
        """Request a reset link, and answer the same whether or not the account exists."""
        count_email(self.request, login)
        request_password_reset(self.request.site, self.request.people, self.request.now, login, origin_of(self.request))
        return self.nothing()

    def _by_link(self, login, token, password):
        request = self.request
        verification = verifications_of(request.people).find(token, RESET, request.now)
        account = account_for(request.people, verification) if verification is not None else None
        # The request named a username or an email address; a link for another account is invalid for this one.
        if account is None or login.strip().casefold() not in (account.login, account.email.casefold()):
            raise BadInput(_("This link no longer works"))
        set_forgotten_password(request.site, request.people, request.now, verification, account, password)
        return self.nothing()

    def _by_old_one(self, login, old, password):
        request = self.request
        if request.account is None or request.account.login != login.lower():
            raise Unauthorized()
        account = request.account
        check_password(request, old, "old_password")
        act = request.act(rule="own settings")
        request.people.set_password(act, account, password)
        note(request.site, act, NEW_PASSWORD, account.id)
        notify_owner(request.site, request.people, act, account, "password", **origin_of(request))
        return self.nothing()


def _names(body, field):
    names = body.get(field, [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise BadInput(_("“${field}” must be a list of names.", mapping={"field": field}))
    return names


def _listed(sent):
    """Return the names in a list of groups in the form of an answer, or anything else as it is."""
    items = sent.get("items") if isinstance(sent, dict) else None
    if not isinstance(items, list):
        return sent
    return [one.get("id") if isinstance(one, dict) else one for one in items]


def _switched(sent, before):
    """Return the names that are on after a change: a list sets all of them, an object switches single ones."""
    if isinstance(sent, dict) and all(isinstance(on, bool) for on in sent.values()):
        return {name for name in before if sent.get(name, True)} | {name for name, on in sent.items() if on}
    return _names({"list": sent}, "list")


def includeme(config):
    for attr, method in (("get", "GET"), ("post", "POST"), ("patch", "PATCH"), ("delete", "DELETE")):
        config.add_service(UsersService, name="@users", attr=attr, method=method)
    config.add_unlocked_views("reset-password")
