"""What a browser and a program are sent on behalf of somebody, compared with what they should see."""

import re
from urllib.parse import urlencode, urlsplit

from moothall.core.content.items import Container
from moothall.core.content.uids import uid_name
from moothall.core.content.versioned import Versioned
from moothall.discussion.content import Discussion, Forum
from moothall.discussion.post import Post
from moothall.document.content import Folder, Library
from moothall.repository.content import Repository
from moothall.space.content import Space
from tests.properties.comparing import Comparison
from tests.properties.sight import VisibleItems

#: What a page of some class lists of what is directly in it; other pages tell of news.
LISTED = {
    Forum: ("discussion",),
    Library: ("folder", "document", "file", "link"),
    Folder: ("folder", "document", "file", "link"),
    Repository: ("resource", "goodpractice"),
}
#: Pages that gather from everywhere.
GATHERING = ("/", "/coalitions", "/workspaces", "/repository", "/queue", "/people", "/search")
SEARCHES = ("portal_type", "review_state", "Language")
INDEXED = {"portal_type": "type_id", "review_state": "state", "Language": "language"}
#: Fewer than there often are, so that there are pages.
SIZE = 5

WORD, NAME, UID = re.compile("zq[a-j]{4}qz"), re.compile("iq[a-j]{4}qi"), re.compile("[a-km-np-z2-9]{13}")
LINK, TOTAL = re.compile('href="([^"#]*)'), re.compile(r"m-pages-sum[^>]*>\s*(?:\d+ to \d+ of )?(\d+)")


class Outside(Comparison):
    """One person at the edges of the site."""

    def __init__(self, everything, site, builder, login, person):
        super().__init__(everything)
        self.site, self.builder = site, builder
        self.sight = VisibleItems(everything, person, site.clock.now)
        self.browser, self.program = site.client(login), site.program(login)
        self.who = f"{login or 'guest'} on {site.clock.now:%d %B}"
        self.uids = {path: uid for uid, path in everything.paths.items()}
        self.sent = []

    # -- asking

    def page(self, address):
        """The answer to a browser; every link on it leads to something that may be seen."""
        answer = self.browser.get(address, status="*")
        self._keep(address, answer)
        if answer.status_int == 200:
            linked = {uid for link in LINK.findall(answer.text) if (uid := self._at(link)) is not None}
            self.compare(f"links on {address}", set(), linked - self.sight.seen)
        return answer

    def json(self, address):
        """The answer to a program."""
        answer = self.program.get(address, status="*")
        self._keep(f"{address} (API)", answer)
        return answer

    def _keep(self, address, answer):
        self.sent.append((address, f"{answer.text} {answer.headers.get('Location', '')}"))

    def _at(self, address):
        """The uid of the item at an address, or ``None``."""
        return self.uids.get(urlsplit(address).path.rstrip("/") or "/")

    # -- looking

    def look(self):
        """Everything at its own address, where it is listed, and by searching."""
        for uid in self.builder.names:
            if uid in self.all.items:
                self._item(self.all.items[uid])
        for address, container, uid in self.builder.left:
            self._old_address(address, container, uid)
        for address in GATHERING:
            self.page(address)
        workspaces = self.sight.where(lambda item: item.type_id == "workspace")
        self.compare("/workspaces", workspaces, self._rows("/workspaces", workspaces))
        coalitions = self.sight.where(lambda item: item.type_id == "coalition")
        self.compare("/coalitions", coalitions, self._rows("/coalitions", coalitions))
        self._navigate()
        self._search()
        self._listen()

    def _item(self, item):
        path, seen = self.all.paths[item.uid], item.uid in self.sight.seen
        page, answer = self.page(path), self.json(path)
        shown = 303 if isinstance(item, Post) else 200
        self.compare(f"page {path}", shown if seen else 404, page.status_int)
        self.compare(f"API {path}", 200 if seen else 404, answer.status_int)
        if not seen:
            return
        if isinstance(item, Versioned):
            self._edition(item, path, answer.json)
        way = [node for node in self._lineage(item) if node.uid in self.sight.seen]
        crumbs = {self._at(one["@id"]) for one in self.json(f"{path}/@breadcrumbs").json["items"]}
        self.compare(f"breadcrumbs of {path}", {node.uid for node in way}, crumbs)
        self.json(f"{path}/@history")
        if isinstance(item, (Container, Discussion)):
            self._listing(item, path)
        for kind, types in LISTED.items():
            if isinstance(item, kind):
                expected = {uid for uid in self.sight.children(item) if self.all.items[uid].type_id in types}
                found = {uid for uid in self._rows(path, expected) if self.all.items[uid].__parent__ is item}
                self.compare(f"rows of {path}", expected, found)

    def _old_address(self, address, container, uid):
        """Where something was leads to where it is, for those who may see both, as long as its old place is there."""
        place = self.all.paths.get(container)
        if place is None or place != address.rpartition("/")[0] or address in self.uids:
            return
        # From a place that somebody does not see, nothing leads on: that would tell that it is there.
        expected = 301 if {uid, container} <= self.sight.seen else 404
        self.compare(f"old address {address}", expected, self.page(address).status_int)
        self.compare(f"old address {address} (API)", expected, self.json(address).status_int)

    def _lineage(self, item):
        while item.__parent__ is not None:
            yield item
            item = item.__parent__

    def _edition(self, item, path, said):
        editions = self.sight.editions[item.uid]
        self.compare(f"state of {path}", editions[0].state, said["review_state"])
        self.compare(f"title of {path}", editions[0].version.title, said["title"])
        live = [edition for edition in editions if edition.kind == "live"]
        self.compare(f"live edition of {path}", 200 if live else 404, self.json(f"{path}?edition=live").status_int)

    def _listing(self, container, path):
        expected = self.sight.children(container)
        found, start = [], 0
        while True:
            piece = self.json(f"{path}?b_start={start}&b_size={SIZE}").json
            self.compare(f"total of {path}", len(expected), piece["items_total"])
            found += [self._at(one["@id"]) for one in piece["items"]]
            start += SIZE
            if "next" not in piece["batching"]:
                break
        self.compare(f"items of {path}", expected, set(found))
        self.compare(f"items of {path}, each once", len(expected), len(found))

    def _rows(self, path, expected):
        """What all pages of a list link to in their main part, among the types that ``expected`` are of."""
        types = {self.all.items[uid].type_id for uid in expected}
        found, number = set(), 1
        while True:
            text = self.page(f"{path}?page={number}").text
            rows = text[text.find("<main") :]
            found |= {uid for link in LINK.findall(rows) if (uid := self._at(link)) is not None}
            total = TOTAL.search(rows)
            if number == 1 and total is not None:
                self.compare(f"total on page {path}", len(expected), int(total[1]))
            number += 1
            if f"page={number}" not in rows:
                return {uid for uid in found if self.all.items[uid].type_id in types or not expected}

    def _navigate(self):
        def gather(items, place, depth):
            found = {self._at(one["@id"]) for one in items}
            expected = self.sight.children(place)
            self.compare(f"navigation below {self.all.paths[place.uid]}", expected, found)
            for one, uid in zip(items, (self._at(one["@id"]) for one in items), strict=True):
                if depth > 1 and isinstance(self.all.items[uid], Container):
                    gather(one["items"], self.all.items[uid], depth - 1)

        gather(self.json("/@navigation?expand.navigation.depth=3").json["items"], self.all.site, 3)

    def _search(self):
        facets = ",".join(SEARCHES)
        self._find({"facets": facets}, self.sight.seen)
        for kind in ("document", "discussion", "post", "workspace"):
            self._find(
                {"portal_type": kind, "facets": facets}, self.sight.where(lambda item, kind=kind: item.type_id == kind)
            )
        for state in ("draft", "published", "needs_changes"):
            self._find({"review_state": state}, self.sight.with_state(state), counted=False)
        for item in self.all.items.values():
            if isinstance(item, (Space, Folder)) and item.uid in self.builder.names:
                # Of a hidden place it finds what somebody was let into.
                self._find({"path": self.all.paths[item.uid]}, self.sight.within(item))
        words = dict(self._own_words())
        for uid, word in list(words.items())[:: max(1, len(words) // 6)]:
            self._find({"SearchableText": word}, {uid}, by_words=True)

        self.narrow(2)
        self._count()

    def narrow(self, number):
        """Each criterion finds what is seen and meets it, by the edition in lists; each order is one of what is seen.

        The values are those of ``number`` things, whether they may be seen or not.
        """
        documents = {uid: self.all.documents[uid] for uid in self.sight.seen}
        some = sorted(self.builder.names.keys() & self.all.items.keys())
        for uid in some[:: max(1, len(some) // number)][:number]:
            document = self.all.documents[uid]
            word = document.title.split()[0] if document.title.split() else "nothing"
            moment = document.created
            for asked, meets in (
                ({"UID": uid_name(uid)}, lambda one, uid=uid: one.uid == uid),
                ({"id": document.name}, lambda one, name=document.name: one.name == name),
                ({"Title": word}, lambda one, word=word: word.lower() in one.title.lower().split()),
                ({"created.query": moment, "created.range": "min"}, lambda one, least=moment: one.created >= least),
                (
                    {"effective.query": moment, "effective.range": "max"},
                    lambda one, most=moment: one.effective is not None and one.effective <= most,
                ),
                *(
                    (
                        {"path.query": document.path, "path.depth": depth},
                        lambda one, depth=depth, place=document: self._is_between(one, place, depth == 1, depth),
                    )
                    for depth in (0, 1, 2)
                ),
            ):
                expected = {uid for uid, one in documents.items() if meets(one)}
                self._find({**asked, "facets": ",".join(SEARCHES)}, expected, on_page=False)
        self._sort()

    def _is_between(self, document, place, least, most):
        return place.uid in document.containers and least <= document.depth - place.depth <= most

    def _sort(self):
        """Each order is that of the values that are seen."""
        for sort in ("path", "effective", "created"):
            found = self.json(f"/@search?b_size=500&sort_on={sort}").json["items"]
            values = [getattr(self.all.documents[self._at(one["@id"])], sort) for one in found]
            values = [value.isoformat() if hasattr(value, "isoformat") else value or "" for value in values]
            self.compare(f"sorted by {sort}", sorted(values), values)

    def _count(self):
        """The counts beside the filters of the search page, as many of them as it shows."""
        text = self.page("/search").text
        for name, indexed in (("portal_type", "type_id"), ("Language", "language"), ("Subject", "subjects")):
            expected = self.sight.counted(self._content(self.sight.seen), indexed)
            shown = {
                value: int(count)
                for value, count in re.findall(
                    rf'href="/search\?{name}=([^"&]+)" class="m-choice".*?m-choice-count"[^>]*>(\d+)', text, re.DOTALL
                )
            }
            self.compare(f"filter {name}", {value: expected.get(value) for value in shown}, shown)
            # A single choice is none.
            self.compare(f"choices of {name}", min(len(expected), 10) if len(expected) > 1 else 0, len(shown))

    def _content(self, uids):
        return {uid for uid in uids if self.all.items[uid].is_content}

    def _own_words(self):
        """(uid, word) of things seen, and a word that is in what readers see of them."""
        for uid in self.sight.seen & self.builder.words.keys():
            item, said = self.all.items[uid], self.builder.words[uid]
            word = said.get(item.primary.version.number if isinstance(item, Versioned) else max(said, default=0))
            if word and (not isinstance(item, Versioned) or item.primary in self.sight.editions[uid]):
                yield uid, word

    def _find(self, asked, expected, counted=True, by_words=False, on_page=True):
        address = f"/@search?{urlencode({**asked, 'b_size': 500})}"
        answer = self.json(address).json
        found = {self._at(one["@id"]) for one in answer["items"]}
        if by_words:
            # The words of a first post find the discussion as well.
            expected = expected | {
                uid
                for uid in found
                if any(
                    getattr(self.all.items[one], "is_first", False) and self.all.items[one].__parent__.uid == uid
                    for one in expected
                )
            }
        self.compare(address, expected, found)
        self.compare(f"{address}, total", len(expected), answer["items_total"])
        for name, counts in answer.get("facets", {}).items() if counted else ():
            self.compare(f"{address}, facet {name}", self.sight.counted(expected, INDEXED[name]), counts)
        if "review_state" not in asked and on_page:
            total = TOTAL.search(self.page(f"/search?{urlencode(asked)}").text)
            if "path" not in asked:
                # A page without words and types leaves out what arranges other items.
                listed = expected if {"SearchableText", "portal_type"} & set(asked) else self._content(expected)
                self.compare(f"total on page {address}", len(listed), int(total[1]) if total else 0)

    def _listen(self):
        """No word, id or uid of what may not be seen is in anything that was sent."""
        every = {word for said in self.builder.words.values() for word in said.values()}
        hidden = every.difference(self.sight.readable(self.builder.words))
        known = set(self.sight.addresses(self.builder.names))
        ids = {name for name in self.builder.names.values() if NAME.fullmatch(name or "")} - known
        uids = {uid_name(uid) for uid in self.builder.names} - known
        for address, text in self.sent:
            for pattern, forbidden in ((WORD, hidden), (NAME, ids), (UID, uids)):
                # What was asked for is repeated, which tells nothing.
                heard = forbidden.intersection(pattern.findall(text)).difference(pattern.findall(address))
                self.compare(f"heard at {address}", set(), heard)
