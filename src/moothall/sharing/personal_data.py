"""Export and erase people's requests for access, with their texts."""

from moothall.core.authorization.access_requests import OPEN, WITHDRAWN
from moothall.core.authorization.log_events import ACCESS_REQUEST
from moothall.people.personal_data import PersonalDataProvider


def requests_made(look):
    """Yield a person's requests; titles of items they may no longer see are left out."""
    for wish in look.site.access_requests.by(look.account.id):
        item = look.site.uids.get(wish.item)
        seen = item is not None and look.viewer.sees(item)
        yield {
            "item": look.url(item) if seen else None,
            "role": wish.role,
            "message": wish.message,
            "asked": wish.at.isoformat(),
            "state": wish.state,
            "reason": wish.reason,
        }


def drop_requests(act, site, _store, person):
    """Delete a person's requests for access, with their texts."""
    for wish in site.access_requests.by(person):
        if wish.state == OPEN:
            site.event_log.append(act, ACCESS_REQUEST, wish.item, key=person, before=OPEN, after=WITHDRAWN)
        site.access_requests.drop(wish)


def includeme(config):
    config.add_personal_data(PersonalDataProvider("requests-for-access", requests_made, erase=drop_requests))
