"""Evolution steps of spaces."""

from BTrees.OOBTree import OOBTree, OOTreeSet

from moothall.core.access.records import SPACE
from moothall.space.invitations import Invitations
from moothall.space.membership_review import ReviewRound, ends_of


def keep_invitations(site, _registry):
    """Add the stores of invitations and of ends of memberships to sites.

    Spaces also store answers to requests, and decisions about guests.
    """
    if not hasattr(site, "invitations"):
        site.invitations = Invitations()
    for record in site.access.values():
        space = site.uids.get(record.uid) if record.kind == SPACE else None
        if space is not None and not hasattr(space, "round"):
            space.answers = OOBTree()
            space.round = ReviewRound()
    if not hasattr(site, "ends"):
        spaces = (site.uids.get(record.uid) for record in site.access.values() if record.kind == SPACE)
        site.ends = OOTreeSet(end for space in spaces if space is not None for end in ends_of(space))


def includeme(config):
    config.add_evolution_step(keep_invitations, name="space.evolve.keep_invitations")
