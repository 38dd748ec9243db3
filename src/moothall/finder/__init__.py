"""Search: the search page, and stored searches as content."""

from moothall.core.base.i18n import _
from moothall.finder.content import Search
from moothall.finder.schema import SearchSchema


def includeme(config):
    config.add_item_type(Search, schema=SearchSchema, title=_("Search"), plural=_("Searches"), icon="search")
    config.add_section("search", Search, title=_("Search"), order=60, fill=_publish)
    config.include(".views")
    config.include(".api")
    config.include(".panels")


def _publish(act, search):
    search.move_to(act, search.working, "published", live=True)
