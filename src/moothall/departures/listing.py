"""What left a place, as its facilitators may know it."""

from moothall.core.base.errors import NotFound
from moothall.core.base.i18n import _
from moothall.core.content.items import nearest
from moothall.core.operations.departures import FETCHABLE
from moothall.core.operations.fetching import check_may_fetch
from moothall.core.operations.move_permissions import home_of
from moothall.space.content import Space


def require_home(viewer, place):
    """Raise unless ``place`` is a space or the site repository, and the person a facilitator of the whole of it."""
    if not viewer.sees(place) or home_of(place) is not place:
        raise NotFound()
    check_may_fetch(viewer, place)


def target_of(viewer, departure):
    """Return the container to which an item went, or None for people who cannot see it."""
    target = viewer.site.uids.get(departure.target)
    return target if target is not None and viewer.sees(target) else None


def sentence(translate, names, viewer, departure):
    """Return who moved an item, and where to for those who see that."""
    target, person = target_of(viewer, departure), names.name(departure.by)
    if target is None:
        return translate(_("Moved by ${person} to a place you cannot see.", mapping={"person": person}))
    home = nearest(target, Space)
    around = home if home is not None and viewer.sees(home) else target
    said = {"person": person, "place": translate(target.title), "space": translate(around.title)}
    if around is target:
        return translate(_("Moved by ${person} to “${place}”.", mapping=said))
    return translate(_("Moved by ${person} to “${place}” in “${space}”.", mapping=said))


def until(departure):
    """Return the time until which an item can be fetched back."""
    return departure.at + FETCHABLE


def fetched_item(viewer, departure):
    """Return the item that was fetched back, if the person still sees it."""
    item = viewer.site.uids.get(departure.fetched[2]) if departure.fetched is not None else None
    return item if item is not None and viewer.sees(item) else None
