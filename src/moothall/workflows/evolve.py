"""Evolution steps of workflow definitions."""

from moothall.core.base.settings import settings_of
from moothall.core.work.jobs import Jobs
from moothall.core.workflow.guards import with_moments
from moothall.core.workflow.kinds import kind_named, with_restrictions, workflow_kinds
from moothall.core.workflow.old_titles import with_current_titles
from moothall.workflows import upgrade_creators, upgrade_deleted_posts, upgrade_refused_posts
from moothall.workflows.content import DefinitionVersion


def keep_versions_with_author_and_date(site, _registry):
    """Store author and date with each version, which only the definition had before; add the store of jobs."""
    if getattr(site, "jobs", None) is None:
        site.jobs = Jobs()
    for id, definition in site["workflows"].items():
        for number, data in list(definition.versions.items()):
            if not isinstance(data, DefinitionVersion):
                definition.versions[number] = DefinitionVersion(data, definition.creator, definition.created)
        if getattr(definition, "kind", None) is None:
            definition.kind = id
            definition.active = site.access.definitions[id][1]


def use_current_titles(site, _registry):
    """Replace titles of shipped workflows that earlier versions used, so that every language translates them."""
    for definition in site["workflows"].values():
        for version in definition.versions.values():
            version.data = with_current_titles(version.data)
        if definition.draft is not None:
            definition.draft.data = with_current_titles(definition.draft.data)


def store_moments(site, registry):
    """Store the dates of conditions as moments, in the time zone of the site, where earlier versions used UTC."""
    zone = settings_of(registry).zone
    for definition in site["workflows"].values():
        for stored in (*definition.versions.values(), definition.draft):
            if stored is not None:
                stored.data = with_moments(stored.data, zone)


def mark_restrictions(site, registry):
    """Mark the transitions that restrict someone, in all versions of all workflows."""
    kinds = workflow_kinds(registry)
    for definition in site["workflows"].values():
        for stored in (*definition.versions.values(), definition.draft):
            if stored is not None:
                stored.data = with_restrictions(kind_named(kinds, definition.kind), stored.data)


def includeme(config):
    config.add_evolution_step(
        keep_versions_with_author_and_date,
        # Access classes are computed from the definitions, which must be readable by then.
        before="core.evolve.class_editions_with_what_is_behind",
        name="workflows.evolve.keep_versions_with_author_and_date",
    )
    config.add_evolution_step(
        use_current_titles,
        after="workflows.evolve.keep_versions_with_author_and_date",
        name="workflows.evolve.use_current_titles",
    )
    config.add_evolution_step(
        upgrade_creators.upgrade,
        after="workflows.evolve.use_current_titles",
        name="workflows.evolve.give_creators_their_part",
    )
    config.add_evolution_step(
        upgrade_deleted_posts.upgrade,
        after="workflows.evolve.give_creators_their_part",
        name="workflows.evolve.restore_deleted_posts",
    )
    config.add_evolution_step(
        store_moments, after="workflows.evolve.restore_deleted_posts", name="workflows.evolve.store_moments"
    )
    config.add_evolution_step(
        mark_restrictions, after="workflows.evolve.store_moments", name="workflows.evolve.mark_restrictions"
    )
    config.add_evolution_step(
        upgrade_refused_posts.upgrade,
        after="workflows.evolve.mark_restrictions",
        name="workflows.evolve.edit_refused_posts",
    )
