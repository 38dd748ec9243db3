"""The posts of a discussion, in the order of time."""

import heapq
from itertools import chain

from BTrees.Length import Length
from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree, OOTreeSet

from moothall.core.base.dates import microseconds
from moothall.core.base.shards import new_shards, shard_of, size_of
from moothall.core.content.uids import uid_from_name, uid_name
from moothall.discussion.states import PUBLISHED


class PostsByTime:
    """Stores posts by key (microseconds, UID) in shards; finds, counts and iterates over them."""

    def make_shards(self):
        """Begin without posts."""
        self._posts = new_shards(OOBTree)
        self._keys = new_shards(LOBTree)
        #: Keys of unpublished posts; there are few, so checking who sees them is fast.
        self._unsaid = new_shards(OOTreeSet)
        self._said = Length()

    def put(self, post):
        """Store a post under the time at which it was created."""
        post.__parent__ = self
        post.__name__ = uid_name(post.uid)
        key = (microseconds(post.created), post.uid)
        shard_of(self._posts, post.uid)[key] = post
        shard_of(self._keys, post.uid)[post.uid] = key
        if post.own_state == PUBLISHED:
            self._said.change(1)
        else:
            shard_of(self._unsaid, post.uid).insert(key)

    def take(self, post):
        """Remove a post, and return its key."""
        key = shard_of(self._keys, post.uid).pop(post.uid)
        if post.own_state == PUBLISHED:
            self._said.change(-1)
        shard_of(self._unsaid, post.uid).discard(key)
        del shard_of(self._posts, post.uid)[key]
        return key

    def __getitem__(self, name):
        uid = uid_from_name(name) if isinstance(name, str) else None
        key = shard_of(self._keys, uid).get(uid) if uid is not None else None
        if key is None:
            raise KeyError(name)
        return self.at(key)

    def get(self, name, default=None):
        try:
            return self[name]
        except KeyError:
            return default

    def posts(self, after=None):
        """Iterate over all posts by time, in every state, or those after the key ``after`` (see :meth:`key_of`)."""
        trees = [tree.items(min=after, excludemin=after is not None) for tree in self._posts]
        return (post for _key, post in heapq.merge(*trees, key=lambda pair: pair[0]))

    def keys_after(self, key):
        """Iterate over the keys of the posts after a key, without loading the posts."""
        return heapq.merge(*(tree.keys(min=key, excludemin=True) for tree in self._posts))

    def newest(self):
        """Iterate over all posts, newest first."""
        trees = [_backwards(tree) for tree in self._posts if tree]
        return (post for _key, post in heapq.merge(*trees, key=lambda pair: pair[0], reverse=True))

    def unpublished(self):
        """Iterate over (key, post) of the pending, rejected, removed and deleted posts."""
        return [(key, self.at(key)) for keys in self._unsaid for key in keys]

    def in_order(self):
        """Return the keys (microseconds, UID) of all posts by time, without loading the posts."""
        return sorted(chain.from_iterable(tree.keys() for tree in self._posts))

    def is_unpublished(self, key):
        """Return True for the key of a pending, rejected, removed or deleted post, without loading it."""
        return key in shard_of(self._unsaid, key[1])

    def at(self, key):
        """Return the post with a key."""
        return shard_of(self._posts, key[1])[key]

    def count_before(self, key):
        """Return the number of posts before a key (microseconds, UID)."""
        return sum(len(tree.keys(max=key, excludemax=True)) for tree in self._posts)

    def key_of(self, post):
        return shard_of(self._keys, post.uid)[post.uid]

    def key_of_uid(self, uid):
        """Return the key of the post with a UID, or None if it is not here."""
        return shard_of(self._keys, uid).get(uid)

    @property
    def total(self):
        """Return the number of posts in every state."""
        return size_of(self._posts)

    @property
    def published_count(self):
        """Return the number of published posts, including the first."""
        return self._said.value

    @property
    def last(self):
        """Return the newest published post."""
        newest = max((tree.maxKey() for tree in self._posts if tree), default=None)
        if newest is None:
            return None
        post = self.at(newest)
        if post.own_state == PUBLISHED:
            return post
        return next((post for post in self.newest() if post.own_state == PUBLISHED), None)


def _backwards(tree):
    keys = list(tree.keys())
    return ((key, tree[key]) for key in reversed(keys))
