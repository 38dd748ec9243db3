"""Complete the claims of sites that earlier versions made."""

from BTrees.OOBTree import OOTreeSet
from pyramid.config import Configurator
from pyramid.registry import Registry

from moothall.core.content.site import Site


def complete_claims(site: Site, _registry: Registry) -> None:
    """Add the attributes that the claim stores of earlier versions lack: public ``claims`` and ``agreed``."""
    claims = site.claims
    if hasattr(claims, "_claims"):
        claims.claims = claims._claims  # noqa: SLF001 - as an earlier version stored it
        del claims._claims  # noqa: SLF001 - as an earlier version stored it
    if hasattr(claims, "agreed"):
        return
    claims.agreed = OOTreeSet()
    for uid in site.uids:
        # Entries for an edition without approvals are harmless, and are deleted once it is decided.
        for approval in getattr(site.uids.get(uid), "approvals", ()):
            claims.add_approval(approval.person, uid)


def includeme(config: Configurator) -> None:
    """Register the migration."""
    config.add_evolution_step(complete_claims, name="core.deciding.evolve.complete_desk")
