"""Migrations of vocabularies."""

from moothall.core.base.i18n import _

#: Current title of a shipped vocabulary by its title in earlier versions.
RENAMED = {
    "Kind of action pledged": _("Type of action pledged"),
    "Kind of learning opportunity": _("Type of learning opportunity"),
    "Kind of organisation": _("Type of organisation"),
    "Kind of record": _("Type of record"),
    "Kind of publication": _("Type of publication"),
    "Kind of resource": _("Type of resource"),
}


def use_current_titles(site, _registry):
    """Replace earlier titles of shipped vocabularies, so that every language translates them."""
    for vocabulary in site["vocabularies"].values():
        if vocabulary.title in RENAMED:
            vocabulary.title = RENAMED[vocabulary.title]
            site.reindex(vocabulary)


def includeme(config):
    config.add_evolution_step(
        use_current_titles,
        # Reindexing reads the workflows, which must be migrated first.
        after="workflows.evolve.keep_versions_with_author_and_date",
        name="vocabulary.evolve.use_current_titles",
    )
