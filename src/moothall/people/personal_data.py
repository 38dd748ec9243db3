"""Personal data: every feature that stores data about people registers how they are exported and erased.

Each calls ``config.add_personal_data(PersonalDataProvider(…))`` once.  The export of a person's own
data and the erasure of an account use the providers and name no feature.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from moothall.core.base.registry import register, registered
from moothall.core.content.uids import uid_name
from moothall.people.read_marks import DATA_KEY as READ_MARKS


class ExportContext(NamedTuple):
    """Arguments of an export: the site and the people in one snapshot, and the person whose data are exported."""

    registry: Any
    site: Any
    store: Any
    account: Any
    #: The person as a viewer: titles of what they may no longer see are left out.
    viewer: Any
    #: Returns the absolute address of an item.
    url: Callable[[Any], str]

    def place(self, item) -> dict | None:
        """Return the place where a text was written or a role held; ``None`` if it was deleted."""
        if item is None:
            return None
        if not self.viewer.sees(item):
            # They wrote there or had a role, so they know that the item exists; its current title may be hidden.
            return {"uid": uid_name(item.uid)}
        return {"@id": self.url(item), "title": str(item.title)}


class Obstacle(NamedTuple):
    """A condition that prevents the erasure of an account, and the item where it can be met."""

    message: Any
    item: Any


def nothing_against(_site, _person, _now) -> Iterable:
    """Return no obstacles."""
    return ()


def nothing_to_erase(act, site, store, person) -> None:
    """Erase nothing."""


class PersonalDataProvider(NamedTuple):
    """The part of one feature: ``name`` is the file in the export.

    ``export(look)`` yields plain values; ``obstacles(site, person, now)`` yields what prevents erasure;
    ``erase(act, site, store, person)`` erases data, or ends roles and logs the events.
    """

    name: str
    export: Callable[[ExportContext], Iterable] | None = None
    obstacles: Callable[..., Iterable] = nothing_against
    erase: Callable[..., None] = nothing_to_erase


def add_personal_data(config, provider: PersonalDataProvider) -> None:
    """Register the part of a feature in exports and erasures of a person's data."""
    register(config, "personal data", provider.name, provider)


def personal_data_providers(registry) -> Iterable[PersonalDataProvider]:
    """Return the registered providers."""
    return registered(registry, "personal data").values()


def _export_marks(look):
    room = look.store.feature_data(READ_MARKS)
    marks = room.get(look.account.id) if room is not None else None
    for uid, moment in marks.items() if marks is not None else ():
        item = look.site.uids.get(uid)
        if item is not None and look.viewer.sees(item):
            yield {"item": look.url(item), "read until (microseconds since 1970)": moment}


def _erase_marks(_act, _site, store, person):
    room = store.feature_data(READ_MARKS)
    if room is not None:
        room.pop(person, None)


def includeme(config):
    config.add_directive("add_personal_data", add_personal_data)
    config.add_personal_data(PersonalDataProvider("read-marks", _export_marks, erase=_erase_marks))
