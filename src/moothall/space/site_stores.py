"""Stores of a site for its spaces: requests to join, invitations, and the ends of memberships."""

from BTrees.OOBTree import OOTreeSet

from moothall.space.content import Space
from moothall.space.invitations import Invitations


def _forget_requests(site, item):
    for request in list(site.join_requests.keys(min=(item.uid,), max=(item.uid + 1,))):
        site.join_requests.remove(request)


def _forget_invitations(site, item):
    site.invitations.forget_space(item.uid)


def _forget_ends(site, item):
    if isinstance(item, Space):
        for end in [end for end in site.membership_ends if end[1] == item.uid]:
            site.membership_ends.remove(end)


def includeme(config):
    # (UID of a space, ID of a person) of every open request to join, so that no one has to search all spaces.
    config.add_site_store("join_requests", OOTreeSet, forget=_forget_requests)
    config.add_site_store("invitations", Invitations, forget=_forget_invitations)
    # (end, UID of a space, ID of a person) of every membership that ends, unless the end was agreed to.
    config.add_site_store("membership_ends", OOTreeSet, forget=_forget_ends, step="site_stores.ends")
