"""Whom to write to: those who may decide, found from the grants around what waits."""

from moothall.core.access.records import ITEM
from moothall.core.authorization.access_context import AccessContext, access_data_of
from moothall.core.decisions.state_kinds import decided
from moothall.core.storage.index_maps import values_by_uid


def possible_deciders(site, people, scopes):
    """The accounts that hold something at any of ``scopes`` or around them, those with a role on the site included."""
    facts = access_data_of(site)
    principals = _principals(facts, {record.uid: record for scope in scopes for record in facts.chain(scope)}.values())
    return [
        account
        for account in people
        if account.enabled
        and (account.site_roles or account.id in principals or not principals.isdisjoint(account.groups))
    ]


def at_once(site, people, uid, now):
    """The accounts to tell of something urgent: those in charge where it is, else those in charge of the site."""
    value = values_by_uid(site.catalog["access_class"])[uid]
    facts = access_data_of(site)
    near = []
    for record in facts.chain(int(value.split(":", 1)[0])):
        near.append(record)
        if record.kind != ITEM:
            break
    principals = _principals(facts, near)
    accounts = [account for principal in principals if (account := people.by_id(principal)) is not None]
    if any(":" in principal for principal in principals):
        accounts += [account for account in people if not principals.isdisjoint(account.groups)]
    found = [account for account in accounts if _decides(site, account, value, now)]
    return found or [account for account in people if account.site_roles and _decides(site, account, value, now)]


def _decides(site, account, value, now):
    return account.enabled and decided(AccessContext(site, account.person, now), value) is not None


def _principals(facts, records):
    """The ids of those to whom something is given in ``records``: members of a space that is given something, too."""
    found = {principal for record in records for principal in record.grants}
    for principal in [one for one in found if one.startswith("space:")]:
        members = facts.record(int(principal[6:]))
        found.update(members.grants if members is not None else ())
    return found
