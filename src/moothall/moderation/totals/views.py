"""``<space>/moderation-log``, and ``/moderation-report`` with the totals of a year as a page and as CSV."""

import csv
import io
import re

from pyramid.response import Response

from moothall.core.base.errors import NotFound
from moothall.core.base.i18n import _
from moothall.core.content.root import Root
from moothall.moderation.totals.wording import TITLES, rows_of, rule_title
from moothall.space.content import Space
from moothall.space.header import space_head
from moothall.ui.layout.presenters import Action, Link
from moothall.ui.page import View

_YEAR = re.compile(r"\d{4}\Z", re.ASCII)


class ModerationLogPage(View):
    """The totals of a space by month."""

    def show(self):
        site = self.request.site
        rows = rows_of(site.moderation_totals.of(self.context.uid), by_month=True)
        return self.page(
            _("Moderation log"),
            "text",
            space=space_head(self, "about"),
            rows=_in_words(self, self.context, rows),
            by_month=True,
            years=[],
            csv_url="",
        )


class ModerationReportPage(View):
    """The totals of a year in all spaces that the person sees."""

    @property
    def year(self):
        """Return the year in the address, by default the current one; raise :class:`NotFound` for anything else."""
        year = self.request.GET.get("year", f"{self.request.now:%Y}")
        if not _YEAR.match(year):
            raise NotFound()
        return year

    def show(self):
        return self.page(
            _("Moderation report"),
            "text",
            space=None,
            rows=_in_words(self, None, self._rows()),
            by_month=False,
            years=self._years(),
            csv_url=self.url(self.context, "moderation-report.csv", query={"year": self.year}),
        )

    def as_csv(self):
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(["year", "action", "rule", "automated", "count"])
        for _month, action, rule, automated, count in self._rows():
            writer.writerow([self.year, action, rule, "yes" if automated else "no", count])
        response = Response(out.getvalue(), content_type="text/csv", charset="utf-8")
        response.content_disposition = f'attachment; filename="moderation-report-{self.year}.csv"'
        return response

    def _spaces(self):
        site = self.request.site
        found = (site.uids.get(uid) for uid in site.moderation_totals.spaces())
        return [space for space in found if space is not None and self.viewer.sees(space)]

    def _rows(self):
        totals = self.request.site.moderation_totals
        return rows_of((one for space in self._spaces() for one in totals.of(space.uid, self.year)), by_month=False)

    def _years(self):
        totals = self.request.site.moderation_totals
        years = {one.month[:4] for space in self._spaces() for one in totals.of(space.uid)} | {self.year}
        base = self.url(self.context, "moderation-report")
        return [Link(year, f"{base}?year={year}", year == self.year) for year in sorted(years, reverse=True)]


def _in_words(view, space, rows):
    site = view.request.site
    return [
        {
            "month": month,
            "action": view.translate(TITLES[action]),
            "rule": rule_title(site, space, rule, view.translate) if space is not None else _site_rule(view, rule),
            "automated": view.translate(_("automatically")) if automated else "",
            "count": count,
        }
        for month, action, rule, automated, count in rows
    ]


def _site_rule(view, rule):
    """Return the title of a rule of the site; those of spaces are added up as such."""
    known = next((one for one in view.request.site.rules.of_site() if one.id == rule), None)
    if not rule:
        return ""
    return view.translate(known.title) if known is not None else view.translate(_("Rule of a space"))


def _log_link(view):
    return Action(view.translate(_("Moderation log")), view.url(view.context, "moderation-log"))


def _report_link(view):
    return Link(view.translate(_("Moderation report")), "/moderation-report")


def includeme(config):
    template = "moothall.moderation:templates/moderation-log.pt"
    config.add_view(
        ModerationLogPage,
        attr="show",
        name="moderation-log",
        context=Space,
        request_method="GET",
        renderer=template,
        permission="view",
    )
    config.add_view(
        ModerationReportPage,
        attr="show",
        name="moderation-report",
        context=Root,
        request_method="GET",
        renderer=template,
    )
    config.add_view(
        ModerationReportPage, attr="as_csv", name="moderation-report.csv", context=Root, request_method="GET"
    )
    config.add_panel("space actions", "moderation log", _log_link, order=16)
    config.add_panel("footer", "moderation report", _report_link, order=60)
