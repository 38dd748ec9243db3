"""Whatever the tree and whoever looks: every way of asking what somebody may see has the same answer."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from moothall.core.access.principals import group_principal
from tests.factories import ACTORS
from tests.properties.inside import Inside
from tests.properties.outside import Outside
from tests.properties.sight import Everything
from tests.tree_builder import GROUP, IN_GROUP, Builder
from tests.trees import changes, trees
from tests.whole_site import WholeSite

#: Days from the moment the tree was built; ends and beginnings of grants lie between them.
MOMENTS = (0, 1.5, 3, 5)
#: More would not be found before the index has them.
WAITING = 90
#: What disagrees is named in sentences, so no time is spent on finding the smallest tree.
HURRIED = {"deadline": None, "suppress_health_check": list(HealthCheck), "phases": [Phase.explicit, Phase.generate]}


class Planted:
    """A drawn tree in a layer of its own, with some people in a group."""

    def __init__(self, base):
        base.clock.now = base.beginning
        self.site = WholeSite(base)

    def __enter__(self):
        site = self.site
        act = site.act("admin")

        def gather(store):
            store.add_group(act, GROUP)
            for login in IN_GROUP:
                store.set_groups(act, store.by_login(login), [GROUP])
            return {login: store.by_login(login).person for login in ACTORS}

        self.people = site.people(gather)
        ids = {login: person.id for login, person in self.people.items()}
        self.people[None] = site.person(None)
        self.builder = Builder(site.clock.now, {**ids, GROUP: group_principal(GROUP)})
        return self

    def __exit__(self, *exc_info):
        self.site.__exit__(*exc_info)

    def build(self, plans):
        self.site.write(lambda root: self.builder.build(root, plans))

    def change(self, happening):
        self.site.write(lambda root: self.builder.change(root, happening))

    def index(self, share):
        """Index everything (0), or leave a ``share``-th of it, but not too much, in the queue."""
        waiting = self.site.read(lambda root: [uid for uid, _ticket in root.index_queue.peek(100_000)])
        left = set(waiting[::share][:WAITING] if share else ())
        self.site.reindex(lambda uid: uid not in left)

    def disagreements(self, thorough):
        """Everything that anybody is told differently in two places."""
        index = self.site.own_index()

        def look(root):
            everything, wrong = Everything(root), []
            words = list(self.builder.words.items())
            for number, (login, person) in enumerate(self.people.items()):
                for turn, days in enumerate(MOMENTS):
                    inside = Inside(everything, index, login, person, self.builder.now + timedelta(days=days))
                    inside.look()
                    if thorough or turn == number % len(MOMENTS):
                        inside.search()
                        inside.say(words if thorough else words[number :: len(self.people)])
                    wrong += inside.wrong
            return wrong

        return self.site.read(look)

    def differences(self, logins):
        """Everything that is sent to somebody and should not be, or the other way round."""

        def look(root):
            everything, wrong = Everything(root), []
            for login in logins:
                outside = Outside(everything, self.site, self.builder, login, self.people[login])
                outside.look()
                wrong += outside.wrong
            return wrong

        return self.site.read(look)

    def must_agree(self, when, thorough):
        wrong = self.disagreements(thorough)
        assert not wrong, "\n".join([f"{len(wrong)} while {when}:", *wrong[:20]])


def agree(base, plans, happening, thorough):
    with Planted(base) as planted:
        planted.build(plans)
        planted.index(share=3)
        planted.must_agree("some wait", thorough)
        planted.index(share=0)
        planted.change(happening)
        planted.must_agree("changes wait", thorough)
        planted.index(share=0)
        planted.must_agree("nothing waits", thorough)


@given(plans=trees, happening=changes)
@settings(max_examples=5, derandomize=True, **HURRIED)
def test_all_ways_of_finding_agree(base, plans, happening):
    agree(base, plans, happening, thorough=False)


@pytest.mark.long
@given(plans=trees, happening=changes)
@settings(max_examples=150, **HURRIED)
def test_all_ways_of_finding_agree_over_many_trees(base, plans, happening):
    agree(base, plans, happening, thorough=True)


def agree_outside(base, plans, happening, day, logins):
    with Planted(base) as planted:
        planted.build(plans)
        planted.index(share=0)
        planted.change(happening)
        planted.site.clock.advance(days=day)
        for share in (None, 0):
            if share is not None:
                planted.index(share)
            wrong = planted.differences(logins)
            assert not wrong, "\n".join([f"{len(wrong)} differences:", *wrong[:30]])


#: Everybody, in groups of whom each is asked about a tree of its own.
ASKED = (
    (None, "admin", "facilitator", "reader"),
    ("sitemoderator", "owner", "author"),
    ("reviewer", "moderator", "member", "outsider"),
)


@pytest.mark.parametrize("logins", ASKED, ids=lambda logins: "-".join(login or "guest" for login in logins))
@given(plans=trees, happening=changes, day=st.sampled_from(MOMENTS))
@settings(max_examples=2, derandomize=True, **HURRIED)
def test_pages_and_programs_agree(base, logins, plans, happening, day):
    agree_outside(base, plans, happening, day, logins)


@pytest.mark.long
@given(plans=trees, happening=changes, day=st.sampled_from(MOMENTS))
@settings(max_examples=40, **HURRIED)
def test_pages_and_programs_agree_over_many_trees(base, plans, happening, day):
    agree_outside(base, plans, happening, day, (None, *ACTORS))
