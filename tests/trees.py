"""Random trees: drawn as plain values, so that a failing one shrinks, and then built through the domain.

Times are in days from the moment at which a tree was built.  Every version of every
item says a word of its own, and no id in an address says one, so that whatever is
sent to somebody can be searched for what they must not read.
"""

from hypothesis import strategies as st

from moothall.core.access.space_policies import POLICIES
from tests.steps import DISCUSSIONS, POSTS, SPACES
from tests.tree_builder import CHANGES, CONTENT, GROUP, LANGUAGES, PEOPLE, ROLES
from tests.tree_plans import Change, DiscussionPlan, FolderPlan, Holding, ItemPlan, PostPlan, SpacePlan

people = st.sampled_from(PEOPLE)
#: A person, the group, or by number the members of one of the spaces.
anyone = people | st.just(GROUP) | st.integers(0, 3)


def holdings(principals=anyone, roles=ROLES, most=3):
    since, until = st.sampled_from((-10, -10, -10, 1)), st.sampled_from((None, None, -1, 2, 4))
    return st.lists(st.builds(Holding, principals, st.sampled_from(roles), since, until), max_size=most)


shared_item = holdings(roles=("reader", "author"), most=2)
shared_container = holdings(roles=ROLES[:-1], most=2)
rarely = st.sampled_from((False, False, False, True))


def items(kinds, most):
    return st.lists(
        st.builds(
            ItemPlan,
            st.sampled_from(kinds),
            people,
            st.sampled_from(list(CONTENT)),
            st.sampled_from(LANGUAGES),
            people,
            shared_item,
            rarely,
        ),
        max_size=most,
    )


folders = st.lists(
    st.builds(FolderPlan, people, st.booleans(), shared_container, rarely, items(("document", "link"), 3)), max_size=2
)
posts = st.lists(st.builds(PostPlan, people, st.sampled_from(list(POSTS)), st.integers(0, 4)), max_size=4)
discussions = st.lists(
    st.builds(DiscussionPlan, people, st.sampled_from(list(DISCUSSIONS)), rarely, posts, shared_container, rarely),
    max_size=2,
)
policies = st.tuples(*(st.sampled_from(list(values)) for _title, values in POLICIES.values())).filter(
    lambda drawn: drawn[:2] != ("private", "open")
)
states = st.sampled_from(("active",) * 6 + tuple(SPACES))
spaces = st.builds(
    SpacePlan,
    st.booleans(),
    st.integers(0, 3),
    people,
    states,
    policies,
    holdings(most=6),
    st.lists(st.tuples(people, st.sampled_from((None, -1, 2))), max_size=2),
    folders,
    items(("document", "link"), 4),
    items(("resource", "goodpractice"), 2),
    discussions,
)
trees = st.lists(spaces, min_size=1, max_size=4)
#: A space or two: drawing and building a tree costs as much as asking about it.
small_trees = st.lists(spaces, min_size=1, max_size=2)
#: Tables change more often than the rest, since there is so much in them to change.
changes = st.lists(
    st.builds(
        Change, st.sampled_from([*CHANGES, "retable", "retable"]), st.integers(0, 50), anyone, st.integers(0, 99)
    ),
    max_size=9,
)
