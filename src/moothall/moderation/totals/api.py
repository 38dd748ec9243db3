"""``@moderation-log`` of a space."""

from moothall.core.base.errors import NotFound
from moothall.moderation.totals.wording import rows_of, rule_title
from moothall.space.content import Space
from moothall.web.api.service import Service


class ModerationLogService(Service):
    """The totals of a space by month, for everyone who sees it."""

    def get(self):
        if not self.viewer.sees(self.context):
            raise NotFound()
        site = self.request.site
        rows = rows_of(site.moderation_totals.of(self.context.uid), by_month=True)
        return {
            "@id": self.url("@moderation-log"),
            "items": [
                {
                    "month": month,
                    "action": action,
                    "rule": {"id": rule, "title": rule_title(site, self.context, rule, self.translate)}
                    if rule
                    else None,
                    "automated": automated,
                    "count": count,
                }
                for month, action, rule, automated, count in rows
            ],
        }


def includeme(config):
    config.add_service(ModerationLogService, name="@moderation-log", attr="get", context=Space)
