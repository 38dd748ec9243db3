"""What is in the databases and in the index, held against what people were told."""

from collections import Counter

from pyramid.traversal import resource_path

from moothall.core.content.uids import uid_from_name
from moothall.core.content.versioned import Versioned
from moothall.core.search.fulltext import document_of
from moothall.core.search.index.interface import SearchRequest
from moothall.core.storage.index_maps import values_by_uid


def everything(item):
    """An item and all that is in it."""
    yield item
    for child in item.children():
        yield from everything(child)


class Books:
    """A site that nobody serves at the moment, read once from end to end."""

    def __init__(self, site, index):
        self.site = site
        self.index = index
        self.items = list(everything(site))
        self.uids = Counter(item.uid for item in self.items)
        self._words = {item.uid: self._words_of(item) for item in self.items}

    def _words_of(self, item):
        texts = [str(item.title), getattr(item, "text", "")]
        if isinstance(item, Versioned):
            texts += [str(value) for version in item.versions.values() for value in version.fields().values()]
        return " ".join(map(str, texts))

    def in_tree(self, mark):
        """The items that say ``mark``."""
        return [item for item in self.items if mark in self._words[item.uid]]

    def versions(self, mark):
        """The saved versions whose text says ``mark``."""
        return [
            version
            for item in self.items
            if isinstance(item, Versioned)
            for version in item.versions.values()
            if mark in str(version.get("text") or "")
        ]

    def steps(self, mark):
        """The steps taken for the reason ``mark``: moments at which something was recorded."""
        return {(event.subject, event.at) for event in self.site.event_log if event.reason == mark}

    def found(self, mark):
        """The uids that the index itself finds, whoever may see them."""
        asked = SearchRequest.for_the_system_without_any_access_filter(text=mark)
        return [hit.uid for hit in self.index.find(asked).hits]

    # -- agreement

    def check_writes(self, writes):
        """Each acknowledged write exactly once, each other one at most once, in tree, catalog and index."""
        wrong = []
        for write in writes:
            for place, count in self._counts(write):
                if count != 1 and (write.acknowledged or count != 0):
                    wrong.append(f"{count} × in {place}: {write}")
        assert not wrong, "\n".join(wrong)

    def _counts(self, write):
        if write.kind == "change":
            yield "versions", len(self.versions(write.mark))
        elif write.kind == "step":
            yield "facts", len(self.steps(write.mark))
        else:
            there = self.in_tree(write.mark)
            yield "tree", len(there)
            yield "catalog", sum(item.uid in self.site.catalog for item in there)
            yield "uids", sum(self.site.uids.get(item.uid) is item for item in there)
            yield "index", len(self.found(write.mark))
            if write.acknowledged:
                named = uid_from_name(write.answer.json["UID"])
                yield "what was answered", sum(item.uid == named for item in there)

    def check_agreement(self):
        """Tree, uids, catalog, facts and index speak of the same items, in the same states."""
        assert set(self.uids.values()) == {1}
        second = {item.edition_uid for item in self.items if isinstance(item, Versioned)}
        assert set(self.site.uids) == set(self.uids) | second
        made = Counter(event.subject for event in self.site.event_log if event.kind == "created")
        assert not [uid for uid, count in made.items() if count != 1]
        behind = {item.edition_uid for item in self.items
                  if isinstance(item, Versioned) and item.working is not None and item.working.has_live}  # fmt: skip
        for item in self.items:
            assert item is self.site or item.uid in self.site.catalog, resource_path(item)
        catalogued = set(values_by_uid(self.site.catalog["access_class"]))
        assert catalogued <= set(self.uids) | behind
        assert len(self.site.index_queue) == 0
        indexed = sorted((entry.uid, entry.access_class, entry.modified) for entry in self.index.entries())
        assert indexed == sorted(self._entry(document_of(self.site, item.uid)) for item in self.items)

    @staticmethod
    def _entry(document):
        return document.uid, document.access_class, document.modified

    def check_blobs(self):
        """Each file can be read in full; returns how many there are."""
        count = 0
        for item in self.items:
            if item.type_id == "file":
                for version in item.versions.values():
                    stored = version.get("file")
                    with stored.blob.open() as file:
                        assert len(file.read()) == stored.size
                    count += 1
        return count
