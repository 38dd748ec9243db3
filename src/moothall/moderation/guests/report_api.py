"""``@reports`` of a post."""

from moothall.core.access.permissions import Permission
from moothall.core.base.settings import settings_of
from moothall.discussion.post import Post
from moothall.moderation.contacts import name_of
from moothall.moderation.guests.reporting import LAW, report_as_guest
from moothall.moderation.reports import check_may_report, report
from moothall.moderation.settings import ModerationSettings
from moothall.web.api.representation import moment
from moothall.web.api.service import Service, text_of


class ReportsService(Service):
    """``POST`` reports a post; ``GET`` lists the reports, for moderators, or that of the person."""

    def get(self):
        self.require_login()
        # An author who moderates never learns who reported.
        is_own = self.context.creator == self.request.person.id
        is_moderator = not is_own and self.viewer.allowed(Permission.MODERATE, self.context)
        found = [
            {
                "person": self.show.login(person),
                "name": name_of(self.request, person),
                "rule": one.rule,
                "text": one.text,
                "at": moment(one.at),
            }
            for person, one in self.request.site.reports.of(self.context.uid)
            if is_moderator or person == self.request.person.id
        ]
        return {"@id": self.url("@reports"), "items": found}

    def post(self):
        if self.request.person.id is None:
            return self._as_guest()
        check_may_report(self.viewer, self.context)
        body = self.body()
        rule, text = text_of(body, "rule", 40), text_of(body, "text", 2000)
        threshold = settings_of(self.request.registry, ModerationSettings).report_threshold
        report(self.viewer, self.request.act(), self.context, rule, text, threshold, self.request.registry.notify)
        self.request.response.status_int = 201
        return {"@id": self.url("@reports"), "rule": rule, "text": text}

    def _as_guest(self):
        """Report illegal content: ``name``, ``email`` and ``text``; ``sure`` must be true, ``waived`` may be."""
        body = self.body()
        sent = {name: text_of(body, name, 2000) for name in ("name", "email", "text")}
        report_as_guest(self.request, self.context, sent, body.get("waived") is True, body.get("sure") is True)
        self.request.response.status_int = 201
        return {"@id": self.url("@reports"), "rule": LAW, "text": sent["text"].strip()}


def includeme(config):
    for method in ("get", "post"):
        config.add_service(ReportsService, name="@reports", attr=method, method=method.upper(), context=Post)
