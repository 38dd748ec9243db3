"""Reports as pending decisions of the moderators: those about one post are one decision."""

from datetime import UTC

from moothall.core.access.classes import subject_of_class
from moothall.core.access.permissions import Permission
from moothall.core.base.dates import microseconds
from moothall.core.base.i18n import _
from moothall.core.content.items import scope_of
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
from moothall.moderation.contacts import asker_of, name_of
from moothall.moderation.reports import decide
from moothall.moderation.rules import space_of

REMOVE, DISMISS = "remove", "dismiss"


class ReportDecisionType(DecisionType):
    """Posts that readers have reported."""

    id = "report"
    title = _("Report")
    icon = "post"

    def entries(self, viewer):
        for uid, since in self._waiting(viewer):
            yield QueueEntry(microseconds(since), self.key(uid, "all"), uid, self)

    def count(self, viewer):
        return sum(1 for _one in self._waiting(viewer))

    def find(self, viewer, key, uid, rest):
        post, reports = viewer.site.uids.get(uid), viewer.site.reports.of(uid)
        if rest != "all" or post is None or not reports or not self.decides_at(viewer, post):
            return None
        message = "\n".join(report.text for _person, report in reports if report.text)
        return PendingDecision(key, self, post, None, reports[0][0], reports[0][1].at.astimezone(UTC), message)

    def etag(self, waiting):
        post = waiting.item
        return f"{post.modified.isoformat()} {post.own_state}"

    def decides_at(self, viewer, item):
        # No one decides on reports about their own post.
        is_own = item.creator is not None and item.creator == viewer.person.id
        return not is_own and viewer.sees(item) and viewer.allowed(Permission.MODERATE, item)

    def steps(self, _viewer, waiting):
        removal = [DecisionOption(REMOVE, _("Remove the post"), needs_reason=True, needs_rule=True)]
        # The first post goes only with its discussion.
        return [*([] if waiting.item.is_first else removal), DecisionOption(DISMISS, _("Dismiss the report"))]

    def perform(self, _viewer, act, waiting, step, notify):
        decide(act, waiting.item, step == REMOVE, notify)

    def asker(self, request, waiting):
        return asker_of(request, waiting)

    def heading(self, request, waiting):
        return request.localizer.translate(waiting.item.title)

    def rule(self, request, waiting):
        return role_reason(
            request,
            request.viewer.access_data.inherited(scope_of(waiting.item))[2],
            _("You decide because you are a moderator of “${place}”."),
            _("You decide because you were made a moderator here."),
        )

    def show(self, request, waiting):
        post, translate = waiting.item, request.localizer.translate
        space, facts = space_of(post), []
        for person, report in request.site.reports.of(post.uid):
            number, rule = request.site.rules.cited(space, report.rule)
            cited = translate(rule.title) if number is None else f"{number}. {translate(rule.title)}"
            said = cited + (f" – {report.text}" if report.text else "")
            facts.append((name_of(request, person), said))
        return DecisionPreview(
            translate(post.__parent__.title),
            post.language or None,
            (post.workflow, post.state, scope_of(post)),
            text=stored(post.text),
            facts=tuple(facts),
        )

    def _waiting(self, viewer):
        classes = values_by_uid(viewer.site.catalog["access_class"])
        creators = values_by_uid(viewer.site.catalog["creator"])
        for uid, since in viewer.site.reports.posts():
            value = classes.get(uid)
            if value is None or creators.get(uid) == viewer.person.id:
                continue
            if viewer.decide(subject_of_class(value), Permission.MODERATE):
                yield uid, since


def includeme(config):
    config.add_decision_type(ReportDecisionType())
