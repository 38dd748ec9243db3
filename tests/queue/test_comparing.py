"""Comparing two editions: every change is shown, and nothing else."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moothall.core.richtext.comparison import ADDED, REMOVED
from moothall.queue.changes import compare

TEXTS = st.lists(
    st.lists(st.sampled_from(["one", "two", "three"]), min_size=1, max_size=6).map(" ".join), max_size=12
).map("\n".join)


#: How long it takes to think of examples is an affair of the machine.
patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@patiently
@given(TEXTS, TEXTS)
def test_nothing_that_changes_is_left_out(before, after):
    paragraphs = list(compare(before, after))
    kept = {ADDED: after.split(), REMOVED: before.split()}
    for kind, whole in kept.items():
        said = [word for pieces in paragraphs for piece in pieces if piece.kind == kind for word in piece.words.split()]
        assert all(said.count(word) <= whole.count(word) for word in set(said))
    changes = any(piece.kind in kept for pieces in paragraphs for piece in pieces)
    assert changes == (before != after)


def test_only_the_words_that_differ_are_marked():
    before = "Begin.\nThe room is small.\na\nb\nc\nd\nEnd."
    after = "Begin.\nThe room is large.\na\nb\nc\nd\nEnd.\nMore."
    assert [[tuple(piece) for piece in pieces] for pieces in compare(before, after)] == [
        [("same", "Begin.")],
        [("same", "The room is"), ("removed", "small."), ("added", "large.")],
        [("same", "a")],
        [("left out", "")],
        [("same", "End.")],
        [("added", "More.")],
    ]


def test_a_text_that_repeats_itself_is_shown_as_replaced():
    (pieces,) = compare("a " * 50_000, "a b " * 50_000)
    assert {piece.kind for piece in pieces} >= {REMOVED, ADDED}
