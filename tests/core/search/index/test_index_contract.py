"""What the port promises, of both implementations."""

from datetime import UTC, datetime

import pytest
from zope.interface.verify import verifyObject

from moothall.core.search.index.interface import ISearchIndex, SearchRequest
from tests.core.search.index.classes import PRIVATE, PUBLIC


def text_of(fragments):
    return "".join(text for text, _ in fragments)


def test_it_provides_the_port(index):
    assert verifyObject(ISearchIndex, index)


def test_a_new_index_is_empty_and_answers(index, asking):
    assert index.count() == 0 and list(index.uids()) == [] and index.watermark() is None
    result = index.find(asking("anything", facets=("type_id",)))
    assert (result.hits, result.total, result.facets) == ([], 0, {"type_id": {}})


def test_putting_twice_replaces(index, make, find):
    index.put([make(1, "Old title")])
    index.put([make(1, "New title")])
    assert index.count() == 1
    assert find("new") == [1] and find("old") == []


def test_the_later_of_two_in_one_batch_counts(index, make, find):
    index.put([make(1, "Old title"), make(1, "New title")])
    assert index.count() == 1 and find("old") == []


def test_forgetting_ignores_unknown_uids(index, make, find):
    index.put([make(1, "Title"), make(2, "Title")])
    index.forget([1, 99])
    assert find("title") == [2] and set(index.uids()) == {2}


def test_apply_puts_forgets_and_sets_the_watermark(index, make):
    index.put([make(1)])
    index.apply([make(2)], forget=[1], watermark=b"\x00\x01\xff")
    assert set(index.uids()) == {2} and index.watermark() == b"\x00\x01\xff"


def test_a_failing_batch_changes_nothing(index, make):
    index.apply([make(1)], watermark=b"\x01")
    with pytest.raises((TypeError, AttributeError)):
        index.apply([make(2), make(3, text=None)], watermark=b"\x02")
    index.put([make(4)])
    assert set(index.uids()) == {1, 4} and index.watermark() == b"\x01"


def test_clearing_takes_the_watermark_along(index, make, find):
    index.apply([make(1, "Title")], watermark=b"\x01")
    index.clear()
    assert index.count() == 0 and index.watermark() is None and find("title") == []


def test_entries_tell_what_drift_is_about(index, make):
    moment = datetime(2026, 2, 3, 4, 5, 6, 789012, UTC)
    index.put([make(2**63 - 1, access_class=PRIVATE, modified=moment), make(2, access_class="")])
    entries = {entry.uid: entry for entry in index.entries()}
    assert entries[2**63 - 1].access_class == PRIVATE and entries[2**63 - 1].modified == moment
    assert entries[2].access_class == ""


def test_documents_need_a_time_zone(make):
    with pytest.raises(ValueError, match="time zone"):
        make(1, created=datetime(2026, 1, 1))  # noqa: DTZ001


# On whose behalf
def test_nothing_outside_the_visible_classes_is_found_or_counted(index, make, asking):
    index.put([make(1, "Secret plan", access_class=PRIVATE), make(2, "Public plan")])
    result = index.find(asking("plan", facets=("type_id",)))
    assert [hit.uid for hit in result.hits] == [2]
    assert (result.total, result.facets) == (1, {"type_id": {"document": 1}})
    assert index.find(asking("plan", classes=())).total == 0
    assert index.find(asking("plan", classes=(PUBLIC, PRIVATE))).total == 2


def test_a_request_must_say_on_whose_behalf():
    with pytest.raises(TypeError):
        SearchRequest(None)
    with pytest.raises(TypeError):
        SearchRequest("1:content:published")


def test_only_the_system_searches_without_a_filter(index, make):
    index.put([make(1, access_class=PRIVATE), make(2)])
    assert index.find(SearchRequest.for_the_system_without_any_access_filter()).total == 2


def test_a_class_with_a_person_is_a_class_like_another(index, make, find):
    index.put([make(1, access_class="1:content:draft:ann"), make(2, access_class="1:content:draft:ben")])
    assert find(classes=("1:content:draft:ann",)) == [1]


# Filters
def test_filters(index, make, find):
    index.put(
        [
            make(
                1,
                type_id="post",
                state="published",
                language="de",
                creator="ann",
                subjects=("a", "b"),
                containers=(10, 11),
                terms=(("level", "basic"), ("country", "IT")),
            ),
            make(
                2,
                type_id="file",
                state="draft",
                language="fr",
                creator="ben",
                subjects=("b",),
                containers=(10,),
                terms=(("level", "advanced"), ("level", "basic")),
            ),
            make(3, type_id="link", language="", subjects=("A",)),
        ]
    )
    assert find(types=("post", "link"), sort="created", descending=False) == [1, 3]
    assert find(states=("draft",)) == [2]
    assert find(languages=("de",)) == [1]
    assert find(creators=("ann",)) == [1]
    assert find(subjects=("a",)) == [1] and find(subjects=("A",)) == [3] and set(find(subjects=("b",))) == {1, 2}
    assert set(find(terms={"level": ("basic",)})) == {1, 2}
    assert find(terms={"level": ("basic",), "country": ("IT", "FR")}) == [1]
    assert find(terms={"level": ()}, types=("file",)) == [2]
    assert set(find(within=(10,))) == {1, 2} and find(within=(11, 12)) == [1] and find(within=(12,)) == []
    assert find(outside=(10,)) == [3] and set(find(outside=(11,))) == {2, 3}
    assert set(find(exclude=(1,))) == {2, 3}
    assert find(types=("nothing",)) == []


def test_long_values_are_told_apart(index, make, find):
    index.put([make(1, subjects=("x" * 400 + "1",)), make(2, subjects=("x" * 400 + "2",))])
    assert find(subjects=("x" * 400 + "2",)) == [2]


# Order and pages
def test_sorting(index, make, find):
    index.put([make(2, "éclair"), make(1, "Zebra"), make(3, "apple")])
    assert find(sort="title") == [3, 2, 1]
    assert find(sort="title", descending=True) == [1, 2, 3]
    assert find(sort="modified") == [3, 2, 1]
    assert find(sort="created", descending=False) == [1, 2, 3]
    assert find() == [3, 2, 1]


def test_moments_sort_before_1970_too(index, make, find):
    index.put([make(1, created=datetime(1950, 1, 1, tzinfo=UTC)), make(2, created=datetime(1971, 1, 1, tzinfo=UTC))])
    assert find(sort="created") == [2, 1]


def test_pages_and_an_exact_total(index, make, asking):
    index.put([make(uid, "Same") for uid in range(1, 31)])
    pages = [index.find(asking("same", sort="modified", offset=start, limit=7)) for start in (0, 7, 28, 99)]
    assert {page.total for page in pages} == {30}
    assert [hit.uid for hit in pages[1].hits] == list(range(23, 16, -1))
    assert [len(page.hits) for page in pages] == [7, 7, 2, 0]
    assert index.find(asking("same", limit=0)).total == 30


def test_impossible_requests_are_refused_at_once(asking):
    with pytest.raises(ValueError):
        asking(sort="access_class")
    with pytest.raises(ValueError):
        asking(offset=-1)


# Facets
def test_facets_count_every_value_over_the_whole_result(index, make, asking):
    index.put(
        [
            make(
                uid,
                type_id="post" if uid % 2 else "file",
                subjects=("all", f"s{uid % 3}", "all"),
                terms=(("level", "basic"), ("level", f"l{uid % 5}")),
            )
            for uid in range(1, 31)
        ]
    )
    facets = index.find(asking(facets=("type_id", "subjects", "level", "none"), limit=1)).facets
    assert facets["type_id"] == {"post": 15, "file": 15}
    assert facets["subjects"] == {"all": 30, "s0": 10, "s1": 10, "s2": 10}
    assert facets["level"] == {"basic": 30, "l0": 6, "l1": 6, "l2": 6, "l3": 6, "l4": 6}
    assert facets["none"] == {}


def test_facets_count_all_of_many_values(index, make, asking):
    tags = tuple(f"tag{number}" for number in range(9))
    index.put(
        [make(uid, subjects=tags[:uid], terms=tuple(("level", tag) for tag in tags[:uid])) for uid in range(1, 10)]
    )
    result = index.find(asking(facets=("subjects", "level")), [make(9, subjects=("tag0",))])
    assert result.facets["subjects"] == {"tag0": 9, **{f"tag{number}": 8 - number for number in range(1, 8)}}
    assert result.facets["level"] == {f"tag{number}": 8 - number for number in range(8)}


# Excerpts
def test_an_excerpt_shows_what_was_found(index, make, asking):
    index.put([make(1, "T", "lead " * 200 + "The Übungen & <b>computing</b> here. " + "tail " * 200, language="en")])
    (hit,) = index.find(asking("the ubungen computed", snippets=True)).hits
    assert [text for text, asked in hit.snippet if asked] == ["Übungen", "computing"]
    assert "<b>" in text_of(hit.snippet)
    assert hit.snippet[0][0].startswith("…") and hit.snippet[-1][0].endswith("…")
    assert len(text_of(hit.snippet)) < 300


def test_an_excerpt_without_a_match_is_the_beginning(index, make, asking):
    index.put([make(1, "Title", "text " * 5, description="The description."), make(2, "Title", "")])
    hits = {hit.uid: hit.snippet for hit in index.find(asking("title", snippets=True)).hits}
    assert text_of(hits[1]) == "The description. text text text text text"
    assert text_of(hits[2]) == ""
    assert index.find(asking("title")).hits[0].snippet == []


# Spelling
def test_a_suggestion_is_made_from_public_titles(index, make, asking):
    index.put([make(1, "Cybersecurity for libraries", public=True), make(2, "Bookkeeping")])
    assert index.find(asking("cybersecurty")).suggestion == "cybersecurity"
    assert index.find(asking("cybersecurty libraries")).suggestion == "cybersecurity libraries"
    assert index.find(asking("bookeeping")).suggestion is None
    assert index.find(asking("cybersecurity")).suggestion is None


def test_a_suggestion_never_comes_from_what_the_person_may_not_see(index, make, asking):
    # The flag says public, but the space has turned private since: its class is no longer visible.
    index.put([make(1, "Confidential merger", public=True, access_class=PRIVATE)])
    assert index.find(asking("confidental")).suggestion is None
    assert index.find(asking("confidental", classes=(PRIVATE,))).suggestion == "confidential"


def test_words_leave_the_dictionary_with_their_document(index, make, asking):
    index.put([make(1, "Cybersecurity", public=True), make(2, "Robotics", public=True)])
    index.put([make(3, "Robotics and cybersecurity")])
    index.put([make(1, "Cybersecurity", public=False)])
    index.forget([2])
    assert index.find(asking("cybersecurty")).suggestion is None
    assert index.find(asking("robotcs")).suggestion is None
