"""What has to be taken out of one sequence and put in to get another, for as long as that can be told quickly.

Python's own :mod:`difflib` takes minutes on a text that says the same word again and
again.  This is E. Myers's algorithm of 1986, whose time grows with how much differs,
on a budget: where a text is all new, nobody wants to read it word by word anyway.
"""

SAME, REMOVED, ADDED = "same", "removed", "added"


class TooDifferent(Exception):
    """It would take too long to tell."""


class Budget:
    """So many steps may be taken in all; raises :class:`TooDifferent` for more."""

    def __init__(self, steps):
        self._left = steps

    def spend(self, steps):
        self._left -= steps
        if self._left < 0:
            raise TooDifferent()


def runs(old, new, budget):
    """(kind, run) pairs: what is the same, and what is removed or added between; removed ones come first."""
    start, most = 0, min(len(old), len(new))
    while start < most and old[start] == new[start]:
        start += 1
    end = 0
    while end < most - start and old[-1 - end] == new[-1 - end]:
        end += 1
    middle = _path(old[start : len(old) - end], new[start : len(new) - end], budget)
    singles = [*((SAME, one) for one in new[:start]), *middle, *((SAME, one) for one in new[len(new) - end :])]
    return list(_gathered(singles))


def _gathered(singles):
    """Neighbours of a kind together; between two runs that are the same, everything removed before everything added."""
    gap = {REMOVED: [], ADDED: []}
    same = []
    for kind, one in (*singles, (None, None)):
        if kind in gap:
            if same:
                yield SAME, same
                same = []
            gap[kind].append(one)
            continue
        for what, found in gap.items():
            if found:
                yield what, found
        gap = {REMOVED: [], ADDED: []}
        if kind is not None:
            same.append(one)
    if same:
        yield SAME, same


def _path(old, new, budget):
    """The single steps of a shortest way from ``old`` to ``new``."""
    reached, rounds = {1: 0}, []
    for d in range(len(old) + len(new) + 1):
        budget.spend(2 * d + 1)
        rounds.append(dict(reached))
        for k in range(-d, d + 1, 2):
            x = _next(reached, k, len(old), len(new))
            if x is None:
                reached.pop(k, None)
                continue
            start = x
            while x < len(old) and x - k < len(new) and old[x] == new[x - k]:
                x += 1
            budget.spend(x - start)
            reached[k] = x
            if x == len(old) and x - k == len(new):
                return _walked_back(old, new, rounds)
    raise AssertionError("the whole way is never longer than both together")


def _next(reached, k, longest, deepest):
    """How far one gets on diagonal ``k`` with one step more: down from the one above or right from the one below."""
    down, right = reached.get(k + 1), reached.get(k - 1)
    down = down if down is not None and down - k <= deepest else None
    right = right + 1 if right is not None and right < longest else None
    return max((x for x in (down, right) if x is not None), default=None)


def _walked_back(old, new, rounds):
    steps, x, y = [], len(old), len(new)
    for d in range(len(rounds) - 1, -1, -1):
        k, reached = x - y, rounds[d]
        begun = _next(reached, k, len(old), len(new))
        while x > begun:
            x, y = x - 1, y - 1
            steps.append((SAME, new[y]))
        if d == 0:
            break
        if reached.get(k - 1) is not None and reached[k - 1] + 1 == begun and reached[k - 1] < len(old):
            x -= 1
            steps.append((REMOVED, old[x]))
        else:
            y -= 1
            steps.append((ADDED, new[y]))
    return reversed(steps)
