"""``@departed`` and ``@fetch-back`` of a space and of the site repository."""

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.content.items import Container
from moothall.core.content.uids import uid_from_name, uid_name
from moothall.core.operations.departures import departures_of
from moothall.core.operations.fetching import fetch_back
from moothall.departures import listing
from moothall.web.api.batching import BATCH, Batch
from moothall.web.api.representation import moment
from moothall.web.api.service import Service


class DepartedService(Service):
    """What was moved out of here, newest first, for facilitators."""

    parameters = BATCH

    def get(self):
        listing.require_home(self.viewer, self.context)
        batch, found = Batch(self.request), departures_of(self.context)
        shown = found[batch.start : batch.start + batch.size]
        return {
            "@id": self.url("@departed"),
            "items": [self._entry(one) for one in shown],
            "items_total": len(found),
            "batching": batch.links(len(found)),
        }

    def _entry(self, departure):
        target, fetched = listing.target_of(self.viewer, departure), listing.fetched_item(self.viewer, departure)
        can_be_fetched = departure.can_be_fetched(self.request.now)
        return {
            "UID": uid_name(departure.uid),
            "@type": departure.type_id,
            "title": self.translate(departure.title),
            "actor": self.show.login(departure.by),
            "time": moment(departure.at),
            "target": self.url(item=target) if target is not None else None,
            "text": listing.sentence(self.translate, self.request.names, self.viewer, departure),
            "can_be_fetched_back": can_be_fetched,
            "until": moment(listing.until(departure)) if can_be_fetched else None,
            "fetched_back": self.url(item=fetched) if fetched is not None else None,
        }


class FetchBackService(Service):
    """Fetch back one item that was moved out of here: ``{"UID": …}``."""

    def post(self):
        self.require_login()
        listing.require_home(self.viewer, self.context)
        sent = self.body().get("UID")
        uid = uid_from_name(sent) if isinstance(sent, str) else None
        if uid is None:
            raise BadInput(_("“UID” must be the UID of an item."))
        item = fetch_back(self.viewer, self.request.act(), self.context, uid)
        return {"@id": self.url(item=item), "UID": uid_name(item.uid), "is_copy": item.uid != uid}


def includeme(config):
    config.add_service(DepartedService, name="@departed", attr="get", context=Container)
    config.add_service(FetchBackService, name="@fetch-back", attr="post", context=Container, method="POST")
