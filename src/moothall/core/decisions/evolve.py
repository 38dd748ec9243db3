"""Complete the claims of sites that earlier versions made."""

from BTrees.OOBTree import OOTreeSet


def complete_desk(site, registry):
    """The first desks kept their claims under a private name, and approvals with the items only."""
    desk = site.desk
    if hasattr(desk, "_claims"):
        desk.claims = desk._claims  # noqa: SLF001 - as an earlier version stored it
        del desk._claims  # noqa: SLF001 - as an earlier version stored it
    if hasattr(desk, "agreed"):
        return
    desk.agreed = OOTreeSet()
    for uid in site.uids:
        # Entries for an edition that nobody has approved are harmless, and are cleared up once it is decided.
        for approval in getattr(site.uids.get(uid), "approvals", ()):
            desk.add_approval(approval.person, uid)


def includeme(config):
    config.add_evolution_step(complete_desk, name="core.deciding.evolve.complete_desk")
