"""What is not in the index yet, and indexes that are built beside the current one."""

import pytest

from tests.core.search.index.classes import PRIVATE


# Pending documents
def test_the_overlay_replaces_what_is_indexed(index, make, find):
    index.put([make(1, "Old title"), make(2, "Other title")])
    overlay = [make(1, "New title"), make(3, "Third title")]
    assert find("old", overlay) == []
    assert find("new", overlay) == [1]
    assert set(find("title", overlay)) == {1, 2, 3}
    assert set(find("title")) == {1, 2}


def test_overlay_and_access_work_together(index, make, asking):
    index.put([make(1, "Plan"), make(2, "Plan", access_class=PRIVATE)])
    overlay = [make(1, "Plan", access_class=PRIVATE), make(2, "Plan")]
    result = index.find(asking("plan", facets=("type_id",), snippets=True), overlay)
    assert ([hit.uid for hit in result.hits], result.total) == ([2], 1)
    assert result.facets == {"type_id": {"document": 1}}


def test_what_is_excluded_is_so_in_the_overlay_too(index, make, find):
    index.put([make(1, "Plan")])
    assert find("plan", [make(2, "Plan")], exclude=(1,)) == [2]
    assert find("plan", [make(2, "Plan")], exclude=(2,)) == [1]


def test_an_overlay_over_an_empty_index(index, make, find):
    assert find("plan", [make(1, "Plan")]) == [1]


# Rebuilding
def test_rebuilding_replaces_everything(index, make, find):
    index.apply([make(1, "Old"), make(2, "Old")], watermark=b"\x01")
    index.rebuild((make(uid, "New") for uid in (2, 3)), watermark=b"\x02")
    assert set(index.uids()) == {2, 3} and find("old") == [] and index.watermark() == b"\x02"


def test_what_happens_during_a_rebuild_is_kept(index, make, find):
    index.apply([make(1, "Old"), make(2, "Old"), make(3, "Old")], watermark=b"\x01")

    def snapshot():
        index.apply([make(1, "Newest"), make(9, "Newest")], forget=[2], watermark=b"\x05")
        assert set(find("newest")) == {1, 9}
        for uid in (1, 2, 3):
            yield make(uid, "Snapshot")

    index.rebuild(snapshot(), watermark=b"\x02")
    assert set(find("newest")) == {1, 9} and find("snapshot") == [3]
    assert set(index.uids()) == {1, 3, 9} and index.watermark() == b"\x05"


def test_a_failing_rebuild_leaves_the_index_as_it_was(index, make, find):
    index.apply([make(1, "Old")], watermark=b"\x01")

    def snapshot():
        yield make(2, "New")
        raise KeyError("lost")

    with pytest.raises(KeyError):
        index.rebuild(snapshot())
    assert find("old") == [1] and index.watermark() == b"\x01"
    index.rebuild([make(2, "New")])
    assert find("new") == [2]
