"""Sharing: who has access to an item and why, giving access until a date, restricting and requesting it.

The functions are in :mod:`moothall.core.authorization.sharing` and
:mod:`moothall.core.authorization.access_requests`; here are their texts, pages and notifications.
"""

from moothall.core.access.expiry import NotifiedEnds
from moothall.core.authorization.access_requests import AccessRequests


def includeme(config):
    config.include(".panels")
    config.include(".views")
    config.include(".api")
    config.include(".decisions")
    config.include(".emails")
    config.include(".subscribers")
    config.include(".expiry_notices")
    config.include(".personal_data")
    config.include(".consistency")
    config.add_site_store("access_requests", AccessRequests, forget=_forget_requests, step="sharing.evolve.make_places")
    config.add_site_store("notified_ends", NotifiedEnds, step="site_stores.told_ends")


def _forget_requests(site, item):
    site.access_requests.forget(item.uid)
