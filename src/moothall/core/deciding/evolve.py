"""Sites made before there was a desk get one."""

from moothall.core.deciding.desk import Desk


def give_a_desk(site, registry):
    """Claims and notes need a place."""
    if not hasattr(site, "desk"):
        site.desk = Desk()


def includeme(config):
    config.add_evolution_step(give_a_desk, name="core.deciding.evolve.give_a_desk")
