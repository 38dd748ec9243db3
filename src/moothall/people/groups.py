"""Groups of people: what belongs together when one is deleted."""

from moothall.people.account_log import record
from moothall.people.grants import end_grants


def delete_group(site, store, act, name: str) -> None:
    """Forget a group, and end what it was given: another group of that name would hold it otherwise."""
    end_grants(act, site, name, everywhere=True)
    record(site, act, store.remove_group(act, name))
