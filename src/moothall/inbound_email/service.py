"""Run the listener for replies in the process of the workers, and delete old records."""

from moothall.core.base.i18n import _
from moothall.core.base.settings import settings_of
from moothall.core.storage.databases import PEOPLE
from moothall.core.storage.write_lock import write_apart
from moothall.inbound_email.records import DATA_KEY
from moothall.inbound_email.settings import InboundEmailSettings
from moothall.people.store import PeopleStore


class ListenerService:
    """The listener, or nothing on a site without the setting."""

    def __init__(self, registry):
        self._registry = registry
        self._listener = None

    def start(self):
        """Listen; raise OSError if the address cannot be used."""
        if settings_of(self._registry, InboundEmailSettings).inbound_listen:
            # Its library is needed by sites that take replies by email only.
            from moothall.inbound_email.listener import Listener

            self._listener = Listener(self._registry)
            self._listener.start()

    def is_alive(self):
        """Return True unless the listener has stopped by itself."""
        return self._listener is None or self._listener.is_alive()

    def stop(self):
        """Stop listening; an email that is being posted is finished first."""
        if self._listener is not None:
            self._listener.stop()
            self._listener = None


def purge(registry):
    """Delete the records of emails that no mail server delivers again; return their number."""

    def delete(root):
        taken = PeopleStore(root[PEOPLE]).feature_data(DATA_KEY)
        return taken.purge(registry.clock()) if taken is not None else 0

    return write_apart(registry, PEOPLE, delete)


def includeme(config):
    config.add_worker_service("inbound email", ListenerService)
    config.add_periodic_task(
        "records of replies by email", purge, title=_("Deletes old records of replies by email"), deletes=True
    )
