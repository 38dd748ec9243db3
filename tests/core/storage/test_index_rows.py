"""Values of all indexes in one row: the same to their users, and one leaf to write."""

import random

from hypatia.field import FieldIndex
from hypatia.keyword import KeywordIndex
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ZODB import DB

from moothall.core.base.trees import small_family
from moothall.core.search.catalog import Catalog, CatalogEntry
from moothall.core.storage.index_maps import use_rows, use_small_leaves, values_by_uid
from moothall.core.storage.index_rows import Rows

NAMES = ("color", "size", "words")
#: What an item has; an index without a value for it is not asked.
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "color": st.sampled_from(["red", "green", None]),
        "size": st.integers(0, 3),
        "words": st.frozensets(st.sampled_from("abc"), min_size=1),
    },
)


class Thing:
    def __init__(self, values):
        self.__dict__.update(values)


def indexes():
    return {name: (KeywordIndex if name == "words" else FieldIndex)(name, family=small_family()) for name in NAMES}


def known(index):
    return {uid: set(value) if index.discriminator == "words" else value for uid, value in values_by_uid(index).items()}


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(st.integers(1, 12), VALUES), max_size=20), st.integers(0, 20))
def test_indexes_find_the_same_in_rows(steps, moved_after):
    plain, in_rows, rows = indexes(), indexes(), Rows()

    def move():
        for name, index in in_rows.items():
            use_rows(index, rows, name == "words")

    for number, (uid, values) in enumerate(steps):
        if number == moved_after:
            move()
        for found in (plain, in_rows):
            for name, index in found.items():
                if name in values:
                    index.index_doc(uid, Thing(values))
                elif not values:
                    index.unindex_doc(uid)
    move()
    assert not use_rows(in_rows["size"], rows, is_set=False) and not use_small_leaves(in_rows["size"])
    for name in NAMES:
        assert known(plain[name]) == known(in_rows[name])
        uids = values_by_uid(in_rows[name])
        assert sorted(uids) == list(values_by_uid(plain[name])) == list(uids.keys())
        assert len(uids) == len(known(plain[name]))
        assert all(uid in uids for uid in uids) and 99 not in uids
        assert set(plain[name].docids()) == set(in_rows[name].docids())
    sizes = list(values_by_uid(plain["size"]))
    for reverse in (False, True):
        assert list(plain["size"].sort(sizes, reverse=reverse)) == list(in_rows["size"].sort(sizes, reverse=reverse))
    assert set(plain["words"].applyAny(["a", "b"])) == set(in_rows["words"].applyAny(["a", "b"]))
    assert len(list(rows.items())) == rows.length.value == len({uid for name in NAMES for uid in known(plain[name])})


def test_an_item_writes_one_leaf_of_values():
    catalog, connection = Catalog(), DB(None).open()
    connection.root()["catalog"] = catalog
    entry = dict(zip(("access_class", "type_id", "creator", "sort_title", "language", "state"), "abcdef", strict=True))

    def put(uid):
        catalog.put(
            CatalogEntry(
                uid=uid, parent=1, created=uid, effective=None, modified=uid, within=(1, 2), subjects=("x",), **entry
            )
        )

    uids = random.Random(3).sample(range(1 << 60), 400)
    for uid in uids[1:]:
        put(uid)
    connection.transaction_manager.commit()
    put(uids[0])
    written = [type(one).__name__ for one in connection._registered_objects]
    # All values of the item are in one leaf; its tree is written if the leaf was split.
    assert written.count("LOBucket") + written.count("RowTree") <= 2
