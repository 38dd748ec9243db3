"""Evolution steps of spaces."""

from BTrees.OOBTree import OOBTree, OOTreeSet

from moothall.core.access.records import SPACE
from moothall.core.authorization.access_context import access_data_of
from moothall.core.search import catalog
from moothall.space.content import space_sections
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
    if not hasattr(site, "membership_ends"):
        spaces = (site.uids.get(record.uid) for record in site.access.values() if record.kind == SPACE)
        site.membership_ends = OOTreeSet(end for space in spaces if space is not None for end in ends_of(space))


def free_sections_of_creators(site, registry):
    """Remove the creator of the sections of spaces, who had rights on them even after leaving the space."""
    access_data = access_data_of(site)
    for record in list(site.access.values()):
        space = site.uids.get(record.uid) if record.kind == SPACE else None
        for name, item in space.items() if space is not None else ():
            if item.creator is not None and (item.is_section or name in space_sections(registry)):
                item.creator = None
                catalog.update(site.catalog, access_data, item)
                site.index_queue.put(item.uid)


def includeme(config):
    config.add_evolution_step(keep_invitations, name="space.evolve.keep_invitations")
    config.add_evolution_step(
        free_sections_of_creators,
        after="workflows.evolve.use_current_titles",
        name="space.evolve.free_sections_of_creators",
    )
