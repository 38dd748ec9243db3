"""Sites from before there were requests for access get a place for them."""

from moothall.core.access.expiry import NotifiedEnds
from moothall.core.authorization.access_requests import AccessRequests


def make_places(site, registry):
    """Give the site what a new one has."""
    # vars() alone does not load an object.
    site._p_activate()
    for name, factory in (("access_requests", AccessRequests), ("told_ends", NotifiedEnds)):
        if name not in vars(site):
            setattr(site, name, factory())


def includeme(config):
    config.add_evolution_step(make_places, name="sharing.evolve.make_places")
