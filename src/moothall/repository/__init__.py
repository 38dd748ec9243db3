"""Repositories: curated collections of resources and good practices, approved before publication."""

from moothall.core.base.i18n import _
from moothall.repository.content import GoodPractice, Repository, Resource, SiteRepository
from moothall.repository.schema import GoodPracticeSchema, RepositorySchema, ResourceSchema


def includeme(config):
    config.include(".workflow")
    config.add_item_type(
        Repository, schema=RepositorySchema, title=_("Repository"), plural=_("Repositories"), icon="resource"
    )
    config.add_item_type(
        Resource,
        schema=ResourceSchema,
        title=_("Resource"),
        plural=_("Resources"),
        icon="resource",
        adding=_("Propose a resource"),
        send=_("Save the draft"),
        news=_("published the resource"),
    )
    config.add_section("repository", SiteRepository, title=_("Repository"), order=30)
    config.include(".facets")
    config.include(".views")
    config.include(".panels")
    config.add_item_type(
        GoodPractice,
        schema=GoodPracticeSchema,
        title=_("Good practice"),
        plural=_("Good practices"),
        icon="goodpractice",
        adding=_("Propose a good practice"),
        send=_("Save the draft"),
        news=_("published the good practice"),
    )
