"""Migration of access data."""

from typing import Any

from pyramid.config import Configurator
from pyramid.registry import Registry

from moothall.core.access.principals import with_kind


def name_kinds_of_principals(site: Any, _registry: Registry) -> None:
    """Store groups with their kind; earlier versions stored the name alone."""
    for record in list(site.access.values()):
        for principal in [one for one in record.grants if with_kind(one) != one]:
            grants = record.grants[principal]
            site.access.set_grants(record, principal, ())
            site.access.set_grants(record, with_kind(principal), grants)
    notified = getattr(site, "notified_ends", None)
    if notified is not None:
        notified.rename_principals(with_kind)


def includeme(config: Configurator) -> None:
    """Register the migration."""
    config.add_evolution_step(
        name_kinds_of_principals,
        # It compares principals with those of logged events.
        after="core.audit.evolve.let_facts_wait",
        name="core.access.evolve.name_kinds_of_principals",
    )
