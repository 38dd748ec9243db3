"""Random searches through the HTTP API, and what they should find: each visible item is checked against each criterion.

Nothing here asks the index or uses what is given to it: titles, times, states and places are read from the tree.
"""

import random
import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from urllib.parse import urlencode, urlsplit

from moothall.core.base.collation import sort_key
from moothall.core.content.uids import uid_name
from moothall.core.content.versioned import Versioned
from moothall.discussion.content import Discussion
from tests.properties.sight import VisibleItems

EVERYTHING = 500
TIMES = ("created", "modified", "effective")
LISTING = {"sort_title": "title", "created": "created", "modified": "modified"}
#: Values of ``sort_on`` → name of a key.
SORTS = {
    **{name: name for name in (*TIMES, "title", "path", "id")},
    "sortable_title": "title",
    "getId": "id",
    "portal_type": "type",
    "getObjPositionInParent": None,
    "relevance": "modified",
}
FALLING = {"ascending": False, "descending": True, "reverse": True}
FACETS = {"portal_type": "type", "Language": "language"}
BEFORE_ALL = datetime(1, 1, 1, tzinfo=UTC)
#: Keys of an item at its own address that no list has.
ONLY_THERE = {"items", "items_total", "batching"}


class Listed:
    """An item as searches judge it: by the published version, or else by the unpublished one."""

    def __init__(self, sight, item):
        edition = item.primary if isinstance(item, Versioned) else None
        said = edition.version if edition is not None else item
        self.item, self.uid, self.type, self.id = item, item.uid, item.type_id, item.__name__ or ""
        self.title, self.language = str(said.title), said.language or ""
        self.subjects = set(said.subjects)
        self.number = edition.version.number if edition is not None else None
        self.created, self.modified, self.effective = item.created, (edition or item).modified, item.published_at
        self.creator, self.path = item.creator, sight.all.paths[item.uid]
        self.names = [name for name in self.path.split("/") if name]
        editions = sight.editions.get(item.uid)
        self.states = {one.state for one in editions} if editions else {item.review_state or ""}

    def key(self, name):
        """The value that an order compares."""
        value = getattr(self, name)
        if name == "title":
            return sort_key(value)
        return BEFORE_ALL if value is None else value


class Question:
    """One search: the parameters to send, and ``meets``, which tells of an item whether it is found."""

    def __init__(self):
        self.sent, self.tests = [], []
        #: The place at whose address the question is asked, and the places that it names.
        self.at, self.places, self.depth = None, None, None
        self.sorts = []

    def add(self, pairs, test):
        self.sent += pairs
        self.tests.append(test)

    def meets(self, one):
        return all(test(one) for test in self.tests)


class Asker:
    """One person who asks; ``wrong`` collects what does not agree with what they should find."""

    def __init__(self, everything, site, builder, login, person):
        self.all, self.builder, self.login, self.person = everything, builder, login, person
        self.sight = VisibleItems(everything, person, site.clock.now)
        self.client = site.program(login)
        self.seen = {uid: Listed(self.sight, everything.items[uid]) for uid in self.sight.seen}
        self.uids = {path: uid for uid, path in everything.paths.items()}
        # What is asked about need not be visible.
        self.known = [everything.items[uid] for uid in sorted(builder.names) if uid in everything.items]
        self.wrong = []

    # -- the questions

    def draw(self, seed, number):
        """Questions about things that there are, seen or not, and about some that there are not."""
        luck = random.Random(seed)
        return [self._question(luck) for _number in range(number)]

    def _question(self, luck):
        asked = Question()
        about = self._item(luck)
        if luck.random() < 0.5:
            asked.at = self._around(luck, about)
        for name in luck.sample(sorted(self.CRITERIA), luck.choice((0, 1, 1, 1, 2, 3))):
            # Most criteria are met by one item together.
            self.CRITERIA[name](
                self, luck, asked, Listed(self.sight, about if luck.random() < 0.8 else self._item(luck))
            )
        self._place(asked)
        self._order(luck, asked)
        return asked

    def _item(self, luck):
        """Something that is more often seen than not."""
        seen = [item for item in self.known if item.uid in self.seen]
        return luck.choice(seen if seen and luck.random() < 0.75 else self.known)

    def _around(self, luck, item):
        """A place around something, itself included, or anything else."""
        if luck.random() < 0.25:
            return luck.choice(self.known)
        places = []
        while item is not None:
            places.append(item)
            item = item.__parent__
        return luck.choice(places)

    def _uid(self, luck, asked, about):
        others = [luck.choice(self.known).uid for _number in range(luck.choice((0, 1, 2)))]
        wanted = {about.uid, *others}
        key = luck.choice(("UID", "UID:list", "UID[]", "UID.query", "UID.query:record:list"))
        asked.add([(key, uid_name(uid)) for uid in sorted(wanted)] + [(key, "nothing")], lambda one: one.uid in wanted)

    def _id(self, luck, asked, about):
        asked.add([(luck.choice(("id", "getId", "id:list")), about.id)], lambda one: one.id == about.id)

    def _title(self, luck, asked, about):
        words = re.findall(r"\w+", about.title.lower()) or ["nothing"]
        word = luck.choice(words)
        word = luck.choice((word, word.upper(), f'"{word}"'))
        plain = word.lower().strip('"')
        asked.add([("Title", word)], lambda one: plain in re.findall(r"\w+", one.title.lower()))

    def _type(self, luck, asked, about):
        types = {about.type, luck.choice(("document", "post", "nothing"))}
        key = luck.choice(("portal_type", "portal_type:list", "portal_type.query:record:list"))
        asked.add([(key, name) for name in sorted(types)], lambda one: one.type in types)

    def _language(self, luck, asked, about):
        language = about.language or "en"
        asked.add([("Language", language)], lambda one: one.language == language)

    def _subject(self, luck, asked, about):
        wanted = {"common", *luck.sample(sorted(about.subjects), min(1, len(about.subjects)))}
        pairs = [("Subject", name) for name in sorted(wanted)]
        if luck.random() < 0.5:
            asked.add([*pairs, ("Subject.operator", "and")], lambda one: wanted <= one.subjects)
        else:
            asked.add(pairs, lambda one: bool(wanted & one.subjects))

    def _creator(self, luck, asked, about):
        by_id = luck.random() < 0.3
        logins = {person: login for login, person in self.builder.ids.items()}
        name = about.creator if by_id or about.creator not in logins else logins[about.creator]
        # Guests do not see usernames, so they cannot search by them either.
        blind = self.login is None and name != about.creator
        asked.add(
            [("Creator", name or "nobody")], lambda one: not blind and bool(name) and one.creator == about.creator
        )

    def _state(self, luck, asked, about):
        states = {luck.choice(sorted(about.states) or ["draft"]), luck.choice(("draft", "published"))} - {""}
        asked.add([("review_state", state) for state in sorted(states)], lambda one: bool(one.states & states))

    def _time(self, luck, asked, about):
        name = luck.choice(TIMES)
        moment = getattr(about, name) or about.created
        other = luck.choice(self.known).created
        suffix = luck.choice(("", ":date"))
        kind = luck.choice(("min", "max", "min:max", "day", "moment"))
        first, last = {
            "min": (moment, None),
            "max": (None, moment),
            "min:max": (min(moment, other), max(moment, other)),
            "day": _day(moment),
            "moment": (moment, moment + timedelta(microseconds=999_999)),
        }[kind]
        if kind == "day":
            pairs = [(name, moment.astimezone(UTC).strftime("%Y-%m-%d"))]
        elif kind == "moment":
            pairs = [(f"{name}{suffix}", moment.isoformat())]
        else:
            sent = [moment, other] if kind == "min:max" else [moment]
            pairs = [(f"{name}.query{suffix}", one.isoformat()) for one in sent] + [(f"{name}.range", kind)]

        def meets(one):
            at = getattr(one, name)
            return at is not None and (first is None or first <= at) and (last is None or at <= last)

        asked.add(pairs, meets)

    def _path(self, luck, asked, about):
        asked.places = [
            self._around(luck, about.item),
            *(luck.choice(self.known) for _number in range(luck.choice((0, 0, 1)))),
        ]
        key = luck.choice(("path", "path.query", "path.query:record:list"))
        prefix = luck.choice(("", "http://localhost"))
        asked.sent += [(key, f"{prefix}{self.all.paths[place.uid]}") for place in asked.places]
        asked.sent += [(key, "/workspaces/nothing")] if luck.random() < 0.3 else []

    def _depth(self, luck, asked, about):
        asked.depth = luck.choice((0, 1, 1, 2, 3))
        asked.sent.append((luck.choice(("path.depth", "path.depth:int")), str(asked.depth)))

    def _text(self, luck, asked, about):
        said = self.builder.words.get(about.uid) or {0: "nothing"}
        _number, word = luck.choice(sorted(said.items()))
        if luck.random() < 0.5 or not word:
            asked.add([("SearchableText", word or "nothing")], lambda one: word in filter(None, self._words(one)))
        else:
            start = word[:6]
            asked.add([("SearchableText", f"{start}*")], lambda one: any(x.startswith(start) for x in self._words(one)))

    CRITERIA = {
        "UID": _uid, "id": _id, "Title": _title, "type": _type, "language": _language, "Subject": _subject,
        "Creator": _creator, "state": _state, "time": _time, "path": _path, "depth": _depth, "text": _text,
    }  # fmt: skip

    def _words(self, one):
        """The words of what searches judge, and of the first post for a discussion."""
        said = self.builder.words.get(one.uid, {})
        if one.number is not None:
            yield said.get(one.number, "")
        elif said:
            yield said[max(said)]
        if isinstance(one.item, Discussion) and one.item.first is not None and one.item.first.own_state == "published":
            first = self.builder.words.get(one.item.first.uid, {})
            if first:
                yield first[max(first)]

    # -- places and orders

    def _place(self, asked):
        """What is in one of the places asked about, else in that at whose address the question is asked."""
        places = asked.places if asked.places is not None else [asked.at] if asked.at is not None else [self.all.site]
        if asked.places is None and asked.at is None and asked.depth is None:
            return
        least, most = {None: (0, 99), 1: (1, 1)}.get(asked.depth, (0, asked.depth))
        roots = [[name for name in self.all.paths[place.uid].split("/") if name] for place in places]
        asked.tests.append(
            lambda one: any(
                one.names[: len(root)] == root and least <= len(one.names) - len(root) <= most for root in roots
            )
        )

    def _order(self, luck, asked):
        names = luck.sample(sorted(SORTS), luck.choice((0, 1, 1, 1, 2)))
        if len(names) > 1 and "relevance" in names:
            names.remove("relevance")
        orders = [luck.choice(sorted(FALLING)) for _name in names]
        if not names or luck.random() < 0.3:
            orders = []
        elif luck.random() < 0.3:
            orders = orders[:1]
        asked.sent += [("sort_on", name) for name in names] + [("sort_order", order) for order in orders]
        for number, name in enumerate(names):
            falling = FALLING[orders[number if len(orders) > 1 else 0]] if len(orders) in (1, len(names)) else None
            asked.sorts.append(self._sort(asked, name, falling))

    def _sort(self, asked, name, falling):
        if name == "getObjPositionInParent":
            places = asked.places if asked.places is not None else [asked.at or self.all.site]
            only = places[0] if len(places) == 1 and ("path", "/workspaces/nothing") not in asked.sent else None
            sort, reverse = only.listing_order if only is not None and only.uid in self.seen else ("sort_title", False)
            return LISTING[sort], reverse is not bool(falling)
        if name == "relevance":
            # Without words, the newest come first.
            return "modified", falling is not False
        return SORTS[name], bool(falling)

    # -- asking

    def ask(self, asked, luck):
        """Send a question as a whole and in parts, and compare what comes."""
        where = self.all.paths[asked.at.uid] if asked.at is not None else ""
        address = f"{luck.choice(('', '/++api++'))}{'' if where == '/' else where}/@search"
        query = [*asked.sent, ("b_size", EVERYTHING), ("facets", ",".join(FACETS))]
        answer = self.client.get(f"{address}?{urlencode(query)}", status="*")
        what = f"{address}?{urlencode(asked.sent)}"
        if asked.at is not None and asked.at.uid not in self.seen:
            self._compare(what, 404, answer.status_int)
            return
        self._compare(f"{what}, status", 200, answer.status_int)
        if answer.status_int != 200:
            return
        expected = {uid for uid, one in self.seen.items() if asked.meets(one)}
        found = [self._at(one["@id"]) for one in answer.json["items"]]
        self._compare(what, self._said(expected), self._said(found))
        self._compare(f"{what}, total", len(expected), answer.json["items_total"])
        if "review_state" not in dict(asked.sent):
            for name, key in FACETS.items():
                self._compare(f"{what}, facet {name}", self._counts(expected, key), answer.json["facets"][name])
        if set(found) == expected:
            self._check_order(what, asked, found)
            self._ask_for_parts(address, what, asked, found, luck)

    def _check_order(self, what, asked, found):
        if "SearchableText" in dict(asked.sent) and (not asked.sorts or ("sort_on", "relevance") in asked.sent):
            return
        ones = [self.seen[uid] for uid in found]
        for before, after in pairwise(ones):
            for name, falling in asked.sorts:
                first, second = before.key(name), after.key(name)
                if first != second:
                    self._compare(f"{what}, {before.path} before {after.path} by {name}", falling, first > second)
                    break

    def _ask_for_parts(self, address, what, asked, found, luck):
        size, start = luck.randint(1, 6), luck.randint(0, max(0, len(found)))
        further = luck.choice(
            ([("metadata_fields", "_all")], [("fullobjects", "1")], [("metadata_fields:list", "getPath")])
        )
        query = [*asked.sent, ("b_start", start), ("b_size:int", size), *further]
        answer = self.client.get(f"{address}?{urlencode(query)}", status=200).json
        self._compare(
            f"{what}, from {start}", found[start : start + size], [self._at(one["@id"]) for one in answer["items"]]
        )
        self._compare(f"{what}, next after {start}", start + size < len(found), "next" in answer["batching"])
        if set(dict(asked.sent)) & {"review_state", "SearchableText"}:
            # They show another version than its address does, and snippets.
            return
        for one in answer["items"][:1]:
            whole = self.client.get(one["@id"]).json
            shared = set(whole) - ONLY_THERE if further == [("fullobjects", "1")] else set(one) & set(whole)
            self._compare(
                f"{what}, fields of {one['@id']}",
                {name: whole[name] for name in shared},
                {name: one.get(name) for name in shared},
            )

    def _counts(self, uids, key):
        values = [getattr(self.seen[uid], key) for uid in uids]
        return {value: values.count(value) for value in values if value}

    def _at(self, address):
        return self.uids.get(urlsplit(address).path.rstrip("/") or "/")

    def _said(self, uids):
        return sorted(str(self.all.paths.get(uid, uid)) for uid in uids)

    def _compare(self, what, expected, found):
        if expected != found:
            self.wrong.append(f"{self.login or 'guest'}, {what}: {expected!r} expected, not {found!r}")


def _day(moment):
    first = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return first, first + timedelta(days=1) - timedelta(microseconds=1)
