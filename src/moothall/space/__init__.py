"""Spaces: coalitions and workspaces, their members and their policies."""

from moothall.core.base.i18n import _
from moothall.space.content import Coalition, Coalitions, Workspace, Workspaces, add_space_section
from moothall.space.listing import country_of
from moothall.space.schema import CoalitionSchema, SpaceSchema


def includeme(config):
    config.include(".workflow")
    config.add_directive("add_space_section", add_space_section)
    config.include(".log_events")
    config.include(".decisions")
    config.include(".undo")
    config.include(".views")
    config.include(".api")
    config.include(".emails")
    config.include(".subscribers")
    config.include(".panels")
    config.include(".account_deletion")
    config.include(".evolve")
    config.include(".site_stores")
    config.include(".consistency")
    config.include(".periodic_tasks")
    config.add_item_type(Coalitions, title=_("Coalitions"), plural=_("Directories of coalitions"), icon="space")
    config.add_item_type(Workspaces, title=_("Workspaces"), plural=_("Directories of workspaces"), icon="space")
    config.add_section("coalitions", Coalitions, title=_("Coalitions"), order=10)
    config.add_section("workspaces", Workspaces, title=_("Workspaces"), order=20)
    config.add_item_type(
        Coalition,
        schema=CoalitionSchema,
        title=_("Coalition"),
        plural=_("Coalitions"),
        icon="space",
        adding=_("Propose a coalition"),
        send=_("Save the coalition"),
        summarise=country_of,
    )
    config.add_item_type(
        Workspace,
        schema=SpaceSchema,
        title=_("Workspace"),
        plural=_("Workspaces"),
        icon="space",
        adding=_("Propose a workspace"),
        send=_("Save the workspace"),
        news=_("opened the workspace"),
    )
