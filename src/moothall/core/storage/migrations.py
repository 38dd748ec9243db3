"""Evolution steps: bringing stored data up to the code, through Substance D.

A feature adds one with ``config.add_evolution_step(step, name="…")``; ``step(site, registry)``
changes what is stored and may run again after being interrupted.  Databases keep the
names of the steps they have taken, so a step keeps its name when its function moves.
"""

import time

from BTrees.OOBTree import OOBTree
from substanced.evolution import FINISHED_KEY, EvolutionManager
from substanced.evolution import add_evolution_step as add_step
from substanced.interfaces import IEvolutionSteps


def add_evolution_step(config, step, *, name, before=None, after=None):
    """Add an evolution step under a name that never changes: a directive.

    ``name`` is stored behind the name of the package that adds it; ``before`` and ``after`` name other steps of that
    package.
    """
    package = config.package.__name__.partition(".")[0]
    before, after = (f"{package}.{other}" if other is not None else None for other in (before, after))
    add_step(config, step, before, after, f"{package}.{name}")


def unfinished(site, registry):
    """The names of the steps this database has yet to take, in order.  Writes nothing."""
    steps = registry.queryUtility(IEvolutionSteps)
    finished = site._p_jar.root().get(FINISHED_KEY, ())
    return [name for _key, (name, _step) in steps.sorted() if name not in finished] if steps is not None else []


def evolve(site, registry, manager):
    """Take every step that is not taken yet, each in a transaction of its own; returns their names."""
    return EvolutionManager(site, registry, manager).evolve() if unfinished(site, registry) else []


def begin(root, registry):
    """Note in the ``root`` of a new database that it begins where every step leads."""
    steps = registry.queryUtility(IEvolutionSteps)
    if steps is not None:
        root[FINISHED_KEY] = OOBTree({name: time.time() for _key, (name, _step) in steps.sorted()})
