"""Moothall: a place where coalitions work together.

``main`` is the whole application: what is included there, in this order, is what a site has.
"""

import gc
from contextlib import contextmanager

from pyramid.config import Configurator

from moothall.core.base.extensions import include_extensions
from moothall.core.base.locations import locate
from moothall.core.storage.databases import close_databases


def main(global_config, **settings):
    """Return the WSGI application; docs/settings.rst lists the ``settings``."""
    with Configurator(settings=locate(global_config, settings)) as config, _uncollected():
        try:
            _include_everything(config)
            return config.make_wsgi_app()
        except BaseException:
            # Open databases would keep their files locked.
            close_databases(config.registry)
            raise


@contextmanager
def _uncollected():
    """Suspend garbage collection: configuration makes many objects that stay, and collections took half its time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _include_everything(config):
    config.include("moothall.core")
    config.include("moothall.web")
    config.include("moothall.ui")
    config.include("moothall.administration")
    config.include("moothall.people")
    config.include("moothall.space")
    config.include("moothall.sharing")
    config.include("moothall.picture")
    config.include("moothall.streaming")
    config.include("moothall.notification")
    config.include("moothall.draft")
    config.include("moothall.syndication")
    config.include("moothall.discussion")
    config.include("moothall.inbound_email")
    config.include("moothall.moderation")
    config.include("moothall.conversion")
    config.include("moothall.document")
    config.include("moothall.repository")
    config.include("moothall.finder")
    config.include("moothall.vocabulary")
    config.include("moothall.workflows")
    config.include("moothall.queue")
    config.include("moothall.scheduling")
    config.include("moothall.departures")
    config.include("moothall.audit")
    config.include("moothall.insight")
    config.include("moothall.site")
    config.include("moothall.demo")
    include_extensions(config)
    # Last, since it matches every address: routes of features come before it.
    config.include("moothall.web.api.routing.add_api_route")
