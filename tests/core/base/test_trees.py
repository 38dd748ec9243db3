"""Trees with small leaves: the same to their users, and less to write."""

import pickle

from BTrees import family64
from hypatia.field import FieldIndex
from hypatia.keyword import KeywordIndex
from hypothesis import given
from hypothesis import strategies as st

from moothall.core.base.trees import SmallLFTreeSet, SmallLOBTree, small_family
from moothall.core.storage.index_maps import uids_by_value, use_small_leaves, values_by_uid


class Entry:
    def __init__(self, value):
        self.value = value


@given(st.lists(st.tuples(st.integers(1, 400), st.integers(0, 9))))
def test_an_index_finds_the_same_in_small_leaves(pairs):
    for make, value_of in ((FieldIndex, str), (KeywordIndex, lambda number: [str(number), str(number % 3)])):
        old, new = make("value", family=family64), make("value", family=small_family())
        for uid, number in pairs:
            for index in (old, new):
                index.index_doc(uid, Entry(value_of(number)))
        assert use_small_leaves(old) and not use_small_leaves(old)
        assert not use_small_leaves(new)
        for index in (old, new):
            assert index.family is small_family()
            assert all(type(one) in (SmallLFTreeSet, family64.IF.Set) for one in uids_by_value(index).values())
        assert [(value, list(uids)) for value, uids in uids_by_value(old).items()] == [
            (value, list(uids)) for value, uids in uids_by_value(new).items()
        ]
        assert list(values_by_uid(old)) == list(values_by_uid(new))
        query = list(old.applyAny(["1", "2"]))
        assert query == list(new.applyAny(["1", "2"]))


def test_a_leaf_is_small_and_the_family_is_stored_by_name():
    tree = SmallLOBTree(dict.fromkeys(range(2000), "x" * 20))
    leaf = tree._firstbucket
    assert len(leaf) <= 20 and list(tree) == list(range(2000))
    assert pickle.loads(pickle.dumps(small_family())) is small_family()
