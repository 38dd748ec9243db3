"""Export and erase people's requests for access, with their texts."""

from moothall.core.authorization.access_requests import OPEN, WITHDRAWN
from moothall.core.authorization.log_events import ACCESS_REQUEST
from moothall.people.personal_data import PersonalDataProvider


def requests_made(look):
    """Yield a person's requests; titles of items they may no longer see are left out."""
    for access_request in look.site.access_requests.by(look.account.id):
        item = look.site.uids.get(access_request.item)
        seen = item is not None and look.viewer.sees(item)
        yield {
            "item": look.url(item) if seen else None,
            "role": access_request.role,
            "message": access_request.message,
            "asked": access_request.at.isoformat(),
            "state": access_request.state,
            "reason": access_request.reason,
        }


def drop_requests(act, site, _store, person):
    """Delete a person's requests for access, with their texts."""
    for access_request in site.access_requests.by(person):
        if access_request.state == OPEN:
            site.event_log.append(act, ACCESS_REQUEST, access_request.item, key=person, before=OPEN, after=WITHDRAWN)
        site.access_requests.drop(access_request)


def includeme(config):
    config.add_personal_data(PersonalDataProvider("requests-for-access", requests_made, erase=drop_requests))
