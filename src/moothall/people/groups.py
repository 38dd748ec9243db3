"""Delete groups of people."""

from moothall.core.access.principals import group_principal
from moothall.people.account_log import record
from moothall.people.grants import end_grants


def delete_group(site, store, act, name: str) -> None:
    """Delete a group and end its grants, which a later group of the same name would have otherwise."""
    end_grants(act, site, group_principal(name), everywhere=True)
    record(site, act, store.remove_group(act, name))
