"""Filling a new site with the sample content, the same each time for the same date."""

from tqdm import tqdm

from moothall.core.authorization.access_context import access_data_of
from moothall.core.base import randomness
from moothall.core.search.fulltext import document_of, index_of
from moothall.demo import discussions, documents, people, spaces
from moothall.site.build import build_site

#: Where a site stands while it is being filled.
UNFINISHED = "unfinished site"


class Sample:
    """What the loaders share: the site under construction, who is who, and the moment everything counts from."""

    def __init__(self, registry, site, store, now):
        self.registry = registry
        self.site = site
        self.store = store
        self.now = now
        #: Key or log-in of a sample person → opaque id.
        self.person_ids = {}
        #: Key of a sample text → item, for what refers to it.
        self.items = {}
        self._facts = access_data_of(site)

    def definition(self, workflow):
        """The compiled table of a workflow that holds on the whole site."""
        return self._facts.definition(workflow, self.site.uid)


def load_demo(app, connection, store, manager, now):
    """Build a site with sample content and its search index, and return it; commits several times.

    Until the caller stores it as the site, it is none.
    """
    with randomness.seeded(f"sample content of {now:%Y-%m-%d}"):
        return _load(app, connection, store, manager, now)


def _load(app, connection, store, manager, now):
    site = connection.root()[UNFINISHED] = build_site(app.registry, now)
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
    return site


def _index(registry, site, manager):
    """Index everything at once, so that the site is complete when it first answers."""
    facts = access_data_of(site)
    pairs = site.queue.peek(10**9)
    registry.search_index.rebuild(
        document for uid, _ticket in pairs if (document := document_of(site, uid, facts)) is not None
    )
    index_of(registry).set_watermark(b"\0" * 8)
    site.queue.done(pairs)
    manager.commit()
