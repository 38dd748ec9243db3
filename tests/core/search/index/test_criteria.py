"""The criteria of a search beside its words: uids, names, titles, times, depth; and every order."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moothall.core.search.index.analysis import title_order
from moothall.core.search.index.interface import SORTS, IndexDocument, SearchRequest
from moothall.core.search.index.memory import MemoryIndex
from moothall.core.search.index.xapian import XapianIndex

START = datetime(2026, 1, 1, tzinfo=UTC)
CLASSES = ("1:content:published", "1:content:draft:ann")


def day(number):
    return START + timedelta(days=number)


def test_words_of_the_title_alone_are_found_in_it(index, make, find):
    index.put(
        [
            make(1, "Digital bridges", "Reading in Łódź", subjects=("women",)),
            make(2, "Reading in Łódź", "Digital bridges"),
            make(3, "Bridge", description="Digital"),
        ]
    )
    assert set(find(title="digital")) == {1}
    assert set(find(title="lodz reading")) == {2}
    assert set(find(title='"reading in"')) == {2}
    assert set(find(title='"in reading"')) == set()
    assert set(find(title="brid*")) == {1, 3}
    assert set(find(title="-digital")) == {2, 3}
    assert set(find(title="women")) == set()
    assert set(find("digital", title="reading")) == {2}
    assert set(find(title="...")) == set()


def test_a_span_includes_its_ends_and_needs_a_time(index, make, find):
    index.put([make(number, created=day(number), effective=day(number) if number % 2 else None) for number in range(6)])
    assert set(find(spans={"created": [(day(2), day(4))]})) == {2, 3, 4}
    assert set(find(spans={"created": [(day(2), None)]})) == {2, 3, 4, 5}
    assert set(find(spans={"created": [(None, day(1)), (day(5), day(5))]})) == {0, 1, 5}
    assert set(find(spans={"effective": [(None, day(3))]})) == {1, 3}
    assert set(find(spans={"effective": [(None, None)], "created": [(day(2), None)]})) == {3, 5}
    assert set(find(spans={"created": [(day(4), day(2))]})) == set()


def test_a_depth_is_counted_from_the_site(index, make, find):
    paths = {10: "/", 1: "/a", 2: "/a/b", 3: "/a/b/c", 4: "/d"}
    inside = {10: (10,), 1: (1,), 2: (1, 2), 3: (2, 1, 3), 4: (4,)}
    index.put([make(uid, path=path, containers=inside[uid]) for uid, path in paths.items()])
    assert set(find(levels=[(None, 1, 1)])) == {1, 4}
    assert set(find(levels=[(1, 2, 2)])) == {2}
    assert set(find(levels=[(1, 1, 3), (4, 1, 1)])) == {1, 2, 3, 4}
    assert set(find(levels=[(0, 1, 3)])) == set()


@pytest.mark.parametrize("waiting", [False, True])
def test_equal_values_are_sorted_by_the_next_order(index, make, find, waiting):
    made = [
        make(1, "B", type_id="link", path="/x/1"),
        make(2, "A", type_id="link", path="/x-1"),
        make(3, "A", type_id="document", path="/x"),
    ]
    index.put(made[1:] if waiting else made)
    overlay = made[:1] if waiting else ()
    assert find(overlay=overlay, sort="type_id", further_sorts=[("title", False)]) == [3, 2, 1]
    assert find(overlay=overlay, sort="type_id", descending=True, further_sorts=[("title", True)]) == [1, 2, 3]
    assert find(overlay=overlay, sort="path") == [3, 2, 1]


def test_what_was_never_published_comes_before_the_first(index, make, find):
    index.put([make(1, effective=day(2)), make(2), make(3, effective=day(1))])
    assert find(sort="effective", descending=False) == [2, 3, 1]
    assert find(sort="effective") == [1, 3, 2]


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    indexes = MemoryIndex(), XapianIndex(tmp_path_factory.mktemp("criteria"), durable=False)
    yield indexes
    for index in indexes:
        index.close()


moments = st.none() | st.integers(0, 5).map(day)
documents = st.lists(
    st.builds(
        IndexDocument,
        uid=st.integers(1, 12),
        access_class=st.sampled_from(CLASSES),
        type_id=st.sampled_from(["post", "document"]),
        title=st.sampled_from(["", "red bus", "bus", "red", "blue"]),
        text=st.sampled_from(["", "red bus"]),
        containers=st.sampled_from([(), (101,), (101, 102)]),
        subjects=st.sampled_from([(), ("a",), ("a", "b")]),
        created=st.integers(0, 5).map(day),
        effective=moments,
        name=st.sampled_from(["", "one", "two"]),
        path=st.sampled_from(["/", "/a", "/a/b", "/a-b", "/a/b/c"]),
    ),
    max_size=14,
)
criteria = st.fixed_dictionaries(
    {},
    optional={
        "uids": st.lists(st.integers(0, 14), min_size=1, max_size=5),
        "names": st.sampled_from([("one",), ("one", "two"), ("three",)]),
        "title": st.sampled_from(["bus", "red bus", "-red", "bl*", '"bus red"', "!"]),
        "all_subjects": st.sampled_from([("a",), ("a", "b"), ("c",)]),
        "levels": st.lists(
            st.tuples(st.sampled_from([None, 101, 102]), st.integers(0, 2), st.integers(0, 3)), min_size=1, max_size=2
        ),
        "spans": st.dictionaries(
            st.sampled_from(["created", "effective"]), st.lists(st.tuples(moments, moments), min_size=1, max_size=2)
        ),
    },
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    indexed=documents,
    pending=documents.map(lambda some: some[:3]),
    asked=criteria,
    classes=st.frozensets(st.sampled_from(CLASSES)),
    sort=st.sampled_from(SORTS[1:]),
    descending=st.booleans(),
)
def test_both_indexes_find_the_same_and_count_it(both, indexed, pending, asked, classes, sort, descending):
    overlay = {document.uid: document for document in pending}.values()
    found = []
    for index in both:
        index.apply(indexed, forget=set(range(1, 13)) - {document.uid for document in indexed})
        request = SearchRequest(classes, facets=("type_id",), sort=sort, descending=descending, **asked)
        result = index.find(request, overlay)
        values = {**{document.uid: document for document in indexed}, **{one.uid: one for one in overlay}}
        order = [_value(values[hit.uid], sort) for hit in result.hits]
        assert order == sorted(order, reverse=descending)
        found.append(({hit.uid for hit in result.hits}, result.total, result.facets))
    assert found[0] == found[1]


def _value(document, sort):
    value = getattr(document, sort) if sort != "title" else title_order(document)
    return value if value is not None else START - timedelta(days=1)
