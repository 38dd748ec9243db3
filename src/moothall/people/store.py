"""The store of people, in a database of their own.

Content refers to a person by opaque ID only; what the ID stands for is here, so erasing a person is
a change here.  Methods that change roles return the changes as a tuple of `AccountChange`, for
the caller to append to the event log, which is in the other database.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from types import MappingProxyType
from typing import NamedTuple

from BTrees.OOBTree import OOBTree

from moothall.core.access.log_events import GROUP, SITE_ROLE
from moothall.core.access.person import is_person_id
from moothall.core.access.roles import ADMINISTRATOR, SITE_ROLES
from moothall.core.base.collation import sort_key
from moothall.core.base.errors import BadInput, Conflict, TooLarge
from moothall.core.base.i18n import _
from moothall.core.content.log_events import ERASED
from moothall.core.event_log.audit_queue import Events
from moothall.core.event_log.kinds import EventKind
from moothall.core.storage.databases import PEOPLE
from moothall.core.storage.principals import Group, PrincipalsRoot
from moothall.core.storage.renamed import RenamedAttributes
from moothall.people.account import Account, Picture, new_id
from moothall.people.log_events import ACCOUNT_ENABLED, LOGOUT
from moothall.people.passwords import HashedPassword, Passwords, check_new_password
from moothall.people.pending_verifications import verifications_of
from moothall.people.schema import AccountSchema, GroupSchema, ProfileSchema, canonical_address, checked
from moothall.people.throttle import Throttle
from moothall.web.sessions import Session, Sessions

#: Maximum size of a picture in bytes; callers reduce it first.
MAX_PICTURE_BYTES = 256 * 1024


class AccountChange(NamedTuple):
    """A change of a person's roles, as the event log stores it."""

    kind: EventKind
    #: None if it is about no person, such as the title of a group.
    person: str | None
    key: str | None
    before: object
    after: object


class PeopleRoot(RenamedAttributes, PrincipalsRoot):
    """The root object of the people database."""

    renamed_attributes = MappingProxyType({"rooms": "stores"})

    #: Events to be copied to the audit log: :class:`~moothall.core.event_log.audit_queue.Events`.
    events = None

    def __init__(self, secret: bytes):
        super().__init__()
        self.events = Events()
        #: Binds CSRF tokens and throttle keys to this site; see `moothall.web.csrf`.
        self.secret = secret
        self.by_id = OOBTree()
        self.by_email = OOBTree()
        self.sessions = Sessions()
        self.throttle = Throttle()
        #: Data of other features about people, by feature: see `PeopleStore.feature_data`.
        self.stores = OOBTree()

    def record_event(self, kind: EventKind, at: datetime, actor: str | None, person: str | None, **details) -> None:
        """Queue an event about an account for the audit log."""
        if self.events is None:
            # The database is older than the audit log.
            self.events = Events()
        self.events.put(kind, at, actor, person, **details)


class PeopleStore:
    """The interface for all reading and writing of accounts."""

    def __init__(self, root: PeopleRoot, passwords: Passwords | None = None):
        self.root = root
        self._passwords = passwords

    # Reading ---------------------------------------------------------------------------------------------------

    def by_id(self, id: str | None) -> Account | None:
        return self.root.by_id.get(id) if isinstance(id, str) else None

    def by_login(self, login: str) -> Account | None:
        """Return the account with that username, regardless of case."""
        return self._users.get(login.strip().lower()) if isinstance(login, str) else None

    def by_email(self, email: str) -> Account | None:
        if not email:
            return None
        # Addresses of earlier versions of Moothall are stored as they were typed.
        keys = (canonical_address(email).casefold(), email.strip().casefold())
        return self.by_id(next((id for key in keys if (id := self.root.by_email.get(key)) is not None), None))

    def __iter__(self) -> Iterator[Account]:
        """Yield all accounts, by username."""
        return iter(self._users.values())

    def __len__(self) -> int:
        return len(self.root.by_id)

    @property
    def sessions(self) -> Sessions:
        return self.root.sessions

    @property
    def throttle(self) -> Throttle:
        return self.root.throttle

    @property
    def secret(self) -> bytes:
        return self.root.secret

    def account_of(self, token: str, kind: str, now: datetime) -> Account | None:
        """Return the account of the session ``token``, or None if the session or the account has ended."""
        session = self.sessions.find(token, kind, now)
        return self._holder(session) if session else None

    def is_taken(self, name: str) -> bool:
        """Return True if a person has ``name`` as username or as opaque ID, or a group has it."""
        name = name.strip().lower()
        return name in self._users or name in self._groups or name in self.root.by_id

    def groups(self) -> dict[str, str]:
        """Return the titles of all groups by ID."""
        return {name: group.description for name, group in self._groups.items()}

    def feature_data(self, name: str, factory=None):
        """Return the object in which a feature stores its data about people, such as read marks.

        Without ``factory`` nothing is written and None is returned if there is none yet; with it, the object
        is created when it is first needed.
        """
        found = self.root.stores.get(name)
        if found is None and factory is not None:
            found = self.root.stores[name] = factory()
        return found

    # Accounts --------------------------------------------------------------------------------------------------

    def add(
        self, login: str, password: str | None, email: str, name: str, *, at: datetime | None = None,
        is_sample: bool = False, site_roles=(), groups=(), **profile,
    ) -> Account:  # fmt: skip
        """Add an account; without a password no one can log in to it until one is set.

        The roles of the new account are listed by `changes_of_new` for the event log.
        """
        identity = checked(AccountSchema(), {"login": _lower(login), "email": email})
        profile = checked(ProfileSchema(), {"name": name, **profile})
        if self.is_taken(identity["login"]):
            raise Conflict(_("That username is taken. Choose another."))
        self._check_email_is_free(identity["email"])
        hashed = self._hashed(password, identity["login"], name, email, sample=is_sample)
        account = Account(self._free_id(), identity["email"], profile["name"], hashed, at or datetime.now(UTC))
        account.is_sample = bool(is_sample)
        account.site_roles = _known(site_roles, SITE_ROLES)
        account.groups = _known(groups, self._groups)
        self._set_profile(account, profile)
        self._users.add(identity["login"], account, send_events=False)
        self.root.by_id[account.id] = account
        if account.email:
            self.root.by_email[account.email.casefold()] = account.id
        return account

    def set_password(self, _act, account: Account, password: str) -> tuple[AccountChange, ...]:
        """Set a new password and end every session."""
        account.set_password(self._hashed(password, account.login, account.name, account.email, account.is_sample))
        account.end_sessions()
        return ()

    def set_email(self, _act, account: Account, email: str) -> tuple[AccountChange, ...]:
        email = checked(AccountSchema(), {"email": email})["email"]
        if email.casefold() != account.email.casefold():
            self._check_email_is_free(email)
            self.root.by_email.pop(account.email.casefold(), None)
            if email:
                self.root.by_email[email.casefold()] = account.id
        account.email = email
        return ()

    def update_profile(self, _act, account: Account, **values) -> tuple[AccountChange, ...]:
        """Change the profile of a person; fields that are not given stay."""
        self._set_profile(account, checked(ProfileSchema(), values))
        return ()

    def choose_emails(self, _act, account: Account, off) -> tuple[AccountChange, ...]:
        """Turn off the emails of these choices: see `moothall.core.work.delivery.add_email_choice`."""
        account.emails_off = frozenset(off)
        return ()

    def set_picture(
        self, _act, account: Account, data: bytes | None, media_type: str = ""
    ) -> tuple[AccountChange, ...]:
        """Store ``data``, a small and safe picture, or with None return to the initials."""
        if data is not None and len(data) > MAX_PICTURE_BYTES:
            raise TooLarge(_("The picture is too large."))
        account.picture = None if data is None else Picture(data, media_type)
        return ()

    def enable(self, _act, account: Account) -> tuple[AccountChange, ...]:
        return self._set_enabled(account, True)

    def disable(self, _act, account: Account) -> tuple[AccountChange, ...]:
        """Disable logging in to this account, and end every session."""
        self._check_an_administrator_remains(account)
        account.end_sessions()
        return self._set_enabled(account, False)

    def set_site_roles(self, _act, account: Account, roles) -> tuple[AccountChange, ...]:
        """Replace the roles of the account on the site."""
        roles = _known(roles, SITE_ROLES)
        if ADMINISTRATOR not in roles:
            self._check_an_administrator_remains(account)
        changes = _differences(SITE_ROLE, account.id, account.site_roles, roles)
        account.site_roles = roles
        return changes

    def set_groups(self, _act, account: Account, groups) -> tuple[AccountChange, ...]:
        """Replace the groups of the account."""
        groups = _known(groups, self._groups)
        changes = _differences(GROUP, account.id, account.groups, groups)
        account.groups = groups
        return changes

    def erase(self, _act, account: Account) -> tuple[AccountChange, ...]:
        """Delete the account; `moothall.people.erasure` deletes the related data."""
        self._check_an_administrator_remains(account)
        for name, _session in self.sessions.of(account.id):
            self.sessions.end_named(account.id, name)
        if account.email:
            self.root.by_email.pop(account.email.casefold(), None)
        del self.root.by_id[account.id]
        id, enabled = account.id, account.enabled
        self._users.remove(account.login, send_events=False)
        return AccountChange(ACCOUNT_ENABLED, id, None, enabled, None), AccountChange(ERASED, id, None, None, None)

    # Groups ----------------------------------------------------------------------------------------------------

    def add_group(self, _act, name: str, title: str = "") -> tuple[AccountChange, ...]:
        """Add a group that accounts can belong to; groups and usernames share one namespace."""
        name = checked(AccountSchema(), {"login": name})["login"]
        title = checked(GroupSchema(), {"title": title or name})["title"]
        if self.is_taken(name) or is_person_id(name):
            raise Conflict(_("That name is taken. Choose another."))
        self._groups.add(name, Group(title), send_events=False)
        return (AccountChange(GROUP, None, name, None, title),)

    def rename_group(self, _act, name: str, title: str) -> tuple[AccountChange, ...]:
        """Change the title of a group; its ID, which grants refer to, stays."""
        group = self._groups[name]
        before, group.description = group.description, checked(GroupSchema(), {"title": title})["title"]
        return () if before == group.description else (AccountChange(GROUP, None, name, before, group.description),)

    def remove_group(self, act, name: str) -> tuple[AccountChange, ...]:
        """Delete a group and remove its members: `moothall.people.groups` ends its grants."""
        changes = [
            change
            for account in self.members_of(name)
            for change in self.set_groups(act, account, account.groups - {name})
        ]
        title = self._groups[name].description
        self._groups.remove(name, send_events=False)
        return *changes, AccountChange(GROUP, None, name, title, None)

    def members_of(self, name: str) -> list[Account]:
        """Return the members of a group, by name."""
        found = [account for account in self if name in account.groups]
        return sorted(found, key=lambda account: (sort_key(account.name), account.id))

    def changes_of_new(self, account: Account) -> tuple[AccountChange, ...]:
        """Return the roles and groups of a new account as changes."""
        return (
            AccountChange(ACCOUNT_ENABLED, account.id, None, None, account.enabled),
            *_differences(SITE_ROLE, account.id, frozenset(), account.site_roles),
            *_differences(GROUP, account.id, frozenset(), account.groups),
        )

    # Sessions --------------------------------------------------------------------------------------------------

    def logins_of(self, account: Account, now: datetime) -> list[tuple[str, Session]]:
        """Return (name, session) of the sessions of a person that have not ended, newest first."""
        found = [
            (name, session)
            for name, session in self.sessions.of(account.id)
            if now < session.until and session.generation == account.generation
        ]
        return sorted(found, key=lambda one: one[1].begun, reverse=True)

    def end_sessions(self, act, account: Account) -> tuple[AccountChange, ...]:
        """End every session and token of a person on all devices."""
        account.end_sessions()
        self.root.record_event(LOGOUT, act.at, act.person, account.id)
        return ()

    def end_session(self, act, account: Account, token: str | None) -> tuple[AccountChange, ...]:
        """End the session with ``token`` of a person; the others continue."""
        if token:
            self.sessions.end(token)
        self.root.record_event(LOGOUT, act.at, act.person, account.id)
        return ()

    def purge(self, now: datetime) -> int:
        """Delete ended sessions and failed logins that no longer count; return their number."""
        ended = self.sessions.purge(lambda session: now < session.until and self._holder(session) is not None)
        return ended + self.throttle.purge(now) + verifications_of(self).purge(now)

    # -----------------------------------------------------------------------------------------------------------

    @property
    def _users(self):
        return self.root.users

    @property
    def _groups(self):
        return self.root.groups

    def _holder(self, session: Session):
        account = self.root.by_id.get(session.person)
        if account is None or not account.enabled or account.generation != session.generation:
            return None
        return account

    def _free_id(self):
        while self.is_taken(id := new_id()):
            pass
        return id

    def _hashed(self, password, login, name, email, sample):
        if password is None or isinstance(password, HashedPassword):
            return password
        check_new_password(password, login, name, email, sample=sample)
        return (self._passwords or Passwords()).hash(password)

    def _set_profile(self, account, values):
        if "languages" in values:
            values["languages"] = tuple(sorted(values["languages"]))
        for name, value in values.items():
            setattr(account, name, value)

    def _set_enabled(self, account, enabled):
        before, account.enabled = account.enabled, enabled
        return () if before == enabled else (AccountChange(ACCOUNT_ENABLED, account.id, None, before, enabled),)

    def _check_email_is_free(self, email):
        if self.by_email(email) is not None:
            raise Conflict(_("Another account already uses that email address."))

    def _check_an_administrator_remains(self, account):
        if ADMINISTRATOR not in account.site_roles or not account.enabled:
            return
        if not any(ADMINISTRATOR in each.site_roles and each.enabled for each in self if each is not account):
            raise Conflict(_("This is the only administrator. Make someone else an administrator first."))


def create_people(connection, secret: bytes) -> PeopleRoot:
    """Create the people database, once for a new site."""
    root = connection.root()[PEOPLE] = PeopleRoot(secret)
    return root


def store_of(connection, passwords: Passwords | None = None) -> PeopleStore:
    """Return the store on an open connection to the people database, for commands and workers."""
    return PeopleStore(connection.root()[PEOPLE], passwords)


def _differences(kind, person, before: frozenset, after: frozenset):
    return tuple(
        AccountChange(kind, person, key, key in before, key in after)
        for key in sorted(before.symmetric_difference(after))
    )


def _known(names, known) -> frozenset:
    names = frozenset(names)
    for name in sorted(names):
        if name not in known:
            raise BadInput(_("There is no role or group “${name}”.", mapping={"name": name}))
    return names


def _lower(login):
    return login.strip().lower() if isinstance(login, str) else login
