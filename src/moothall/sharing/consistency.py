"""Checks of the requests for access: the list of open ones, and whether their items exist."""

from moothall.core.authorization.access_requests import OPEN
from moothall.core.storage.consistency import update_set


def includeme(config):
    config.add_consistency_check("requests for access", _wrong_requests, _repair_requests)


def _open(contents):
    return {(one.item, one.person) for one in contents.site.access_requests if one.state == OPEN}


def _without_item(contents):
    known = contents.items.keys() | contents.unavailable
    return [one for one in contents.site.access_requests if one.item not in known]


def _wrong_requests(contents):
    for uid, _person in _open(contents).symmetric_difference(contents.site.access_requests.open):
        yield "requests for access that are listed wrongly", uid
    for one in _without_item(contents):
        yield "requests for access to items that do not exist", one.item


def _repair_requests(contents):
    requests = contents.site.access_requests
    update_set(requests.open, _open(contents))
    for one in _without_item(contents):
        requests.forget(one.item)
