"""Two versions of one text become one: nothing that was written is lost, and no markup breaks."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.core.richtext import clean
from moothall.core.richtext.comparison import deadline_in
from moothall.core.richtext.differences import compare_html, compare_text
from moothall.core.richtext.merging import merge_html, merge_words

TABLE = "<table><tbody><tr><th>City</th><th>Year</th></tr><tr><td>Łódź</td><td>2019</td></tr></tbody></table>"
BASE = "<h2>Plan</h2><p>We meet on Monday in Riga.</p><ul><li>Bring tea</li><li>Bring cups</li></ul>" + TABLE


def text(html):
    return clean(html)


def merged(base, theirs, mine):
    return merge_html(*map(text, (base, theirs, mine)))


@pytest.mark.parametrize(
    ("theirs", "mine", "both"),
    [
        (("Monday", "Tuesday"), ("Riga", "Oslo"), ("Tuesday in Oslo", "Plan")),
        (("Bring tea", "Bring coffee"), ("Bring cups", "Bring ten cups"), ("Bring coffee", "Bring ten cups")),
        (("Łódź", "Łódź (east)"), ("2019", "2020"), ("<td>Łódź (east)</td><td>2020</td>",)),
        (
            ("Monday", "<strong>Monday</strong>"),
            ("in Riga", "in <em>Riga</em>"),
            ("<strong>Monday</strong> in <em>Riga",),
        ),
        (
            ("<p>We", "<p>New first.</p><p>We"),
            ("in Riga.", "in Riga, at noon."),
            ("New first.</p><p>We", "Riga, at noon."),
        ),
        (("<p>We meet on Monday in Riga.</p>", ""), ("Bring tea", "Bring coffee"), ("Bring coffee",)),
    ],
)
def test_changes_in_different_places_are_both_kept(theirs, mine, both):
    found = merged(BASE, BASE.replace(*theirs), BASE.replace(*mine))
    assert all(one in found.html for one in both)
    assert not found.conflicts


def test_where_both_changed_the_same_words_both_stay_and_are_named():
    found = merged(BASE, BASE.replace("Monday", "Tuesday"), BASE.replace("Monday", "Friday"))
    assert "<p>We meet on Tuesday in Riga.</p><p>We meet on Friday in Riga.</p>" in found.html
    assert [("Tuesday" in one.theirs, "Friday" in one.mine) for one in found.conflicts] == [(True, True)]


def test_a_cell_that_both_changed_stays_one_cell():
    found = merged(BASE, BASE.replace("2019", "2020"), BASE.replace("2019", "2021"))
    assert "<td>2020<br>2021</td>" in found.html and found.html.count("<td>") == 2
    assert len(found.conflicts) == 1


def test_a_column_that_one_removed_and_the_other_changed_leaves_both_tables():
    theirs = re.sub(r"<t[hd]>(Year|2019)</t[hd]>", "", BASE)
    found = merged(BASE, theirs, BASE.replace("2019", "2021"))
    assert found.html.count("<table>") == 2 and "2021" in found.html and len(found.conflicts) == 1


def test_what_one_removed_and_the_other_changed_stays():
    found = merged(BASE, BASE.replace("<li>Bring tea</li>", ""), BASE.replace("Bring tea", "Bring much tea"))
    assert "Bring much tea" in found.html and len(found.conflicts) == 1


def test_a_base_that_is_not_known_keeps_both_texts():
    found = merged("", "<p>One text.</p>", "<p>Another one.</p>")
    assert found.html == "<p>One text.</p><p>Another one.</p>" and len(found.conflicts) == 1


@pytest.mark.parametrize(
    ("base", "theirs", "mine"),
    [
        ("<p>ab</p><ul><li>ab</li></ul><p>ab</p><p>ab</p>", "<p>ab</p>", "<p>ab</p><p>ab</p>"),
        (
            "<p>Tea.</p><p>Cake.</p><blockquote>Tea.</blockquote>",
            "<p>Tea.</p><p>Cake.</p>",
            "<p>Cake.</p><blockquote>Tea.</blockquote>",
        ),
    ],
)
def test_what_both_kept_in_different_places_stays(base, theirs, mine):
    found = merged(base, theirs, mine)
    assert _words(theirs) <= _words(found.html) and len(found.conflicts) == 1


def test_lines_are_merged_by_words():
    assert (
        merge_words("About our tea club", "About our big tea club", "About our tea circle")
        == "About our big tea circle"
    )
    assert merge_words("A", "B", "C") is None


WORDS = st.sampled_from(["ab", "cd", "ef", "gh", "&amp;", "日本", "x."])
INLINE = st.recursive(
    WORDS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map(" ".join),
        st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["strong", "em", "code"]), inner),
        inner.map(lambda one: f'<a href="/x">{one}</a>'),
        st.just('<img src="/p" alt="P">'),
        st.just("<br>"),
    ),
    max_leaves=6,
)
CELL = st.builds("<{0}>{1}</{0}>".format, st.just("td"), INLINE)
ROW = st.lists(CELL, min_size=2, max_size=2).map(lambda cells: f"<tr>{''.join(cells)}</tr>")
BLOCK = st.one_of(
    st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["p", "h2", "pre", "blockquote"]), INLINE),
    st.lists(INLINE.map("<li>{}</li>".format), min_size=1, max_size=3).map(lambda rows: f"<ul>{''.join(rows)}</ul>"),
    st.lists(ROW, min_size=1, max_size=3).map(lambda rows: f"<table><tbody>{''.join(rows)}</tbody></table>"),
)
TEXT = st.lists(BLOCK, max_size=4).map("".join).map(clean)


def _words(html):
    return set(re.findall(r"[\w.]+", re.sub("<[^>]*>", " ", html)))


def _check(base, theirs, mine):
    found = merge_html(base, theirs, mine).html
    assert clean(str(found)) == found
    assert (_words(theirs) | _words(mine)) - _words(base) <= _words(found)
    assert _words(theirs) & _words(mine) <= _words(found)
    assert merge_html(base, theirs, base).html == theirs and merge_html(base, base, mine).html == mine
    compared = compare_html(base, mine, deadline_in())
    assert re.sub("</?(?:ins|del)>", "", compared) == clean(re.sub("</?(?:ins|del)>", "", compared)) or "<h" in compared
    assert _words(base) | _words(mine) == _words(compared)


@settings(deadline=None, max_examples=30)
@given(TEXT, TEXT, TEXT)
def test_nothing_is_lost_and_no_markup_breaks(base, theirs, mine):
    _check(base, theirs, mine)


@pytest.mark.long
@settings(deadline=None, max_examples=1000)
@given(TEXT, TEXT, TEXT)
def test_nothing_is_lost_and_no_markup_breaks_in_a_thousand_texts(base, theirs, mine):
    _check(base, theirs, mine)


def test_differences_are_shown_by_word_and_cell_by_cell():
    new = text(
        BASE.replace("Monday", "<strong>Tuesday</strong>").replace("2019", "2020").replace("<li>Bring cups</li>", "")
    )
    found = compare_html(text(BASE), new, deadline_in())
    assert "We meet on <del>Monday</del><strong><ins>Tuesday</ins></strong> in Riga." in found
    assert "<td>Łódź</td><td><del>2019</del><ins>2020</ins></td>" in found
    assert "<li>Bring tea</li><li><del>Bring cups</del></li>" in found
    assert compare_text("a <b", "a <c", deadline_in()) == "a &lt;<del>b</del><ins>c</ins>"
