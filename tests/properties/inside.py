"""The ways in which the site itself finds what somebody may see, compared with what they should see."""

from moothall.core.authorization.access_context import AccessContext
from moothall.core.content.items import Container
from moothall.core.content.versioned import Versioned
from moothall.core.decisions import Decisions
from moothall.core.search.catalog import Catalog
from moothall.core.search.fulltext import search
from moothall.core.search.query import ContentQuery
from moothall.core.storage.index_maps import values_by_uid
from moothall.discussion.content import Discussion
from moothall.discussion.visible_thread import VisibleThread
from tests.properties.comparing import Comparison
from tests.properties.sight import VisibleItems

FACETS = ("type_id", "state", "language", "subjects", "target_audience")
#: Fewer than there often are, so that there are pages.
SIZE = 7


class Inside(Comparison):
    """One person's view of a snapshot."""

    def __init__(self, everything, index, login, person, now):
        super().__init__(everything)
        self.index = index
        self.sight = VisibleItems(everything, person, now)
        self.viewer = AccessContext(everything.site, person, now)
        self.who = f"{login or 'guest'} on {now:%d %B}"

    def look(self):
        """What needs no index of words."""
        sight, viewer = self.sight, self.viewer
        self.compare("scopes", [], [self.all.paths[uid] for uid in self.all.astray])
        self.compare("sees", sight.seen, {uid for uid, item in self.all.items.items() if viewer.sees(item)})
        for uid, editions in sight.editions.items():
            item = self.all.items[uid]
            self.compare(f"edition of {self.all.paths[uid]}", editions[0] if editions else None, viewer.shown(item))
            live = next((edition for edition in editions if edition.kind == "live"), None)
            self.compare(f"live edition of {self.all.paths[uid]}", live, viewer.live(item))
        catalog: Catalog = self.all.site.catalog
        classes = viewer.visible_classes()
        visible = {uid for uid, value in values_by_uid(catalog["access_class"]).items() if value in classes}
        self.compare("classes", sight.entries(), visible)
        self.compare("everything listed", sight.seen, set(ContentQuery(viewer).uids()))
        self.compare(
            "everything with work listed", sight.entries(), set(ContentQuery(viewer).including_working_copies().uids())
        )
        self.compare("kinds", sight.counted(sight.seen, "type_id"), ContentQuery(viewer).facets("type_id"))
        for item in self.all.items.values():
            if isinstance(item, Container):
                self._list(item)
            elif isinstance(item, Discussion) and item.uid in sight.seen:
                keys = VisibleThread(viewer, item).keys
                self.compare(f"thread {self.all.paths[item.uid]}", sight.thread(item), {uid for _at, uid in keys})
        # Whose hand something is in is asked by nobody here.
        waiting = Decisions(viewer, None)
        self.compare("decisions", waiting.count, len(waiting.list()))
        for one in waiting.list():
            self.compare("to decide", True, one.item.uid in sight.seen)

    def _list(self, container):
        path = self.all.paths[container.uid]
        expected = self.sight.children(container)
        self.compare(
            f"below {path}",
            self.sight.within(container) - {container.uid},
            set(ContentQuery(self.viewer).within(container).uids()),
        )
        for name, descending in (("sort_title", False), ("modified", True), ("state", False)):
            query = ContentQuery(self.viewer).children_of(container).sorted_by(name, descending)
            self.compare(f"{path} counted", len(expected), query.count())
            found = [
                item.uid for start in range(0, max(1, len(expected)), SIZE) for item in query.slice(start, SIZE).items
            ]
            self.compare(f"{path} by {name}", expected, set(found))
            self.compare(f"{path} by {name}, each once", len(expected), len(found))

    def search(self, words=()):
        """What the index of words finds, together with what waits for it; ``words`` are uid → {version: word}."""
        sight = self.sight
        self._search("", sight.seen)
        types = sorted({item.type_id for item in self.all.items.values()})
        for kind in (types[len(self.who) % len(types)], "document"):
            self._search(f"of type {kind}", sight.where(lambda item, kind=kind: item.type_id == kind), types=[kind])
        containers = [item for item in self.all.items.values() if isinstance(item, Container) and item.__parent__]
        for place in containers[len(self.who) % 3 :: max(1, len(containers) // 4)]:
            self._search(f"below {self.all.paths[place.uid]}", sight.within(place), within=[place.uid])
        self._search(
            "in German", {uid for uid in sight.seen if self.all.documents[uid].language == "de"}, languages=["de"]
        )

    def say(self, words):
        """Each word finds the item whose version for readers says it, for those who may see that item."""
        for uid, said in words:
            item = self.all.items.get(uid)
            for number, word in said.items():
                shown = (
                    item is not None
                    and uid in self.sight.seen
                    and (item.primary.version.number if isinstance(item, Versioned) else max(said)) == number
                )
                self._search(f"“{word}”", {uid} if shown else set(), also=self._question(uid), text=word)

    def _question(self, uid):
        # A discussion is found by its first post as well.
        item = self.all.items.get(uid)
        return {item.__parent__.uid} if getattr(item, "is_first", False) else set()

    def _search(self, what, expected, also=frozenset(), **criteria):
        hits, start = [], 0
        while True:
            found = search(self.viewer, self.index, facets=FACETS, offset=start, limit=SIZE * 3, **criteria)
            hits += [hit.uid for hit in found.hits]
            start += SIZE * 3
            if start >= found.total:
                break
        expected = expected | (also & set(hits) & self.sight.seen)
        self.compare(f"search {what}", expected, set(hits))
        self.compare(f"search {what}, total", len(expected), found.total)
        self.compare(f"search {what}, each once", len(expected), len(hits))
        for name in FACETS:
            self.compare(f"search {what}, {name}", self.sight.counted(expected, name), found.facets[name])
