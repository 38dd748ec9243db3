"""Appeals as pending decisions of those who did not take the decision."""

from datetime import UTC

from moothall.core.access.classes import subject_of_class
from moothall.core.access.permissions import Permission
from moothall.core.base.dates import microseconds
from moothall.core.base.i18n import _
from moothall.core.content.items import scope_of, site_of
from moothall.core.decisions import (
    DecisionOption,
    DecisionPreview,
    DecisionType,
    PendingDecision,
    QueueEntry,
    role_reason,
)
from moothall.core.richtext import stored
from moothall.core.storage.index_maps import values_by_uid
from moothall.discussion.content import Discussion
from moothall.discussion.post import Post
from moothall.moderation.appeals.appealing import decide
from moothall.moderation.contacts import asker_of, name_of
from moothall.moderation.statements.statement import decides_on, statement_of
from moothall.moderation.statements.wording import facts_of
from moothall.space.content import Space

GRANT, KEEP = "grant", "keep"


class AppealDecisionType(DecisionType):
    """Appeals of authors against restrictions, and of reporters against dismissed reports."""

    id = "appeal"
    title = _("Appeal")
    icon = "post"

    def entries(self, viewer):
        for one in self._waiting(viewer):
            yield QueueEntry(microseconds(one.at), self.key(one.about, one.id), one.about, self)

    def count(self, viewer):
        return sum(1 for _one in self._waiting(viewer))

    def find(self, viewer, key, uid, rest):
        appeal, item = viewer.site.appeals.get(rest), viewer.site.uids.get(uid)
        if appeal is None or item is None or appeal.about != uid or appeal.outcome is not None:
            return None
        if not self.decides_appeal(viewer, item, appeal):
            return None
        return PendingDecision(key, self, item, None, appeal.person, appeal.at.astimezone(UTC), appeal.text)

    def etag(self, waiting):
        appeal = _appeal_of(waiting)
        return f"{appeal.event} {len(appeal.messages)}"

    def decides_at(self, viewer, item):
        return item.creator != viewer.person.id and decides_on(viewer, item)

    def decides_appeal(self, viewer, item, appeal):
        """Return True if the person can decide: not on their own appeal, post or decision."""
        if viewer.person.id is None or viewer.person.id == appeal.person:
            return False
        event = viewer.site.event_log.get(appeal.event)
        is_decider = event.actor is not None and event.actor == viewer.person.id
        is_author = not isinstance(item, Space) and item.creator == viewer.person.id
        return not is_decider and not is_author and decides_on(viewer, item)

    def steps(self, _viewer, waiting):
        by_reporter = _appeal_of(waiting).by_reporter
        grant = _("Remove the post") if by_reporter else _("Lift the restriction")
        return [
            DecisionOption(GRANT, grant, needs_reason=True, needs_rule=by_reporter),
            DecisionOption(KEEP, _("Keep the decision"), needs_reason=True),
        ]

    def perform(self, _viewer, act, waiting, step, notify):
        decide(act, waiting.item, _appeal_of(waiting), step == GRANT, notify)

    def asker(self, request, waiting):
        return asker_of(request, waiting)

    def heading(self, request, waiting):
        return request.localizer.translate(waiting.item.title)

    def rule(self, request, waiting):
        return role_reason(
            request,
            request.viewer.access_data.inherited(scope_of(waiting.item))[2],
            _("You decide because you are a moderator of “${place}”, and someone else took the decision."),
            _("You decide because you were made a moderator here, and someone else took the decision."),
        )

    def place(self, waiting):
        return waiting.item if isinstance(waiting.item, Space) else waiting.item.__parent__

    def show(self, request, waiting):
        item, translate = waiting.item, request.localizer.translate
        appeal = _appeal_of(waiting)
        event, facts = request.site.event_log.get(appeal.event), []
        if appeal.by_reporter:
            facts.append((translate(_("Decision")), translate(_("The report of this person was dismissed."))))
            facts += [(translate(_("Reason")), event.reason)] if event.reason else []
        else:
            facts += facts_of(statement_of(item, event), translate, request.clock)
        for one in appeal.dialogue:
            who = translate(_("The moderators")) if one.by_moderators else name_of(request, appeal.person)
            facts.append((who, one.text))
        text = item.text if isinstance(item, Post) else item.first.text if isinstance(item, Discussion) else ""
        state = None if isinstance(item, Space) else (item.workflow, item.state, scope_of(item))
        title = item if isinstance(item, Space) else item.titled_by
        return DecisionPreview(
            translate(title.title), item.language or None, state, text=stored(text), facts=tuple(facts)
        )

    def _waiting(self, viewer):
        if viewer.person.id is None:
            return
        classes = values_by_uid(viewer.site.catalog["access_class"])
        creators = values_by_uid(viewer.site.catalog["creator"])
        for one in viewer.site.appeals.waiting():
            value = classes.get(one.about)
            if value is None or viewer.person.id in (one.person, one.decider):
                continue
            subject = subject_of_class(value)
            is_space = subject.workflow == Space.workflow
            if not is_space and creators.get(one.about) == viewer.person.id:
                continue
            if viewer.decide(subject, Permission.MODERATE):
                yield one


def _appeal_of(waiting):
    return site_of(waiting.item).appeals.get(waiting.key.rpartition("-")[2])


def includeme(config):
    config.add_decision_type(AppealDecisionType())
