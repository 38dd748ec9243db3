"""Build a new site: the stores of features, and the sections that every site has."""

from moothall.core.content.sections import create_sections
from moothall.core.event_log.log import ActionContext
from moothall.core.storage.databases import set_registry
from moothall.core.storage.site_stores import create_stores
from moothall.site.content import Site


def build_site(registry, at, title="Moothall"):
    """Return a new site with its sections, not yet stored.  ``at``: aware UTC."""
    act = ActionContext(None, at, rule="a new site")
    site = Site(act, title=title)
    set_registry(site, registry)
    create_stores(site, registry)
    create_sections(act, site, registry)
    return site
