"""What spaces that were made before keep from now on."""

from BTrees.OOBTree import OOBTree, OOTreeSet

from moothall.core.access.records import SPACE
from moothall.space.invitations import Invitations
from moothall.space.review import Round


def keep_invitations(site, registry):
    """Sites keep invitations and the ends of memberships.

    Spaces keep how requests were answered, and what was decided about guests.
    """
    if "invitations" not in site.__dict__:
        site.invitations = Invitations()
    if "ends" not in site.__dict__:
        site.ends = OOTreeSet((grant.until, record.uid, person) for record in site.access.values()
                              if record.kind == SPACE for person, grants in record.grants.items()
                              if ":" not in person for grant in grants if grant.until is not None)
    for record in site.access.values():
        space = site.uids.get(record.uid) if record.kind == SPACE else None
        if space is not None and "round" not in space.__dict__:
            space.answers = OOBTree()
            space.round = Round()


def includeme(config):
    config.add_evolution_step(keep_invitations)
