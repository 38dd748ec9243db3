"""Whatever is split, merged, moved and undone: posts, links, followers and read marks are right after each step."""

from datetime import timedelta

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pyramid.traversal import find_resource

from moothall.core.authorization.access_context import AccessContext
from moothall.core.base.dates import microseconds
from moothall.core.base.errors import Conflict
from moothall.core.event_log.log import ActionContext
from moothall.core.operations.moving import move
from moothall.core.operations.redirects import resolve
from moothall.core.storage.databases import PEOPLE
from moothall.discussion import splitting
from moothall.discussion.arrivals import ReadPosts, mark_read
from moothall.discussion.content import Discussion
from moothall.discussion.subscribers import thread_targets
from moothall.discussion.visible_thread import VisibleThread
from moothall.notification.subscriptions import LEVELS, Target, level_of, subscriptions_in
from moothall.people.read_marks import ReadMarks
from moothall.people.store import store_of
from tests.factories import GROUP, OPEN
from tests.whole_site import WholeSite

FORUMS = (f"{GROUP}/discussions", f"{OPEN}/discussions")
READERS = ("reader", "member")
NUMBERS = st.integers(0, 1000)
STEPS = st.one_of(
    st.tuples(st.sampled_from(("split", "merge", "move_posts", "move", "undo")), NUMBERS, NUMBERS),
    st.tuples(st.sampled_from(("reply", "read", "follow", "answer", "hide")), NUMBERS, NUMBERS),
    st.tuples(st.sampled_from(("split", "merge", "undo")), NUMBERS, NUMBERS),
)


class Story:
    """Some discussions, and what must be true of them."""

    def __init__(self, site, root):
        self.site, self.root = site, root
        self.people = store_of(root._p_jar.get_connection(PEOPLE), site.registry.moothall_passwords)
        self.now = site.clock.now
        #: Path → UID of the post or of the first post that it leads to.
        self.links = {}
        self.read = {login: set() for login in READERS}
        self.undoable = []
        for number, path in enumerate((FORUMS[0], FORUMS[0], FORUMS[1])):
            forum = find_resource(root, path)
            thread = forum.start(self.act("member"), f"Thread {number}", "<p>Where?</p>")
            for _ in range(3):
                thread.reply(self.act("author"), "<p>There.</p>")
        self.note()

    def act(self, login="facilitator"):
        self.now += timedelta(seconds=1)
        return ActionContext(self.site.id_of(login), self.now)

    @property
    def viewer(self):
        return AccessContext(self.root, self.site.person("facilitator"), self.now)

    def threads(self):
        found = [one for path in FORUMS for one in find_resource(self.root, path).values()]
        return sorted((one for one in found if isinstance(one, Discussion)), key=lambda one: (one.created, one.uid))

    def chosen(self, number):
        threads = self.threads()
        return threads[number % len(threads)]

    def marks(self, login):
        return ReadMarks(self.people, self.site.id_of(login), self.now)

    # -- what people do

    def some(self, thread, number):
        posts = [post for post in thread.posts() if not post.is_first]
        return [post for place, post in enumerate(posts) if number >> place & 1] or posts[:1]

    def split(self, one, number):
        source = self.chosen(one)
        posts = self.some(source, number)
        if posts:
            _fresh, record = splitting.split(self.viewer, self.act(), source, posts, "Aside")
            self.undoable.append(record.id)

    def move_posts(self, one, number):
        source, target = self.chosen(one), self.chosen(one + number)
        posts = self.some(source, number)
        if posts and target is not source:
            self.undoable.append(splitting.move_into(self.viewer, self.act(), source, posts, target).id)

    def merge(self, one, number):
        source, target = self.chosen(one), self.chosen(one + number)
        if target is not source:
            self.undoable.append(splitting.merge(self.viewer, self.act(), source, target).id)

    def move(self, one, number):
        thread, forum = self.chosen(one), find_resource(self.root, FORUMS[number % 2])
        if thread.__parent__ is not forum:
            move(self.act(), thread, forum)

    def undo(self, one, _number):
        if self.undoable:
            self.undo_one(self.undoable[one % len(self.undoable)])

    def undo_one(self, id):
        record = self.root.transfers[id]
        thread = self.root.uids.get(record.target) or self.root.uids.get(record.source)
        if thread is not None:
            splitting.undo(self.viewer, self.act(), thread, id)

    def reply(self, one, number):
        thread = self.chosen(one)
        posts = list(thread.posts())
        thread.reply(self.act("member"), "<p>Or here.</p>", in_reply_to=posts[number % len(posts)].uid)

    def read_to(self, login, thread, moment):
        mark_read(self.marks(login), thread, moment)
        self.read[login].update(post.uid for post in thread.posts() if microseconds(post.created) <= moment)

    def read_(self, one, number):
        thread = self.chosen(one)
        posts = list(thread.posts())
        self.read_to(READERS[number % 2], thread, microseconds(posts[number // 2 % len(posts)].created))

    def follow(self, one, number):
        level = [*LEVELS][number % len(LEVELS)]
        subscriptions_in(self.people).set(self.site.id_of("reader"), Target(self.chosen(one).uid), level)

    def answer(self, one, number):
        thread = self.chosen(one)
        posts = [post for post in thread.posts() if not post.is_first and post.own_state == "published"]
        if posts:
            thread.set_answer(posts[number % len(posts)].uid)

    def hide(self, one, number):
        thread = self.chosen(one)
        posts = [post for post in thread.posts() if not post.is_first and post.own_state == "published"]
        if posts:
            posts[number % len(posts)]._set_state(self.act(), "hidden")

    # -- what must be true

    def state(self):
        """What a transfer changes and undoing gives back."""
        reader = self.site.id_of("reader")
        return {
            thread.uid: (
                thread.__parent__.uid, thread.title, thread.first_uid, thread.answer_uid, thread.pinned,
                [(post.uid, post.own_state, post.in_reply_to, post.creator) for post in thread.posts()],
                level_of(self.people, reader, thread_targets(self.root, thread)).level,
                [[one.uid for one in self.unread(thread, login)] for login in READERS],
            )
            for thread in self.threads()
        }  # fmt: skip

    def unread(self, thread, login):
        read = ReadPosts(self.marks(login), thread)
        return [post for post in thread.posts() if read.is_unread(thread.key_of(post))]

    def note(self):
        """Store the addresses of today, which must lead to the same posts from now on."""
        for thread in self.threads():
            place = (thread.__parent__.uid, thread.__name__)
            self.links.setdefault((*place, ""), thread.first_uid)
            for post in thread.posts():
                self.links[*place, post.__name__] = post.uid

    def check(self):
        for thread in self.threads():
            posts = list(thread.posts())
            assert [thread.key_of(post) for post in posts] == thread.in_order()
            assert all(post.__parent__ is thread for post in posts) and thread.first in posts
            assert thread.published_count == sum(post.own_state == "published" for post in posts)
            assert thread.answer_uid in (None, *(post.uid for post in posts))
            within = self.root.catalog["within"].applyEq(thread.uid)
            assert set(within) == {post.uid for post in posts}
            for login in READERS:
                unread = self.unread(thread, login)
                assert {post.uid for post in unread} == {post.uid for post in posts} - self.read[login]
                read, seen = ReadPosts(self.marks(login), thread), VisibleThread(self.viewer, thread)
                visible = [post for post in unread if thread.key_of(post) not in seen.hidden]
                assert read.count_unread(seen) == len(visible)
                assert read.first_unread(seen) == (thread.key_of(visible[0]) if visible else None)
        for (forum, thread, post), uid in self.links.items():
            self.follow_link(self.root.uids.get(forum), [thread, post] if post else [thread], uid)

    def follow_link(self, forum, names, uid):
        item = forum
        while names and (child := item.get(names[0]) if hasattr(item, "get") else None) is not None:
            item, names = child, names[1:]
        if names:
            item, rest = resolve(self.root, item, names)
            assert not rest
        assert uid in (item.uid, getattr(item, "first_uid", None)), names


@pytest.fixture(scope="module")
def stage(base):
    """The site on which all stories are told, each in a transaction that is never committed."""
    base.clock.now = base.beginning
    with WholeSite(base) as site:
        yield site


def tell(site, steps):
    def play(root):
        story = Story(site, root)
        for name, *numbers in steps:
            before = story.state()
            try:
                getattr(story, "read_" if name == "read" else name)(*numbers)
            except Conflict:
                assert story.state() == before
            story.note()
            story.check()
        # Undone at once, a transfer leaves everything as it was, the last one first.
        states = []
        for name, *numbers in [one for one in steps if one[0] in ("split", "merge", "move_posts")][:4]:
            states.append((story.state(), len(story.undoable)))
            getattr(story, name)(*numbers)
        for state, count in reversed(states):
            for id in reversed(story.undoable[count:]):
                story.undo_one(id)
                story.undo_one(id)
            del story.undoable[count:]
            assert story.state() == state
            story.check()

    site.read(play)


@settings(max_examples=8, deadline=None, phases=(Phase.generate,))
@given(steps=st.lists(STEPS, min_size=4, max_size=10))
def test_any_sequence_keeps_posts_links_followers_and_marks(stage, steps):
    tell(stage, steps)


@pytest.mark.long
@settings(max_examples=1000, deadline=None)
@given(steps=st.lists(STEPS, min_size=4, max_size=7))
def test_many_sequences_keep_posts_links_followers_and_marks(stage, steps):
    tell(stage, steps)
