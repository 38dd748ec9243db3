"""Transfer ownership: another member becomes owner of the space, the former owner a facilitator."""

import dataclasses
from typing import NamedTuple

from moothall.core.access import roles as R
from moothall.core.base.errors import BadInput, Conflict, Forbidden
from moothall.core.base.i18n import _
from moothall.core.content.items import site_of
from moothall.space import members
from moothall.space.log_events import OWNER


class OwnershipTransferred(NamedTuple):
    """Announced after the ownership of a space was transferred; ``changes`` are the two memberships."""

    space: object
    act: object
    former: str
    receiver: str
    changes: tuple


def check_may_transfer(viewer, space, former):
    """Raise an error unless ``viewer`` may transfer the ownership of ``former``.

    Owners transfer their own.  Administrators, who count as owners everywhere, transfer that of an
    owner who is not available any more.
    """
    members.check_active(viewer, space)
    if R.OWNER not in viewer.roles(space):
        raise Forbidden(_("Only an owner can transfer ownership of the space."))
    members.check_not_longer(viewer, space, (R.OWNER,), None)
    if former != viewer.person.id and R.ADMINISTRATOR not in viewer.person.site_roles:
        raise Forbidden(_("Owners can only transfer their own ownership."))


def transfer_ownership(act, space, former, receiver):
    """Make the member ``receiver`` owner instead of ``former``, who becomes a facilitator.

    Raise :class:`BadInput` for a receiver who is no member, :class:`Conflict` if ``former`` is no owner
    any more.
    """
    if R.OWNER not in members.roles_given(space, former, act.at):
        raise Conflict(_("This person is no longer an owner of the space. Reload the page."))
    if receiver == former:
        raise BadInput(_("Choose someone else."))
    if not members.roles_given(space, receiver, act.at):
        raise BadInput(_("Only a member can become the owner. Add the person first."))
    event = site_of(space).event_log.append(act, OWNER, space.uid, before=former, after=receiver)
    caused = dataclasses.replace(act, cause=event.id)
    given = members.set_member(caused, space, receiver, (R.OWNER,), sponsor=None)
    left = members.set_member(caused, space, former, (R.FACILITATOR,), sponsor=None)
    return OwnershipTransferred(space, act, former, receiver, (given, left))
