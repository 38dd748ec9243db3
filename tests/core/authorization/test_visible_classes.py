"""What is remembered of who sees which access classes lasts no longer than it is true."""

from datetime import timedelta

from moothall.core.access.records import Grant
from moothall.core.content.scopes import make_scope
from moothall.core.search.query import ContentQuery
from tests.factories import GROUP, PRIVATE


def test_a_list_follows_the_beginning_and_the_end_of_what_the_members_of_a_space_hold(site, make):
    made = make.document(f"{PRIVATE}/documents", "Lent to the group")
    make.member(GROUP, "outsider", "reader")
    now = site.clock.now

    def lend(item):
        root = item.__parent__.__parent__.__parent__.__parent__
        group = root["workspaces"][GROUP.rsplit("/", 1)[1]]
        lent = Grant("reader", now + timedelta(days=1), now + timedelta(days=2))
        root.access.set_grants(make_scope(item), f"space:{group.uid}", [lent])

    site.on(made.path, lend)
    for days, seen in ((0, False), (1, True), (2, False)):
        site.clock.now = now + timedelta(days=days)
        assert site.read(lambda root: made.uid in ContentQuery(site.viewer(root, "outsider")).uids()) == seen, days
