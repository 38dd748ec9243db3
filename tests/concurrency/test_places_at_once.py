"""Places change while others put something into them: nothing is lost there, and nothing stands under what was before.

The libraries are so large that writers meet nowhere by accident.
"""

import pytest
from pyramid.traversal import find_resource

from moothall.core.authorization import sharing
from moothall.core.authorization.access_context import access_data_of
from moothall.core.base.errors import MoothallError
from moothall.core.content.items import scope_of
from moothall.core.operations.moving import check_may_move, move
from moothall.core.search import catalog as catalogs
from moothall.core.storage.index_maps import values_by_uid
from moothall.document.content import Document
from tests.concurrency.test_conflicts import Two
from tests.factories import GROUP, OPEN
from tests.whole_site import WholeSite

DOCUMENTS = f"{OPEN}/documents"


def fill(site, path, number):
    """Add documents to the folder at ``path``."""
    act = site.act("facilitator")

    def add(folder):
        for one in range(number):
            folder.add_item(act, Document(act, title=f"Fill {one}", text="x"))

    site.on(path, add)


@pytest.fixture(scope="module")
def crowded(base):
    """What is below the layers of these tests: the site with a large library."""
    base.clock.now = base.beginning
    with WholeSite(base) as site:
        fill(site, DOCUMENTS, 400)
        yield site.as_base()


@pytest.fixture
def site(crowded):
    crowded.clock.now = crowded.beginning
    with WholeSite(crowded) as site:
        yield site


def root_of(item):
    while item.__parent__ is not None:
        item = item.__parent__
    return item


def astray(root):
    """What does not hang together, or is not in the catalog as it is in the tree."""
    facts, classes = access_data_of(root), values_by_uid(root.catalog["access_class"])
    within, wrong = values_by_uid(root.catalog["within"]), []
    for uid in root.uids:
        item = root.uids.get(uid)
        top, below = item, set()
        while top.__parent__ is not None and top not in below:
            below.add(top)
            if top.__parent__.get(top.__name__) is not top:
                break
            top = top.__parent__
        if top is not root:
            wrong.append((str(item.title), "lost"))
        elif item.uid == uid and uid in classes:
            entry = next(catalogs.entries_of(facts, item))[0]
            if classes[uid] != entry.access_class or set(within.get(uid, ())) != set(entry.within):
                wrong.append((str(item.title), "under what was before"))
        record = root.access.get(uid)
        if top is root and record is not None and item is not root and record.parent != scope_of(item.__parent__):
            wrong.append((str(item.title), "a scope under what was before"))
    return wrong


class Doings:
    """What two people do to ``Aaa`` and ``Zzz``, folders far apart in a large library."""

    def __init__(self, site, make, filled):
        self.site, self.act = site, site.act("facilitator")

        self.folder = make.folder(DOCUMENTS, "Aaa", by="facilitator")
        self.other = make.folder(DOCUMENTS, "Zzz", by="facilitator")
        self.document = make.document(DOCUMENTS, "Plan", by="facilitator")
        fill(site, self.folder.path, filled)
        self.outsider = site.id_of("outsider")

    def of(self, name):
        def do(item):
            try:
                getattr(self, name)(root_of(item))
            except (KeyError, MoothallError):
                # Whoever comes too late is told so.
                return

        return do

    def _viewer(self, root):
        return self.site.viewer(root, "facilitator")

    def _move(self, root, made, target):
        item = root.uids.get(made.uid)
        if item is None:
            raise KeyError(made.path)
        check_may_move(self._viewer(root), item, target)
        move(self.act, item, target)

    def add(self, root):
        folder = find_resource(root, self.folder.path)
        folder.add_item(self.act, Document(self.act, title="New", text="x"))

    def put(self, root):
        self._move(root, self.document, find_resource(root, self.folder.path))

    def give(self, root):
        folder = find_resource(root, self.folder.path)
        sharing.share(self._viewer(root), self.act, folder, self.outsider, ("reader",))

    def close(self, root):
        sharing.set_inherits(self._viewer(root), self.act, find_resource(root, self.folder.path), False)

    def delete(self, root):
        folder = find_resource(root, self.folder.path)
        folder.check_deletable()
        folder.delete_permanently(self.act)

    def carry(self, root):
        self._move(root, self.folder, find_resource(root, f"{GROUP}/documents"))

    def nest(self, root):
        self._move(root, self.folder, root.uids.get(self.other.uid))

    def nest_other(self, root):
        self._move(root, self.other, root.uids.get(self.folder.uid))


@pytest.mark.parametrize("filled", [0, 3, 200])
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("add", "give"),
        ("add", "close"),
        ("put", "give"),
        ("add", "delete"),
        ("put", "delete"),
        ("add", "carry"),
        ("put", "carry"),
        ("give", "carry"),
        ("nest", "nest_other"),
    ],
)
def test_both_count(site, make, one, other, filled):
    doings, two = Doings(site, make, filled), Two(site)
    assert site.read(astray) == []
    two.write("/", doings.of(one), doings.of(other))
    assert site.read(astray) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("give", "add"),
        ("close", "put"),
        ("delete", "add"),
        ("delete", "put"),
        ("carry", "add"),
        ("carry", "put"),
        ("carry", "give"),
    ],
)
def test_both_count_the_other_way_round(site, make, one, other):
    test_both_count(site, make, one, other, 0)


@pytest.mark.parametrize("replies", [0, 3, 200])
@pytest.mark.parametrize("first", ["reply", "delete"])
def test_a_reply_to_what_is_being_deleted_is_no_stray(site, make, first, replies):
    Doings(site, make, 0)
    topic, act = make.discussion(f"{OPEN}/discussions", "Topic", by="member"), site.act("facilitator")
    site.on(topic.path, lambda item: [item.reply(act, "<p>Yes.</p>") for _number in range(replies)] and None)

    def doing(name):
        def do(root):
            item = root.uids.get(topic.uid)
            if item is not None:
                item.reply(act, "<p>No.</p>") if name == "reply" else item.delete_permanently(act)

        return do

    second, two = "delete" if first == "reply" else "reply", Two(site)
    # Whoever has met another already leaves the discussion's own date to the index.
    two.again = True
    two.write("/", doing(first), doing(second))
    assert site.read(astray) == []
