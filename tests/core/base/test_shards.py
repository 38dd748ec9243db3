"""Trees in shards."""

import random

import pytest
from BTrees.LOBTree import LOBTree
from persistent.list import PersistentList

from moothall.core.base.shards import delete_where, items_of, new_shards, shard_of, size_of, values_of


@pytest.mark.parametrize("kind", [tuple, PersistentList])
@pytest.mark.parametrize("number", [0, 1, 100])
def test_they_are_one_mapping(number, kind):
    chosen = random.Random(number)
    content = {chosen.getrandbits(63): chosen.randint(-5, 5) for _each in range(number)}
    shards = kind(new_shards(LOBTree))
    for key, value in content.items():
        shard_of(shards, key)[key] = value
    assert dict(items_of(shards)) == content
    assert sorted(values_of(shards)) == sorted(content.values())
    assert size_of(shards) == len(content)
    assert all(shard_of(shards, key)[key] == value for key, value in content.items())
    assert len(list(items_of(shards, 7))) == min(7, len(content))
    assert delete_where(shards, lambda value: value < 0) == sum(value < 0 for value in content.values())
    assert dict(items_of(shards)) == {key: value for key, value in content.items() if value >= 0}


def test_the_shard_of_a_key_never_changes():
    """Stored entries are found where an earlier version has put them."""
    shards = new_shards(LOBTree)
    assert len(shards) == 16
    for key, place in ((0, 0), (15, 15), (16, 0), (2**63 - 1, 15)):
        assert shard_of(shards, key) is shards[place]
    assert len(new_shards(LOBTree, 64)) == 64
