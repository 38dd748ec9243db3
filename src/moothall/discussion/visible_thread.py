"""A discussion as one person sees it: hidden posts have no position and are not counted."""

from functools import cached_property

from moothall.discussion.states import PUBLISHED

#: States in which others see a line instead of the text.
TOMBSTONES = frozenset({"hidden"})
#: Larger than any UID.
_LAST_UID = 2**63


def shows(viewer, discussion, uid):
    """Return True if a post is in the discussion and this person sees it, or the line for it."""
    key = discussion.key_of_uid(uid)
    if key is None:
        return False
    # Published posts need not be loaded.
    if not discussion.is_unpublished(key):
        return True
    post = discussion.at(key)
    return post.own_state in TOMBSTONES or viewer.sees(post)


class VisibleThread:
    """Positions and counts of the posts that ``viewer`` sees, including the lines for removed posts."""

    def __init__(self, viewer, discussion):
        self._discussion = discussion
        #: Keys of the posts that the viewer does not see.
        self.hidden = frozenset(
            key
            for key, post in discussion.unpublished()
            if post.own_state != PUBLISHED and post.own_state not in TOMBSTONES and not viewer.sees(post)
        )

    @cached_property
    def total(self):
        return self._discussion.total - len(self.hidden)

    @cached_property
    def keys(self):
        """Return the keys (microseconds, UID) of the visible posts by time."""
        return [key for key in self._discussion.in_order() if key not in self.hidden]

    def slice(self, start, size):
        """Return ``size`` posts from position ``start``, without loading others."""
        return [self._discussion.at(key) for key in self.keys[start : start + size]]

    def position_after(self, moment):
        """Return the number of posts up to ``moment`` (microseconds): the position of the first newer one."""
        return self.count_before((moment, _LAST_UID))

    def position_of(self, post):
        """Return the number of posts before this one."""
        return self.count_before(self._discussion.key_of(post))

    def count_before(self, key):
        """Return the number of posts before a key (microseconds, UID)."""
        return self._discussion.count_before(key) - sum(one < key for one in self.hidden)
