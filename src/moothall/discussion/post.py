"""Posts in a discussion."""

from datetime import timedelta

from moothall.core.access import Subject
from moothall.core.authorization.history import PastSite
from moothall.core.authorization.versions import may_read_earlier, place_at
from moothall.core.base.i18n import _
from moothall.core.content.editions import BEFORE
from moothall.core.content.items import Item, scope_of, site_of
from moothall.core.content.log_events import STATE
from moothall.core.content.version_places import Superseded, place_of
from moothall.core.richtext import SafeHTML, clean, excerpt, to_plain, without_quotes
from moothall.core.workflow.history import is_involved
from moothall.discussion.checks import holds_on
from moothall.discussion.moderation import admit, needs_approval_again
from moothall.discussion.slow_mode import check_pace
from moothall.discussion.states import BEGUN, PENDING, PUBLISHED, REFUSED, UNAPPROVED
from moothall.streaming.changes import CHANGED, record

#: The smallest difference between two stored times.
MOMENT = timedelta(microseconds=1)
DELETED = "deleted"


class Post(Item):
    """A post in a discussion.  ``text`` is sanitized HTML; earlier texts are kept in ``edits``."""

    type_id = "post"
    workflow = "post"
    index_minimal = True
    hiding_state = DELETED
    can_restore = True
    restored_by = _("You and the moderators can restore it for 30 days.")
    own_state = PUBLISHED
    #: The state before it was deleted, to which it returns.
    state_before = None
    in_reply_to = None
    text = SafeHTML("")
    #: (at, by, text before, where and in which state it was last shown) of each edit, oldest first; edits of earlier
    #: versions of Moothall have no fourth part.
    edits = ()

    @property
    def title(self):
        # Quoted words would appear under the name of this author.
        return excerpt(without_quotes(self.text), 80) or self.__parent__.title

    @title.setter
    def title(self, _value):
        raise AttributeError("a post derives its title from its text")

    @property
    def titled_by(self):
        return self.__parent__

    @property
    def state(self):
        return self.own_state

    def subject(self):
        deleter = self.deleted[0] if self.deleted else None
        return Subject(
            scope_of(self), self.workflow, self.own_state, self.creator, deleter,
            masked=self.__parent__.masked, before=self.state_before,
        )  # fmt: skip

    def access_subjects_at(self, past):
        thread = site_of(self).uids.get(past.parent_of(self.uid)) or self.__parent__
        masked = thread.masked_in(thread.own_state_at(past))
        (subject,) = super().access_subjects_at(past)
        if subject.state == DELETED:
            steps = past.earlier(self.uid, {STATE.id})
            deleter, before = next((step.actor, step.before) for step in reversed(list(steps)) if step.after == DELETED)
            subject = subject._replace(deleter=deleter, before=before)
        return (subject._replace(masked=masked),)

    @property
    def topic(self):
        return self.__parent__

    def state_at(self, past):
        return past.value(self.uid, "state", now=self.own_state)

    @property
    def is_first(self):
        return self.__parent__.first_uid == self.uid

    def obstacle(self, transition):
        if self.is_first and DELETED in (transition.target, *transition.sources):
            return _("You can only delete the first post by deleting the whole discussion.")
        return None

    def apply_transition(self, act, _edition, transition, definition):
        if transition.target == DELETED:
            self._delete(act, definition.under)
        elif transition.target == BEFORE:
            self._restore(act, definition.under)
        else:
            self._set_state(act, transition.target, definition.under)
            self.decided = (act.person, act.at, act.reason)

    def _delete(self, act, under):
        """Hide the post from everyone except those who can restore it."""
        self.deleted, self.state_before = (act.person, act.at), self.own_state
        self._set_state(act, DELETED, under)

    def _restore(self, act, under):
        """Return the post to its place, in the state before."""
        state, self.deleted, self.state_before = self.state_before, None, None
        self._set_state(act, state, under)

    def _set_state(self, act, state, under=None):
        site = site_of(self)
        site.event_log.append(act, STATE, self.uid, before=self.own_state, after=state, version=under)
        self._go_to(state)
        site.reindex(self)

    def _go_to(self, state):
        before, self.own_state = self.own_state, state
        self.__parent__.post_moved(self, before, state)
        if self.is_first:
            site_of(self).reindex(self.__parent__)
        else:
            self.__parent__.touch()

    @property
    def own_states(self):
        return (self.state_before or self.own_state,)

    def stored_states(self):
        return ((None, self.state_before or self.own_state),)

    def replace_state(self, act, _key, before, after, under):
        site_of(self).event_log.append(act, STATE, self.uid, before=before, after=after, version=under)
        if self.deleted:
            self.state_before = after
        else:
            self._go_to(after)

    def access_subjects_after(self, person, _edition, transition, _definition):
        thread, target = self.__parent__, transition.target
        target = self.state_before if target == BEFORE else target
        first = target if self.is_first else thread.first.own_state
        said = thread.published_count - (self.own_state == PUBLISHED) + (target == PUBLISHED)
        state = thread.own_state if said or first in BEGUN else UNAPPROVED
        deleter, before = (person, self.own_state) if target == DELETED else (None, None)
        after = {self.uid: (self.subject()._replace(state=target, deleter=deleter, before=before),)}
        if self.is_first or state != thread.state:
            after[thread.uid] = (thread.subject()._replace(state=state),)
        return after

    #: (by, at, reason) of the last decision of a moderator, or ``None``.
    decided = None

    @classmethod
    def create_in(cls, viewer, act, container, fields, _name=None):
        check_pace(viewer, container)
        admission = admit(viewer, container, fields["text"])
        answered, language = fields.get("in_reply_to"), fields.get("language", "")
        post = container.reply(act, fields["text"], admission.state, answered, language)
        admission.note(act, post)
        return post

    def update(self, viewer, act, fields):
        if fields.get("language"):
            self.language = fields["language"]
        self.revise(viewer, act, fields.get("text", self.text))

    def revise(self, viewer, act, text):
        """Replace the text for a person who may edit it; where posts are checked, it waits again."""
        changed = text != self.text
        holds = holds_on(viewer, self, text) if changed else []
        self.edit(act, text)
        if holds:
            self.wait(act, holds)
        elif changed and (
            self.own_state == REFUSED or (self.own_state == PUBLISHED and needs_approval_again(viewer, self))
        ):
            # A rejected post is sent again by editing it.
            self.wait(act)

    def wait(self, act, holds=()):
        """Let the post wait for a moderator, unless it does; ``holds`` is what :func:`.checks.holds_on` returned."""
        if self.own_state in (PUBLISHED, REFUSED):
            self._set_state(act, PENDING)
        for hold in holds:
            hold(act, self)

    @property
    def save_message(self):
        return "waiting" if self.own_state == PENDING else "saved"

    def earlier_values(self, name):
        return [edit[2] for edit in self.edits] if name == "text" else ()

    def text_by(self, person):
        """Return the last text that this person wrote, or None."""
        authors = [self.creator, *(edit[1] for edit in self.edits)]
        texts = [*(edit[2] for edit in self.edits), self.text]
        return next((text for by, text in reversed(list(zip(authors, texts, strict=True))) if by == person), None)

    def delete_permanently(self, act):
        self.__parent__.remove_post(act, self)

    def searchable_text(self):
        return to_plain(self.text)

    def edit(self, act, text):
        """Replace the text and keep the previous one."""
        shown = Superseded(place_of(self), PUBLISHED if self.own_state == PUBLISHED else None)
        self.edits = (*self.edits, (act.at, act.person, str(self.text), shown))
        self.text = clean(text)
        self.modified = act.at
        record(self.__parent__, self.uid, CHANGED)
        site_of(self).reindex(self)
        if self.is_first:
            site_of(self).reindex(self.__parent__)

    def save(self, act, fields):
        self.edit(act, fields["text"])

    def edits_for(self, viewer):
        """Return number → (at, by, text before) of the edits whose text before this person may read, oldest first."""
        if not self.edits:
            return {}
        involved = is_involved(viewer, self)
        return {number: edit[:3] for number, edit in enumerate(self.edits) if self._may_read(viewer, edit, involved)}

    def _may_read(self, viewer, edit, involved):
        shown = edit[3] if len(edit) > 3 else self._shown_before(edit[0])
        return may_read_earlier(viewer, self, shown, shown.place if involved else None)

    def _shown_before(self, moment):
        """Return where and in which state the post was shown before an edit, as the event log says."""
        past = PastSite(site_of(self), max(moment - MOMENT, self.created))
        state = self.state_at(past)
        return Superseded(place_at(site_of(self), self, past.moment), PUBLISHED if state == PUBLISHED else None)
