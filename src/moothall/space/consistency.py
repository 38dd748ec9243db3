"""Checks of the lists that a site has of its spaces: requests to join, and memberships that end."""

from moothall.core.storage.consistency import update_set
from moothall.space.content import Space
from moothall.space.membership_review import ends_of


def includeme(config):
    config.add_consistency_check("requests to join", _wrong_requests, _repair_requests)
    config.add_consistency_check("ends of memberships", _wrong_ends, _repair_ends)


def _spaces(contents):
    return [item for item in contents.items.values() if isinstance(item, Space)]


def _requests(contents):
    return {(space.uid, person) for space in _spaces(contents) for person in space.requests}


def _wrong_requests(contents):
    for uid, _person in _requests(contents).symmetric_difference(contents.site.join_requests):
        yield "requests to join that are listed wrongly", uid


def _repair_requests(contents):
    update_set(contents.site.join_requests, _requests(contents))


def _ends(contents):
    return {end for space in _spaces(contents) for end in ends_of(space)}


def _wrong_ends(contents):
    for _until, uid, _person in _ends(contents).symmetric_difference(contents.site.membership_ends):
        yield "ends of memberships that are listed wrongly", uid


def _repair_ends(contents):
    update_set(contents.site.membership_ends, _ends(contents))
