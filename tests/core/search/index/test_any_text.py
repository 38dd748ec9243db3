"""Whatever is written or searched: no error, and what a plain filter finds."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moothall.core.search.index.interface import IndexDocument, SearchRequest
from moothall.core.search.index.limits import EXCLUDED_TERMS
from moothall.core.search.index.memory import MemoryIndex
from moothall.core.search.index.xapian import XapianIndex
from tests.core.search.index.classes import PRIVATE, PUBLIC

# Hostile input
HOSTILE = [
    "",
    " ",
    "\0",
    "a\0b",
    '"',
    '"""',
    "''",
    "'",
    "-",
    "--",
    '-"',
    "*",
    "**",
    "a*",
    "AND",
    "OR",
    "NOT",
    "hello NOT",
    "AND hello",
    "OR OR OR",
    "hello OR",
    "(((",
    ")(",
    "title:secret",
    "XTYPE:document",
    "Q0000000000000001",
    "xterm:level:basic",
    "a NEAR b",
    "a ADJ b",
    "..",
    "1..2",
    "~",
    "^",
    "+hello",
    "hello +",
    "\\",
    "%s %d {0}",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "\ud800",
    "\udfff x",
    "\u202e",
    "e\u0301" * 500,
    "\u0301",
    "ﷺ" * 300,
    "x" * 300,
    "ß" * 300,
    "数" * 500,
    "🙂" * 100,
    "word " * 2000,
    "a" * 10_000,
    '"' + "word " * 2000 + '"',
    "-word " * 500,
    "w* " * 100,
    "🏴\U000e0067",
    "\n\r\t",
    "l'" * 200,
    "İstanbul ıi",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_that_is_typed_is_an_error(index, make, asking, text):
    index.put([make(1, "Hello word", "hello " * 50, public=True), make(2, text=text, access_class=PRIVATE)])
    for prefix in (False, True):
        result = index.find(
            asking(text, snippets=True, facets=("type_id",), prefix=prefix, query_languages=("en", "de", "xx"))
        )
        assert {hit.uid for hit in result.hits} <= {1}


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_that_is_written_is_an_error(index, make, asking, text):
    value = text[:500]
    index.put(
        [
            make(
                1,
                text,
                text,
                description=text,
                subjects=(value,),
                terms=((value, value),),
                public=True,
                creator=value,
                language=value,
                state=value,
            )
        ]
    )
    assert index.count() == 1
    result = index.find(asking(snippets=True, facets=("subjects", "state")))
    assert result.total == 1
    assert index.find(asking(text, sort="title")).total <= 1


def test_a_very_long_word_is_found(index, make, find):
    index.put([make(1, text="x" * 300), make(2, "Other")])
    assert find("x" * 300) == [1]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=80), typed=st.text(max_size=40))
def test_any_text_can_be_written_and_searched(make, asking, both, text, typed):
    results = []
    for index in both:
        index.put([make(1, text[:20], text, subjects=(text[:10],), public=True)])
        index.find(asking(typed, snippets=True, prefix=True))
        results.append(index.find(asking(typed, query_languages=("en", "fr"))).total)
    assert results[0] == results[1]


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    indexes = [MemoryIndex(), XapianIndex(tmp_path_factory.mktemp("both"))]
    yield indexes
    for index in indexes:
        index.close()


# Against the plainest filter
CLASSES = ["1:content:published", "1:content:draft:ann", "2:content:published", "2:post:hidden", "3:content:draft:ben"]
WORDS = ["digital", "skills", "libraries", "women", "bridge"]
documents = st.lists(
    st.builds(
        lambda **values: IndexDocument(created=datetime(2026, 1, 1, tzinfo=UTC), **values),
        uid=st.integers(1, 40),
        access_class=st.sampled_from(CLASSES),
        type_id=st.sampled_from(["post", "document"]),
        language=st.sampled_from(["en", "de"]),
        title=st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join),
        containers=st.lists(st.integers(100, 103), max_size=2).map(tuple),
        subjects=st.lists(st.sampled_from(["a", "b", "c"]), max_size=3).map(tuple),
        modified=st.integers(0, 100).map(lambda days: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=days)),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    indexed=documents,
    pending=documents.map(lambda some: some[:5]),
    text=st.sampled_from(["", *WORDS]),
    classes=st.frozensets(st.sampled_from(CLASSES)),
    within=st.sampled_from([(), (101,), (100, 102)]),
)
def test_results_are_what_a_plain_filter_finds(both, indexed, pending, text, classes, within):
    now = {document.uid: document for document in indexed}
    overlay = {document.uid: document for document in pending}
    now.update(overlay)
    expected = [
        document
        for document in now.values()
        if document.access_class in classes
        and (not text or text in document.title.split())
        and (not within or set(within) & set(document.containers))
    ]
    subjects = [subject for document in expected for subject in set(document.subjects)]
    for index in both:
        index.apply(indexed, forget=set(range(1, 41)) - {document.uid for document in indexed})
        result = index.find(
            SearchRequest(classes, text, within=within, facets=("subjects",), sort="modified"), overlay.values()
        )
        assert {hit.uid for hit in result.hits[:20]} == {document.uid for document in expected} or len(expected) > 20
        assert result.total == len(expected)
        assert result.facets["subjects"] == {subject: subjects.count(subject) for subject in set(subjects)}
        moments = [now[hit.uid].modified for hit in result.hits]
        assert moments == sorted(moments, reverse=True)


@pytest.mark.parametrize("text", ["", "title", "rare"])
def test_a_facet_that_few_documents_have_is_counted_as_exactly(index, make, asking, text):
    documents = [make(uid, "Title", text="rare" if uid % 3 else "") for uid in range(1, 60)]
    few = [
        make(100, "Title rare", terms=(("country", "it"), ("country", "fr"))),
        make(
            101,
            "Title",
            terms=(("country", "it"), ("country", "de"), ("country", "mt"), ("country", "cy"), ("country", "at")),
        ),
        make(102, "Title rare", access_class=PRIVATE, terms=(("country", "it"),)),
        make(103, "Other words", terms=(("country", "it"), ("level", "basic"))),
    ]
    index.put([*documents, *few])
    waiting = make(100, "Title rare", terms=(("country", "es"),))
    for overlay in ((), (waiting,)):
        shown = [one for one in few if one.access_class == PUBLIC]
        shown = [waiting if one.uid == 100 and overlay else one for one in shown]
        found = [one for one in shown if text in f"{one.title} {one.text}".lower()]
        counts = {}
        for country in (country for one in found for country in one.facet("country")):
            counts[country] = counts.get(country, 0) + 1
        result = index.find(asking(text, facets=("country", "level", "type_id", "nothing")), overlay)
        assert result.facets["country"] == counts
        assert result.facets["level"] == ({"basic": 1} if not text else {})
        assert result.facets["nothing"] == {}
        assert sum(result.facets["type_id"].values()) == result.total


@pytest.mark.parametrize("number", [3, EXCLUDED_TERMS + 1000])
def test_what_is_excluded_is_neither_found_nor_counted_however_much_it_is(index, make, asking, number):
    index.put([make(uid, "Plan", access_class="a" if uid % 2 else "b") for uid in range(1, 9)])
    asked = asking("plan", classes=frozenset("a"), exclude=frozenset(range(3, 3 + number)), facets=("type_id",))
    found = index.find(asked, [make(10_001, "Plan", access_class="a")])
    expected = {1, 7, 10_001} if number == 3 else {1, 10_001}
    assert {hit.uid for hit in found.hits} == expected and found.total == len(expected)
    assert sum(found.facets["type_id"].values()) == len(expected)
    everything = SearchRequest.for_the_system_without_any_access_filter(exclude=frozenset(range(3, 3 + number)))
    assert {hit.uid for hit in index.find(everything).hits} == ({1, 2, 6, 7, 8} if number == 3 else {1, 2})
