"""Load the sample content into a new site; it is always the same for the same date."""

from tqdm import tqdm

from moothall.core.authorization.access_context import access_data_of
from moothall.core.base import randomness
from moothall.core.search.fulltext import document_of, index_of
from moothall.demo import discussions, documents, people, spaces
from moothall.site.build import build_site

#: Key in the database of a site that is being filled.
UNFINISHED = "unfinished site"


class Sample:
    """Shared data of the loaders: the site under construction, the people, and the reference date."""

    def __init__(self, registry, site, store, now):
        self.registry = registry
        self.site = site
        self.store = store
        self.now = now
        #: Key or username of a sample person → opaque ID.
        self.person_ids = {}
        #: Key of a sample text → item, for references to it.
        self.items = {}
        self._access_data = access_data_of(site)

    def definition(self, workflow):
        """Return the compiled definition of a workflow that applies to the whole site."""
        return self._access_data.definition(workflow, self.site.uid)


def load_demo(app, databases, people, now):
    """Build a site with sample content and its search index, and return it; commit several times.

    The caller then stores it as the site, in the transaction that removes the unfinished one.
    """
    with randomness.seeded(f"sample content of {now:%Y-%m-%d}"):
        return _load(app, databases, people, now)


def _load(app, databases, store, now):
    manager = databases.manager
    site = databases.root[UNFINISHED] = build_site(app.registry, now)
    manager.commit()
    sample = Sample(app.registry, site, store, now)
    steps = (
        ("people", people.load),
        ("spaces", spaces.load),
        ("discussions", discussions.load),
        ("documents", documents.load),
        ("repository", documents.load_repository),
        ("last steps", spaces.close_archived),
    )
    with tqdm(total=len(steps) + 1, desc="Sample content", unit="step", leave=False) as bar:
        for name, load in steps:
            bar.set_postfix_str(name)
            load(sample)
            manager.commit()
            bar.update()
        bar.set_postfix_str("search index")
        _index(app.registry, site, manager)
        bar.update()
    del databases.root[UNFINISHED]
    return site


def _index(registry, site, manager):
    """Index everything, so that search is complete from the first request."""
    access_data = access_data_of(site)
    pairs = site.index_queue.peek(10**9)
    registry.search_index.rebuild(
        document for uid, _ticket in pairs if (document := document_of(site, uid, access_data)) is not None
    )
    index_of(registry).set_watermark(b"\0" * 8)
    site.index_queue.done(pairs)
    manager.commit()
