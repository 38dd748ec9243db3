"""What spaces keep about somebody, when that person's account is erased or their data are given out."""

from moothall.core.i18n import _
from moothall.people.personal import Keeper, Obstacle
from moothall.space import roster
from moothall.space.content import Space


def last_ownerships(site, person, now):
    """An obstacle for each space that would be left without an owner."""
    for space in _spaces_with(site, person):
        if roster.is_last_owner(space, person, now):
            yield Obstacle(_("“${title}” needs another owner first.", mapping={"title": space.title}), space)


def end_memberships(act, site, store, person):
    """End every membership, withdraw every request to join, and forget every ban."""
    for space in _spaces_with(site, person):
        if person in space.record.grants:
            roster.remove_member(act, space, person)
            # Two owners who leave at the same moment change two entries of one tree, which would both be saved.
            space.record._p_changed = True
        if person in space.record.bans:
            roster.lift_ban(act, space, person)
    for uid, asking in list(site.join_requests):
        if asking == person:
            roster.forget_request(site.uids.get(uid), person)


def _spaces_with(site, person):
    for record in list(site.access.values()):
        if person in record.grants or person in record.bans:
            item = site.uids.get(record.uid)
            if isinstance(item, Space):
                yield item


def requests_made(look):
    """The open requests to join, with what was written to the space."""
    for uid, asking in look.site.join_requests:
        if asking == look.account.id:
            request = roster.requests_of(look.site.uids.get(uid))[asking]
            yield {"space": look.url(look.site.uids.get(uid)), "at": request.at.isoformat(), "message": request.message}


def includeme(config):
    config.add_personal_data(Keeper("requests-to-join", requests_made, last_ownerships, end_memberships))
