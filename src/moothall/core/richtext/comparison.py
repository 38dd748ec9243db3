"""Compare two sequences of words or lines within a time limit.

Python's :mod:`difflib` takes minutes on a text that repeats one word thousands of times. Google's diff-match-patch
follows E. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), until a deadline; what it has not
compared by then counts as removed and added.
"""

import time

from diff_match_patch import diff_match_patch

SAME, REMOVED, ADDED = "same", "removed", "added"
_KINDS = {diff_match_patch.DIFF_EQUAL: SAME, diff_match_patch.DIFF_DELETE: REMOVED, diff_match_patch.DIFF_INSERT: ADDED}

#: Seconds that comparing two values may take.
TIME_LIMIT = 0.1


def deadline_in(seconds: float = TIME_LIMIT) -> float:
    """Return the deadline of a comparison in seconds since 1970; one deadline can limit several comparisons."""
    return time.time() + seconds


def runs(old: list[str], new: list[str], deadline: float) -> list[tuple[str, list[str]]]:
    """Return (kind, run) pairs that lead from ``old`` to ``new``; removed runs precede added ones.

    The strings are words or lines: none contains a line break.
    """
    differ = diff_match_patch()
    # Its own timeout would enable a search for a common half, which no deadline stops.
    differ.Diff_Timeout = 0
    old_text, new_text, lines = differ.diff_linesToChars(_as_lines(old), _as_lines(new))
    found = differ.diff_main(old_text, new_text, checklines=False, deadline=deadline)
    return [(_KINDS[kind], [lines[ord(one)].removesuffix("\n") for one in run]) for kind, run in found]


def _as_lines(words: list[str]) -> str:
    return "".join(f"{word}\n" for word in words)
