"""What is kept about people, by whom: every feature that keeps something says how it is given out and erased.

``config.add_personal_data(PersonalDataProvider(…))`` is called once by each.  The export of one's
own data and the erasure of an account walk the keepers and know no feature by name.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from moothall.core.base.registry import register, registered
from moothall.core.content.uids import uid_name
from moothall.people.read_marks import DATA_KEY as READ_MARKS


class ExportContext(NamedTuple):
    """What a keeper gets to export: the site and the people in one snapshot, and whose data are asked for."""

    registry: Any
    site: Any
    store: Any
    account: Any
    #: The person looking at the site: what they may not see any more is named by no title.
    viewer: Any
    #: An item's absolute address.
    url: Callable[[Any], str]

    def place(self, item) -> dict | None:
        """Where something was written or held; ``None`` for a place that is gone."""
        if item is None:
            return None
        if not self.viewer.sees(item):
            # They wrote there or held a role, so the thing itself is no secret to them; what it is called now may be.
            return {"uid": uid_name(item.uid)}
        return {"@id": self.url(item), "title": str(item.title)}


class Obstacle(NamedTuple):
    """What has to be done before an account can be erased, and the item where it is done."""

    message: Any
    item: Any


def nothing_against(site, person, now) -> Iterable:
    """Nothing stands in the way."""
    return ()


def nothing_to_erase(act, site, store, person) -> None:
    """Nothing has to go."""


class PersonalDataProvider(NamedTuple):
    """One feature's part: ``name`` is the file in the export.

    ``export(look)`` yields plain values; ``obstacles(site, person, now)`` what has to be
    done before; ``erase(act, site, store, person)`` erases, or ends what the person
    holds, with facts.
    """

    name: str
    export: Callable[[ExportContext], Iterable] | None = None
    obstacles: Callable[..., Iterable] = nothing_against
    erase: Callable[..., None] = nothing_to_erase


def add_personal_data(config, provider: PersonalDataProvider) -> None:
    """Let a provider take part in exports and erasures."""
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


def _erase_marks(act, site, store, person):
    room = store.feature_data(READ_MARKS)
    if room is not None:
        room.pop(person, None)


def includeme(config):
    config.add_directive("add_personal_data", add_personal_data)
    config.add_personal_data(PersonalDataProvider("read-marks", _export_marks, erase=_erase_marks))
