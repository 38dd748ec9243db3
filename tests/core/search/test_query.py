"""The ways in which a query finds its answer all find the same one."""

import pytest

from moothall.core.event_log.log import ActionContext
from moothall.core.search import query
from moothall.core.search.query import ContentQuery
from moothall.document.content import Document
from tests.factories import GROUP, OPEN, PRIVATE
from tests.whole_site import WholeSite

STATES = ("draft", "proposed", "published", "archived")


@pytest.fixture(scope="module")
def crowded(base):
    """Documents of several people in several spaces and states, some made at the same moment."""
    base.clock.now = base.beginning
    with WholeSite(base) as site:
        _fill(site)
        yield site.as_base()


@pytest.fixture
def crowd(crowded):
    """A layer above them that only this test sees."""
    crowded.clock.now = crowded.beginning
    with WholeSite(crowded) as site:
        yield site


def _fill(site):
    def fill(root):
        people = [site.id_of(login) for login in ("author", "member", "owner")]
        for number in range(90):
            space = root["workspaces"][(OPEN, GROUP, PRIVATE)[number % 3].rsplit("/", 1)[1]]
            at = site.clock.now if number % 4 else site.clock.advance(seconds=1)
            act = ActionContext(people[number % 2], at)
            item = space["documents"].add_item(act, Document(act, title=f"One of many {number}", subjects=("Many",)))
            state = STATES[number % 4]
            if state != "draft":
                item.move_to(act, item.working, state, live=state in ("published", "archived"))
            if number % 8 == 2:
                item.save_edition(act, item.live, {"title": "Under work"}, at_once=False)

    site.write(fill)


def answers(viewer):
    """What several queries find, newest first."""
    space = viewer.site["workspaces"][OPEN.rsplit("/", 1)[1]]
    queries = (
        ContentQuery(viewer),
        ContentQuery(viewer).of("document"),
        ContentQuery(viewer).of("document", "discussion").in_states("published", "open"),
        ContentQuery(viewer).of("document").within(space),
        ContentQuery(viewer).of("document").about("many").including_working_copies(),
        ContentQuery(viewer).of("document").children_of(space["documents"]).in_states("published"),
        ContentQuery(viewer).of("nothing of the kind"),
    )
    return [one.sorted_by(name, descending=True).sorted_uids(7) for one in queries for name in ("created", "modified")]


@pytest.mark.parametrize("login", [None, "member", "author", "outsider", "admin"])
@pytest.mark.parametrize("one_by_one", [0, 4, 1000])
@pytest.mark.parametrize("walked", [0, 3, 1000])
def test_each_way_of_looking_finds_the_same(crowd, monkeypatch, login, one_by_one, walked):
    def look(root):
        viewer = crowd.viewer(root, login)
        plain = answers(viewer)
        monkeypatch.setattr(query, "ONE_BY_ONE", one_by_one)
        monkeypatch.setattr(query, "WALKED", walked)
        return plain, answers(viewer)

    plain, other = crowd.read(look)
    assert other == plain
    assert any(plain)


@pytest.mark.parametrize("one_by_one", [0, 1000])
@pytest.mark.parametrize("name", ["created", "effective", "sort_title", "state"])
@pytest.mark.parametrize("descending", [False, True])
def test_pages_of_items_with_the_same_value_are_the_parts_of_one_list(crowd, monkeypatch, one_by_one, name, descending):
    def look(root):
        viewer = crowd.viewer(root, "admin")
        query_of = lambda: ContentQuery(viewer).of("document").sorted_by(name, descending)  # noqa: E731
        whole = [item.uid for item in query_of().items()]
        monkeypatch.setattr(query, "ONE_BY_ONE", one_by_one)
        pages = [query_of().page(number, 7) for number in range(1, query_of().page(1, 7).last + 1)]
        return whole, [item.uid for page in pages for item in page.items]

    whole, parts = crowd.read(look)
    assert len(set(parts)) == len(parts)
    if name == "effective":
        # Pages leave out what was never published.
        assert parts == [uid for uid in whole if uid in set(parts)]
    else:
        assert parts == whole
