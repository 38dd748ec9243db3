"""Building a new site: the places every site has, the shipped workflows and vocabularies."""

from moothall.core.base.i18n import _
from moothall.core.event_log.log import ActionContext
from moothall.core.storage.databases import set_registry
from moothall.core.storage.site_stores import create_stores
from moothall.core.workflow.kinds import workflow_kinds
from moothall.finder.content import Search
from moothall.people.content import People
from moothall.repository.content import SiteRepository
from moothall.site.content import Site
from moothall.space.content import Coalitions, Workspaces
from moothall.vocabulary.content import Vocabularies
from moothall.vocabulary.load import load_vocabularies
from moothall.workflows.content import Workflows, load_shipped


def build_site(registry, at, title="Moothall"):
    """Return a new site with its places, not yet stored.  ``at``: aware UTC."""
    act = ActionContext(None, at, rule="a new site")
    site = Site(act, title=title)
    set_registry(site, registry)
    create_stores(site, registry)
    workflows = Workflows(act, title=_("Workflows"))
    # The tables come first, since everything that is placed asks them for its access class.
    site.add("workflows", workflows)
    site.uids.add(workflows.uid, workflows)
    load_shipped(act, workflow_kinds(registry), workflows)
    site.reindex(site)
    site.reindex(workflows)
    for name, place in (
        ("coalitions", Coalitions(act, title=_("Coalitions"))),
        ("workspaces", Workspaces(act, title=_("Workspaces"))),
        ("repository", SiteRepository(act, title=_("Repository"))),
        ("people", People(act, title=_("People"))),
        ("vocabularies", Vocabularies(act, title=_("Vocabularies"))),
    ):
        site.add_item(act, place, name, fixed=True)
    load_vocabularies(act, site["vocabularies"])
    search = site.add_item(act, Search(act, title=_("Search")), "search", fixed=True)
    search.move_to(act, search.working, "published", live=True)
    return site
