"""Choose who receives an email: opaque IDs of people.

What they receive is decided when the email is sent: see :mod:`moothall.people.email_composition`.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from moothall.core.access import roles as R
from moothall.core.access.permissions import Permission
from moothall.core.access.records import ITEM, REPOSITORY
from moothall.core.authorization.access_context import AccessContext, access_data_of
from moothall.core.authorization.audience import holders
from moothall.core.content.items import scope_of, site_of
from moothall.core.decisions import Decisions, decision_types
from moothall.core.decisions.decidable import decided
from moothall.core.storage.databases import PEOPLE
from moothall.core.storage.index_maps import values_by_uid
from moothall.people.account import Account
from moothall.people.store import PeopleStore, store_of


def notify(kind: str, people: Iterable[str | None], item, act, **data) -> None:
    """Put a message about an item in the outbox for each of ``people``, except for the person who acts."""
    outbox = site_of(item).outbox
    for person in people:
        if person is not None and person != act.person:
            outbox.put(kind, person, item.uid, act.at, by=act.person, **data)


# -- by role


def creator(item, _now: datetime) -> list[str]:
    """Return the creator of an item."""
    return [item.creator]


def owners(space, now: datetime) -> list[str]:
    """Return the owners of a space."""
    return holders(space.record, R.OWNER, now)


def of_tokens(item, tokens: Iterable[str], now: datetime) -> Iterable[str]:
    """Return the people a transition notifies: the creator, and those with the named roles of the space or the site."""
    site, found = site_of(item), []
    members_record = access_data_of(site).inherited(scope_of(item))[2]
    for token in tokens:
        if token in ("creator", "maker"):
            found += creator(item, now)
        elif token in R.SPACE_ROLES:
            found += holders(members_record, token, now)
        elif token in R.SITE_ROLES:
            found += with_site_role(site, token)
    return dict.fromkeys(found)


def with_site_role(site, role: str) -> list[str]:
    """Return the people with a role on the site, or the administrators if no one has it."""
    people = _people_of(site)
    found = [account.id for account in people if role in account.site_roles and account.enabled]
    return found or [account.id for account in people if R.ADMINISTRATOR in account.site_roles and account.enabled]


# -- by what they decide


def sharers(item, now: datetime) -> list[str]:
    """Return the people who answer requests for access to an item."""
    site = site_of(item)
    access_data, people = access_data_of(site), _people_of(site)
    members_record = access_data.inherited(scope_of(item))[2]
    named = [person for record in access_data.chain(scope_of(item)) for person in holders(record, R.FACILITATOR, now)]
    accounts = [people.by_id(person) for person in dict.fromkeys([item.creator, *named])]
    found = [
        account.id
        for account in accounts
        if account is not None
        and account.enabled
        and AccessContext(site, account.person, now, access_data).allowed(Permission.SHARE, item)
    ]
    return found or with_site_role(site, R.REVIEWER if members_record.kind == REPOSITORY else R.ADMINISTRATOR)


def urgent_deciders(site, uid: int, now: datetime) -> list[str]:
    """Return the people who make urgent decisions: those in charge of the place of the item, else of the site.

    ``uid`` is that of the item or version to decide about.
    """
    people = _people_of(site)
    value = values_by_uid(site.catalog["access_class"])[uid]
    access_data = access_data_of(site)
    near = []
    for record in access_data.chain(int(value.split(":", 1)[0])):
        near.append(record)
        if record.kind != ITEM:
            break
    principals = _principals(access_data, near)
    accounts = [account for principal in principals if (account := people.by_id(principal)) is not None]
    if any(":" in principal for principal in principals):
        accounts += [account for account in people if not principals.isdisjoint(account.person.groups)]
    found = [account.id for account in accounts if _decides(site, account, value, now)]
    return found or [account.id for account in people if account.site_roles and _decides(site, account, value, now)]


def daily_deciders(site, people: PeopleStore, now: datetime) -> Iterator[str]:
    """Yield everyone who has decisions waiting and an address."""
    places = {kind: kind.scopes(site) for kind in decision_types(site).values()}
    scopes = {scope for known in places.values() if known is not None for scope in known}
    near = {account.id for account in _possible_deciders(site, people, scopes)}
    anywhere = [kind for kind, known in places.items() if known is None]
    for account in people:
        if not account.enabled or not account.email:
            continue
        viewer = AccessContext(site, account.person, now)
        # Counting is slow, so people without any role where decisions wait are left out first.
        if (account.id in near and Decisions(viewer, people).count) or any(kind.count(viewer) for kind in anywhere):
            yield account.id


def _possible_deciders(site, people, scopes) -> list[Account]:
    access_data = access_data_of(site)
    principals = _principals(
        access_data, {record.uid: record for scope in scopes for record in access_data.chain(scope)}.values()
    )
    return [
        account
        for account in people
        if account.enabled
        and (account.site_roles or account.id in principals or not principals.isdisjoint(account.person.groups))
    ]


def _decides(site, account, value, now):
    return account.enabled and decided(AccessContext(site, account.person, now), value) is not None


def _principals(access_data, records):
    """Return the principals that records give a role to, with the members of spaces among them."""
    found = {principal for record in records for principal in record.grants}
    for principal in [one for one in found if one.startswith("space:")]:
        members = access_data.record(int(principal[6:]))
        found.update(members.grants if members is not None else ())
    return found


def _people_of(site) -> PeopleStore:
    return store_of(site._p_jar.get_connection(PEOPLE))
