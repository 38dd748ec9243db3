"""Migrations of stored data, with the evolution steps of Substance D.

A feature adds one with ``config.add_evolution_step(step, name="…")``; ``step(site, registry)`` changes
stored data and can run again after an interruption.  Databases store the names of finished steps, so a
step keeps its name when its function moves.
"""

import time
from collections.abc import Callable
from typing import Any

from BTrees.OOBTree import OOBTree
from pyramid.config import Configurator
from pyramid.registry import Registry
from substanced.evolution import FINISHED_KEY, EvolutionManager
from substanced.evolution import add_evolution_step as add_step
from substanced.interfaces import IEvolutionSteps


def add_evolution_step(
    config: Configurator,
    step: Callable[[Any, Registry], Any],
    *,
    name: str,
    before: str | None = None,
    after: str | None = None,
) -> None:
    """Add a migration under a name that never changes.

    The stored name is ``name`` after the name of the package that adds it; ``before`` and ``after`` name
    other migrations of that package.
    """
    package = config.package.__name__.partition(".")[0]
    before, after = (f"{package}.{other}" if other is not None else None for other in (before, after))
    add_step(config, step, before, after, f"{package}.{name}")


def unfinished(site: Any, registry: Registry) -> list[str]:
    """Return the names of the migrations this database still needs, in order, without writing."""
    steps = registry.queryUtility(IEvolutionSteps)
    finished = site._p_jar.root().get(FINISHED_KEY, ())
    return [name for _key, (name, _step) in steps.sorted() if name not in finished] if steps is not None else []


def evolve(site: Any, registry: Registry, manager: Any) -> list[str]:
    """Run every unfinished migration in a transaction of its own; return their names."""
    return EvolutionManager(site, registry, manager).evolve() if unfinished(site, registry) else []


def begin(root: Any, registry: Registry) -> None:
    """Mark all migrations as finished in the ``root`` of a new database."""
    steps = registry.queryUtility(IEvolutionSteps)
    if steps is not None:
        root[FINISHED_KEY] = OOBTree({name: time.time() for _key, (name, _step) in steps.sorted()})
