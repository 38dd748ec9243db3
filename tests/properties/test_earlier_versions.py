"""Whatever is published, edited, moved, opened and restricted: readers see of earlier versions what they could read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyramid.traversal import find_resource

from moothall.core.access.space_policies import PRIVATE as HIDDEN
from moothall.core.access.space_policies import PUBLIC, SIGNED_IN
from moothall.core.authorization import sharing
from moothall.core.authorization.versions import versions_for
from moothall.core.event_log.log import ActionContext
from moothall.core.operations.moving import move
from tests.factories import GROUP, OPEN, PRIVATE
from tests.whole_site import WholeSite

#: People who only read: everywhere, in one space, or nowhere.
READERS = (None, "outsider", "reader", "one")
SPACES = (OPEN, GROUP, PRIVATE)
PLACES = tuple(f"{space}/documents{folder}" for space in SPACES for folder in ("", "/plans"))
ACTIONS = st.one_of(
    st.tuples(st.just("save"), st.booleans()),
    st.tuples(st.just("publish"), st.none()),
    st.tuples(st.just("move"), st.sampled_from(PLACES)),
    st.tuples(st.just("policy"), st.tuples(st.sampled_from(SPACES), st.sampled_from((PUBLIC, SIGNED_IN, HIDDEN)))),
    st.tuples(st.just("restrict"), st.tuples(st.sampled_from(SPACES), st.booleans())),
)


class Story:
    """One document, and who could read which version at the last moment at which it was live."""

    def __init__(self, site, root):
        self.site, self.root = site, root
        self.act = ActionContext(site.id_of("facilitator"), site.clock.now)
        self.item = find_resource(root, f"{OPEN}/documents/story")
        self.read = {}
        self.note()

    def viewer(self, login):
        return self.site.viewer(self.root, login)

    def note(self):
        if self.item.live is not None:
            self.read[self.item.live_number] = {one for one in READERS if self.viewer(one).live(self.item)}

    def save(self, at_once):
        edition = self.item.working or self.item.live
        self.item.save_edition(self.act, edition, {"title": "Another"}, at_once)

    def publish(self, _nothing):
        if self.item.working is not None:
            self.item.move_to(self.act, self.item.working, "published", live=True)

    def move(self, place):
        target = find_resource(self.root, place)
        if self.item.__parent__ is not target:
            move(self.act, self.item, target)

    def policy(self, chosen):
        space, visibility = chosen
        find_resource(self.root, space).set_policies(self.act, {"visibility": visibility, "joining": "invitation"})

    def restrict(self, chosen):
        space, restricted = chosen
        folder = find_resource(self.root, f"{space}/documents/plans")
        sharing.set_inherits(self.viewer("facilitator"), self.act, folder, not restricted)

    def check(self):
        for login in READERS:
            viewer = self.viewer(login)
            if not viewer.sees(self.item):
                continue
            shown = {version.number for version in versions_for(viewer, self.item)}
            assert shown == {number for number, people in self.read.items() if login in people}, login


@pytest.fixture(scope="module")
def stage(base):
    """The site on which all stories are told, each in a transaction that is never committed."""
    base.clock.now = base.beginning
    with WholeSite(base) as site:
        for space in SPACES:
            site.make.folder(f"{space}/documents", "Plans", by="facilitator")
        site.make.document(f"{OPEN}/documents", "Story", by="facilitator", state="draft")
        site.make.person("one")
        site.make.member(GROUP, "one", "reader")
        yield site


def tell(site, actions):
    def play(root):
        story = Story(site, root)
        for name, chosen in actions:
            getattr(story, name)(chosen)
            story.note()
            story.check()

    site.read(play)


@settings(max_examples=20, deadline=None)
@given(actions=st.lists(ACTIONS, min_size=4, max_size=14))
def test_readers_see_what_they_could_read(stage, actions):
    tell(stage, actions)


@pytest.mark.long
@settings(max_examples=1000, deadline=None)
@given(actions=st.lists(ACTIONS, min_size=4, max_size=20))
def test_readers_see_what_they_could_read_in_long_stories(stage, actions):
    tell(stage, actions)
