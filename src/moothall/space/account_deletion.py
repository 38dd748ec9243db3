"""Export and erase the data that spaces store about a person."""

from moothall.core.access.records import SPACE
from moothall.core.base.i18n import _
from moothall.people.personal_data import Obstacle, PersonalDataProvider
from moothall.space import bans, invitations, join_requests, member_import, members, membership_review


def last_ownerships(site, person, now):
    """Yield an obstacle for each space that would be left without an owner."""
    for space in _spaces_with(site, person):
        if members.is_last_owner(space, person, now):
            yield Obstacle(_("“${title}” needs another owner first.", mapping={"title": space.title}), space)


def end_memberships(act, site, store, person):
    """End every membership, withdraw requests and invitations, and delete bans and answers."""
    for space in _spaces_with(site, person):
        if person in space.record.grants:
            members.remove_member(act, space, person)
        if person in space.record.bans:
            bans.lift_ban(act, space, person)
    for uid, asking in list(site.join_requests):
        if asking == person:
            members.forget_request(site.uids.get(uid), person)
    for space in _spaces(site):
        space.answers.pop(person, None)
        membership_review.forget(space, person)
    account = store.by_id(person)
    invitations.forget_address(act, site, store, account.email if account is not None else "")
    member_import.forget_reports_of(store, person)


def _spaces_with(site, person):
    for space in _spaces(site):
        if person in space.record.grants or person in space.record.bans:
            yield space


def _spaces(site):
    for record in list(site.access.values()):
        item = site.uids.get(record.uid) if record.kind == SPACE else None
        if item is not None:
            yield item


def requests_made(look):
    """Yield the requests to join, with their texts and, if one was declined, the answer."""
    for uid, asking in look.site.join_requests:
        if asking == look.account.id:
            request = join_requests.requests_of(look.site.uids.get(uid))[asking]
            yield {"space": look.url(look.site.uids.get(uid)), "at": request.at.isoformat(), "message": request.message}
    for space in _spaces(look.site):
        answer = space.answers.get(look.account.id)
        if answer is not None and answer.accepted:
            yield {
                "space": look.url(space),
                "at": answer.asked.isoformat(),
                "message": answer.message,
                "accepted": answer.at.isoformat(),
            }
        elif answer is not None:
            yield {
                "space": look.url(space),
                "at": answer.asked.isoformat(),
                "message": answer.message,
                "declined": answer.at.isoformat(),
                "answer": answer.reason,
            }


def includeme(config):
    config.add_personal_data(PersonalDataProvider("requests-to-join", requests_made, last_ownerships, end_memberships))
