"""Sites that began without plans get a place for them."""

from moothall.core.work.schedule import Schedule


def add_plans(site, registry):
    """2026-11-26: nothing was planned before."""
    if not hasattr(site, "plans"):
        site.plans = Schedule()


def includeme(config):
    config.add_evolution_step(add_plans, name="planning.evolve.add_plans")
