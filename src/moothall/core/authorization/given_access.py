"""What access one person gave in a space, and through what they would still have access without their membership.

Both are shown to the person who ends the membership.  Access that people gave others stays when they leave, until
someone removes it; through a group or a space, they have nothing of what they gave it themselves.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from moothall.core.access.person import Person
from moothall.core.access.principals import space_uid
from moothall.core.access.records import ITEM, SPACE, AccessRecord
from moothall.core.authorization.access_context import AccessContext, access_data_of
from moothall.core.authorization.overlay import Overlay, copy_of
from moothall.core.content.items import Item


class PrincipalRoles(NamedTuple):
    """Roles of a principal on an item: ``principal`` in stored form, ``roles`` without included ones.

    ``is_certain`` is False for a space whose members the viewer may not list, so that it says nothing of a person.
    """

    item: Item
    principal: str
    roles: tuple[str, ...]
    until: datetime | None
    is_certain: bool = True


def given_by(viewer: AccessContext, space: Any, person: str) -> list[PrincipalRoles]:
    """Return what ``person`` gave others on a space and in it, on items that ``viewer`` sees."""
    found = []
    for record, item in _scopes_in(viewer, space):
        for principal, grants in record.grants.items():
            held = [grant for grant in grants if grant.by == person and not grant.has_ended(viewer.now)]
            if held and principal != person:
                ends = [grant.until for grant in held]
                until = None if None in ends else max(end for end in ends if end is not None)
                found.append(PrincipalRoles(item, principal, tuple(dict.fromkeys(one.role for one in held)), until))
    return found


def still_held(viewer: AccessContext, space: Any, person: Person) -> list[PrincipalRoles]:
    """Return what ``person`` would have in a space without being a member, on items that ``viewer`` sees."""
    without = copy_of(space.record)
    without.grants.pop(person.id, None)
    access_data = Overlay(viewer.site, [without], space)
    found: dict[tuple[int, str], PrincipalRoles] = {}
    for record, item in _scopes_in(viewer, space):
        ways = access_data.ways(access_data.record(record.uid) or record, person, viewer.now)
        for principal, role, until in (*ways, *_unlisted(viewer, record)):
            known = found.get((record.uid, principal))
            roles = (*known.roles, role) if known is not None else (role,)
            certain = _may_list(viewer, principal)
            found[record.uid, principal] = PrincipalRoles(item, principal, tuple(dict.fromkeys(roles)), until, certain)
    return list(found.values())


def _unlisted(viewer: AccessContext, record: AccessRecord) -> Iterator[tuple[str, str, datetime | None]]:
    """Yield (principal, role, until) of what was given to spaces whose members ``viewer`` may not list."""
    for principal, grants in record.grants.items():
        if not _may_list(viewer, principal):
            yield from ((principal, grant.role, grant.until) for grant in grants if grant.holds(viewer.now))


def _may_list(viewer: AccessContext, principal: str) -> bool:
    uid = space_uid(principal)
    space = viewer.site.uids.get(uid) if uid is not None else None
    return uid is None or (space is not None and viewer.sees(space) and not viewer.counts_as_visitor(space))


def _scopes_in(viewer: AccessContext, space: Any) -> Iterator[tuple[AccessRecord, Any]]:
    """Yield (record, item) of a space and of the visible items in it with access of their own, the space first."""
    access_data = access_data_of(viewer.site)
    yield space.record, space
    for record in viewer.site.access.values():
        if (
            record.kind == ITEM
            and next((one.uid for one in access_data.chain(record.uid) if one.kind == SPACE), None) == space.uid
        ):
            item = viewer.site.uids.get(record.uid)
            if item is not None and viewer.sees(item):
                yield record, item
