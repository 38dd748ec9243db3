"""Forums, discussions and posts.

A discussion is a child of a forum.  Its posts are its own children, stored in sixteen trees by their random UID, so
that many people can post at once.  The key of a post is its time and UID: merged over the trees, the keys give the
order of the discussion.
"""

from moothall.core.access.permissions import Permission
from moothall.core.authorization.access_context import access_data_of
from moothall.core.base.errors import Conflict, Forbidden
from moothall.core.base.i18n import _
from moothall.core.base.shards import shard_of
from moothall.core.content.copies import clone
from moothall.core.content.items import Container, Item, register, scope_of, site_of, unregister
from moothall.core.content.log_events import MOVED, STATE
from moothall.core.content.uids import uid_from_name
from moothall.core.operations.redirects import current
from moothall.core.richtext import clean, to_plain
from moothall.discussion.arrivals import forget_arrival
from moothall.discussion.moderation import admit, hold_title, needs_approval_again
from moothall.discussion.post import Post
from moothall.discussion.posts_by_time import PostsByTime
from moothall.discussion.reactions import forget_post
from moothall.discussion.states import BEGUN, PUBLISHED, UNAPPROVED
from moothall.streaming.changes import ADDED, CHANGED, REMOVED, record


class Forum(Container):
    """The discussions of a space."""

    type_id = "forum"
    is_content = False
    listing_order = ("modified", True)
    title = _("Discussions")
    #: Names of the pinned discussions, in their order.
    pins = ()

    def start(self, act, title, text, post_state=PUBLISHED, name=None, **fields):
        """Start a discussion with its first post and return the discussion.

        ``text`` is HTML and is sanitized here; ``post_state`` is "pending" if a moderator must approve the first post.
        """
        discussion = self.add_item(act, Discussion(act, title=title, **fields), name)
        discussion.begin(act, text, post_state)
        return discussion


class Discussion(PostsByTime, Item):
    """A question to a space, and the posts about it.  Traversal finds posts by their name."""

    type_id = "discussion"
    workflow = "discussion"
    held_in = (Forum,)
    dated_by_content = True
    permission_to_add = Permission.REPLY
    listing_order = ("created", False)
    permission_to_move = Permission.MODERATE
    hiding_state = UNAPPROVED
    own_state = "open"
    first_uid = None
    #: The values of a :class:`.slow_mode.SlowMode`.
    slow_mode = None
    #: UID of the post that was marked as the answer.
    answer_uid = None
    #: Shards of (UID of a post, reaction, person); see :mod:`.reactions`.
    reactions = None
    #: IDs of the transfers of posts from and to here, oldest first; see :mod:`.transfers`.
    transfers = ()
    #: (UID, creator) of the discussions from which posts came, which people follow this one by.
    origins = ()
    #: Key of a read mark → :class:`.arrivals.Arrival` of the posts that came from another discussion.
    arrivals = None
    #: Key of a read mark → keys of the marks that began as copies of it.
    mark_heirs = None

    def __init__(self, act, **fields):
        super().__init__(act, **fields)
        self.make_shards()

    @property
    def text(self):
        """Return the text of the first post, which conditions of transitions and approvals refer to."""
        first = self.first
        return first.text if first is not None else ""

    # -- state

    @property
    def state(self):
        return self.own_state if self._has_begun or self.published_count else UNAPPROVED

    @property
    def _has_begun(self):
        first = self.first
        return first is None or first.own_state in BEGUN

    @property
    def review_state(self):
        return self.own_state

    @property
    def own_states(self):
        return (self.own_state,)

    def state_at(self, past):
        first = self.first
        if (
            first is None
            or first.state_at(past) in BEGUN
            or any(
                past.is_there(post.uid) and past.parent_of(post.uid) == self.uid and post.state_at(past) == PUBLISHED
                for post in self.posts()
            )
        ):
            return self.own_state_at(past)
        return UNAPPROVED

    def own_state_at(self, past):
        return past.value(self.uid, "state", now=self.own_state)

    def apply_transition(self, act, _edition, transition, definition):
        site = site_of(self)
        site.event_log.append(
            act, STATE, self.uid, before=self.own_state, after=transition.target, version=definition.under
        )
        self.own_state = transition.target
        site.reindex(self)

    def stored_states(self):
        return ((None, self.own_state),)

    def replace_state(self, act, _key, before, after, under):
        site_of(self).event_log.append(act, STATE, self.uid, before=before, after=after, version=under)
        self.own_state = after

    def update(self, viewer, act, fields):
        text = fields.pop("text", None)
        if text is not None and text != self.first.text:
            # The permission to edit the discussion must not allow editing its creator's text.
            if not viewer.allowed(Permission.EDIT, self.first):
                raise Forbidden(_("Only the author of the first post can change its text."))
            self.first.revise(viewer, act, text)
        changed = {name for name in ("title", "subjects") if name in fields and fields[name] != getattr(self, name)}
        if changed and self.state != UNAPPROVED and needs_approval_again(viewer, self):
            raise Forbidden(_("Moderators check every post here, so only they can change the title and the tags."))
        if changed:
            hold_title(viewer, act, self, (fields.get("title", ""), *fields.get("subjects", ())))
        if fields:
            self.save(act, fields)

    @property
    def save_message(self):
        return self.first.save_message if self.first is not None else "saved"

    def earlier_values(self, name):
        return self.first.earlier_values(name) if self.first is not None else ()

    def fields_hidden_from(self, viewer):
        return () if self.first is None or viewer.sees(self.first) else ("text",)

    @classmethod
    def create_in(cls, viewer, act, container, fields, name=None):
        title, text = fields.pop("title"), fields.pop("text")
        admission = admit(viewer, container, text, (title, *fields.get("subjects", ())))
        discussion = container.start(act, title, text, admission.state, name=name, **fields)
        admission.note(act, discussion.first)
        return discussion

    def searchable_text(self):
        first = self.first
        return to_plain(first.text) if first is not None and first.own_state == PUBLISHED else ""

    def access_subjects_after(self, _person, _edition, transition, _definition):
        state = UNAPPROVED if self.state == UNAPPROVED else transition.target
        return {self.uid: (self.subject()._replace(state=state),)}

    @property
    def masked(self):
        """Return the permissions on its posts that a discussion removes while it is not open."""
        return self.masked_in(self.own_state)

    @staticmethod
    def masked_in(state):
        """Return the permissions on posts that ``state`` removes; ``None`` if they depend on the discussion."""
        if state == UNAPPROVED:
            return None
        return frozenset() if state == "open" else frozenset({"edit", "delete", "reply"})

    @property
    def pinned(self):
        """Return True if the discussion is pinned in its forum."""
        return self.__name__ in self.__parent__.pins

    def pin(self):
        """Pin the discussion at the top of the forum, above other pinned ones."""
        if not self.pinned:
            self.__parent__.pins = (self.__name__, *self.__parent__.pins)

    def before_move(self, _act):
        self.unpin()

    def unpin(self):
        """Sort the discussion by the time of its last post again."""
        self.__parent__.pins = tuple(name for name in self.__parent__.pins if name != self.__name__)

    # -- posts

    def set_answer(self, uid, is_shown=True):
        """Set the UID of the post that answers the discussion, or None."""
        self.answer_uid = uid
        self._list_answer(uid is not None and is_shown)

    def _list_answer(self, is_shown):
        """List the discussion as answered while its answer is published."""
        answered = site_of(self).answered
        if is_shown:
            answered.insert(self.uid)
        elif self.uid in answered:
            answered.remove(self.uid)

    def reply(self, act, text, state=PUBLISHED, in_reply_to=None, language=""):
        """Add a post; raise :class:`Conflict` if the state of the discussion allows no replies."""
        if self.state == UNAPPROVED or not self._table.row(self.state, Permission.REPLY):
            raise Conflict(_("This discussion is closed. A moderator can reopen it."))
        return self.add_post(act, text, state, in_reply_to, language)

    @property
    def _table(self):
        return access_data_of(site_of(self)).definition(self.workflow, scope_of(self))

    def begin(self, act, text, state):
        """Add the first post."""
        self.first_uid = self.add_post(act, text, state).uid
        site_of(self).reindex(self)

    def add_post(self, act, text, state=PUBLISHED, in_reply_to=None, language=""):
        post = Post(act, text=clean(text), own_state=state, language=language or self.language, in_reply_to=in_reply_to)
        self.put(post)
        register(act, post)
        record(self, post.uid, ADDED)
        self.touch()
        return post

    def touch(self):
        """Reindex the discussion after posts changed, since its date and perhaps its state in the queue changed."""
        site = site_of(self)
        if self._has_begun:
            site.touch(self)
        else:
            site.reindex(self)

    def remove_post(self, act, post):
        """Remove a post permanently."""
        forget_post(post)
        if self.answer_uid == post.uid:
            self.set_answer(None)
        if post.own_state == PUBLISHED:
            record(self, post.uid, REMOVED)
        unregister(act, post)
        forget_arrival(self, self.take(post))
        self.touch()

    def post_moved(self, post, before, after):
        """Update the number of published posts and the list of unpublished ones after a post changed its state."""
        self._said.change((after == PUBLISHED) - (before == PUBLISHED))
        record(self, post.uid, REMOVED if before == PUBLISHED != after else ADDED if after == PUBLISHED else CHANGED)
        if self.answer_uid == post.uid:
            self._list_answer(after == PUBLISHED)
        unsaid, key = shard_of(self._unsaid, post.uid), self.key_of(post)
        if after == PUBLISHED and key in unsaid:
            unsaid.remove(key)
        elif after != PUBLISHED:
            unsaid.insert(key)

    def after_copy(self, original, viewpoint):
        """Copy the posts that ``viewpoint`` sees, without the deleted ones."""
        self.make_shards()
        self.transfers, self.origins, self.arrivals, self.mark_heirs = (), (), None, None
        copies = {post.uid: clone(post) for post in original.posts() if not post.deleted and viewpoint.sees(post)}
        for post in copies.values():
            answered = copies.get(post.in_reply_to)
            post.in_reply_to = answered.uid if answered is not None else None
            self.put(post)
        first = copies.get(original.first_uid)
        self.first_uid = first.uid if first is not None else None

    def children(self):
        return self.posts()

    def moved_child(self, name):
        """Return the post that was moved from here to another discussion, or None."""
        uid = uid_from_name(name)
        post = site_of(self).uids.get(uid) if uid is not None else None
        return post if isinstance(post, Post) and post.__parent__ is not self and was_in(self, post) else None

    @property
    def deletion_warning(self):
        return _(
            "This permanently deletes all posts of the discussion (${count}). This cannot be undone.",
            mapping={"count": self.published_count},
        )

    @property
    def first(self):
        """Return the first post."""
        uid = self.first_uid
        return self.at(shard_of(self._keys, uid)[uid]) if uid is not None else None

    @property
    def modified(self):
        """Return the time of the last post or change; computed, so that a reply does not write the discussion."""
        last = self.last
        return self._changed if last is None else max(self._changed, last.created)

    @modified.setter
    def modified(self, at):
        self._changed = at


def thread_to_reply_in(viewer, thread, answered):
    """Return the discussion in which the post with the name ``answered`` is now, if it was moved from ``thread``.

    Return ``thread`` otherwise, and for people who do not see the post there.
    """
    post = thread.moved_child(answered) if isinstance(answered, str) and thread.get(answered) is None else None
    return post.__parent__ if post is not None and viewer.sees(post) else thread


def was_in(thread, post):
    """Return True if a post was in a discussion before, or in one that became part of it, as the event log says."""
    site = site_of(thread)

    def is_here(uid):
        part = current(site, uid) if uid in site.successors else None
        return uid == thread.uid or (part is not None and part.__parent__ is thread)

    return any(is_here(event.before[0]) for event in site.event_log.about(post.uid, {MOVED.id}))


# Discussions create posts, so this class is defined after the class of posts.
Post.held_in = (Discussion,)
