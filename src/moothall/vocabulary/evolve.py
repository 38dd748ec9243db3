"""Evolution steps of vocabularies."""

from moothall.core.base.i18n import _

#: Title of a shipped vocabulary in an earlier version → title today.
RENAMED = {
    "Kind of action pledged": _("Type of action pledged"),
    "Kind of learning opportunity": _("Type of learning opportunity"),
    "Kind of organisation": _("Type of organisation"),
    "Kind of record": _("Type of record"),
    "Kind of publication": _("Type of publication"),
    "Kind of resource": _("Type of resource"),
}


def use_current_titles(site, registry):
    """Replace titles of shipped vocabularies that earlier versions used, so that every language translates them."""
    for vocabulary in site["vocabularies"].values():
        if vocabulary.title in RENAMED:
            vocabulary.title = RENAMED[vocabulary.title]
            site.reindex(vocabulary)


def includeme(config):
    config.add_evolution_step(
        use_current_titles,
        # What is indexed anew asks the workflows, which must be readable by then.
        after="workflows.evolve.keep_versions_with_author_and_date",
        name="vocabulary.evolve.use_current_titles",
    )
