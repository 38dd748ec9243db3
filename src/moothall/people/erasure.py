"""Erase a person: delete the account and everything that features store about them.

Content names people by opaque ID.  Once the ID has no account, their texts are shown as by a former
member, and conversations stay whole.  Each role that ends is logged as an event; drafts that no
one else could see are removed.
"""

from moothall.core.access.classes import subject_of_class
from moothall.core.authorization.access_context import access_data_of
from moothall.core.base.errors import Conflict
from moothall.core.content.versioned import Versioned
from moothall.core.storage.index_maps import uids_by_value, values_by_uid
from moothall.people.account import Account
from moothall.people.account_log import record
from moothall.people.grants import end_grants
from moothall.people.notices import notify_owner
from moothall.people.pending_verifications import verifications_in
from moothall.people.personal_data import PersonalDataProvider, personal_data_providers


def obstacles(registry, site, account: Account, now) -> list:
    """Return every :class:`Obstacle` to erasing the account."""
    return [one for provider in personal_data_providers(registry) for one in provider.obstacles(site, account.id, now)]


def erase(registry, site, store, act, account: Account) -> None:
    """Erase an account and everything that is stored about the person.

    Raise :class:`Conflict` with the first obstacle.
    """
    against = obstacles(registry, site, account, act.at)
    if against:
        raise Conflict(against[0].message)
    record(site, act, store.set_site_roles(act, account, ()) + store.set_groups(act, account, ()))
    _remove_drafts(site, act, account)
    for provider in personal_data_providers(registry):
        provider.erase(act, site, store, account.id)
    verifications_in(store).drop_for_person(account.id)
    notify_owner(site, store, act, account, "erased")
    record(site, act, store.erase(act, account))


def drafts_of(site, account: Account, now) -> list:
    """Yield the working copies of a person that no one else can see, even if the person cannot see them now."""
    access_data, class_of, own = access_data_of(site), values_by_uid(site.catalog["access_class"]), {}
    found = []
    for uid in uids_by_value(site.catalog["creator"]).get(account.id, ()):
        value = class_of[uid]
        if value not in own:
            own[value] = _is_for_creators(access_data, subject_of_class(value))
        item = site.uids.get(uid) if own[value] else None
        if (
            isinstance(item, Versioned)
            and item.working is not None
            and item.working.uid == uid
            and not _is_shared(site, item, account.id, now)
        ):
            found.append(item.working)
    return found


def _is_for_creators(access_data, subject):
    """Return True if only the creator, and those it is shared with, see an item in this state."""
    return subject.state != "deleted" and access_data.definition(subject.workflow, subject.scope).is_private(
        subject.state
    )


def _remove_drafts(site, act, account):
    for edition in drafts_of(site, account, act.at):
        if edition.has_live:
            edition.item.delete(act, edition)
        else:
            edition.item.delete_permanently(act)


def _is_shared(site, item, person, now):
    own = site.access.get(item.uid)
    return own is not None and any(
        grant.holds(now) for principal, grants in own.grants.items() if principal != person for grant in grants
    )


def _erase_grants(act, site, _store, person):
    end_grants(act, site, person)


def includeme(config):
    config.add_personal_data(PersonalDataProvider("grants", erase=_erase_grants))
