"""A thread as one person sees it: what they may not see takes no place and is not counted."""

from functools import cached_property

from moothall.discussion.states import SAID

#: States that others see as a line in the thread, not as a text.
TOMBSTONES = frozenset({"hidden"})
_LAST_UID = 2**63


class SeenThread:
    """Positions and counts over the posts of a discussion that ``viewer`` sees, tombstones included."""

    def __init__(self, viewer, discussion):
        self._discussion = discussion
        self._without = frozenset(
            key
            for key, post in discussion.unsaid()
            if post.own_state != SAID and post.own_state not in TOMBSTONES and not viewer.sees(post)
        )

    @cached_property
    def total(self):
        return self._discussion.total - len(self._without)

    @cached_property
    def keys(self):
        """The keys (microseconds, uid) of all posts in order of time."""
        return [key for key in self._discussion.in_order() if key not in self._without]

    def slice(self, start, size):
        """``size`` posts from position ``start``; wakes no others."""
        return [self._discussion.at(key) for key in self.keys[start : start + size]]

    def position_after(self, moment):
        """How many posts were made up to ``moment`` (microseconds): the position of the first newer one."""
        return self._count((moment, _LAST_UID), including=True)

    def position_of(self, post):
        """How many posts stand before this one."""
        return self._count(self._discussion.key_of(post), including=False)

    def _count(self, key, including):
        before = sum(one < key or (including and one == key) for one in self._without)
        return self._discussion.count_up_to(key, including) - before
