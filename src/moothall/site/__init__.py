"""The site: the root of the tree, the front page, pages about the site, and operation."""

from moothall.core.base.i18n import _
from moothall.core.content.schema import ItemSchema
from moothall.site.content import Site


def includeme(config):
    config.include(".workflow")
    config.include(".sample_content")
    config.add_item_type(Site, schema=ItemSchema, title=_("Site"), plural=_("Sites"), icon="mark")
    config.include(".views")
    config.include(".panels")
    config.include(".administration")
