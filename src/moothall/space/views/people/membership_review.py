"""Membership review: all guests on one page, renewed or ended together."""

from moothall.core.base.dates import end_of_day, typed_date
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _, plural
from moothall.space import members, membership_review
from moothall.space.undo import about_people, is_logged, undo_together
from moothall.space.views.people.base import FORM_ERRORS, PeopleView, add_people_page
from moothall.ui.layout.components import Chip, Empty
from moothall.ui.pagination import Counted, list_page, pages_of

#: What the page numbers below the list say.
COUNTED = Counted(_("${first} to ${last} of ${total} guests"), plural("${n} guest", "${n} guests"))
#: Maximum number of guests in one form; nearly every space has fewer.
PAGE_SIZE = 150
AS_IT_IS, RENEW, LAPSE = "", "renew", "lapse"


class ReviewPage(PeopleView):
    """``people/review``: a choice for each guest, and one button."""

    tab = "review"

    def __init__(self, context, request):
        super().__init__(context, request)
        self.require_manager()
        self.rest(0)

    def show(self, error="", wrong=""):
        found = membership_review.guests(self.context, self.request.now)
        page = list_page(self.request, found, PAGE_SIZE)
        posted = self.request.POST if error else {}
        offered = posted.get("all", "") or self.clock.end_date(self.request.now + membership_review.OFFERED).isoformat()
        return self.people_page(
            _("Guests"),
            rows=[self._row(row, posted, wrong) for row in page.items],
            error=error,
            offered=offered,
            notice=membership_review.NOTICE.days,
            pages=pages_of(self.request, page, COUNTED) if found else None,
            empty=None
            if found
            else Empty(
                self.translate(_("No guests")),
                self.translate(
                    _(
                        "Members with an end date or a sponsor, and members who can only read, are listed here "
                        "for you to review."
                    )
                ),
            ),
        )

    def send(self):
        posted, act = self.request.POST, self.request.act()
        everyone = posted.get("do") == "all"
        changes, person = [], ""
        try:
            for person in posted.getall("person"):
                choice = RENEW if everyone else posted.get(f"do-{person}", AS_IT_IS)
                if choice == AS_IT_IS:
                    continue
                day = posted.get("all", "") if everyone else posted.get(f"until-{person}") or posted.get("all", "")
                changes.append(self._decide(act, person, choice, day, posted.get(f"role-{person}", "")))
        except FORM_ERRORS as error:
            return self.show(self.refused(error), person)
        for change in changes:
            self.request.registry.notify(change)
        return self.back("reviewed" if is_logged(self, act) else "nothing-changed", self.context, "people", "review")

    def _decide(self, act, person, choice, day, role):
        row = members.member_of(self.context, person, act.at)
        roles = (role,) if role else row.roles if row is not None else ()
        if choice == RENEW:
            until = _end_of(day, self.request.site_zone)
            members.check_may_change(self.viewer, self.context, person, roles, until)
            return membership_review.renew(act, self.context, person, until, (role,) if role else None)
        if choice == LAPSE:
            members.check_may_change(self.viewer, self.context, person, roles, row.until if row is not None else None)
            return membership_review.expire(act, self.context, person)
        raise BadInput()

    def _row(self, row, posted, wrong):
        now, translate = self.request.now, self.translate
        chip = None
        if membership_review.is_agreed(self.context, row):
            chip = Chip(translate(_("Not renewed")), "closed")
        elif row.until is not None and row.until <= now + membership_review.NOTICE:
            chip = Chip(translate(_("Ends soon")), "waiting")
        sponsor = (
            translate(_("Sponsor: ${name}", mapping={"name": self.request.names.name(row.sponsor)}))
            if row.sponsor
            else ""
        )
        return {
            "id": row.person,
            "someone": self.request.names(row.person),
            "roles": self.roles_text(row.roles),
            "until": self.end_text(row.until) or translate(_("no end date")),
            "chip": chip,
            "since": self.clock.since(row.since),
            "sponsor": sponsor,
            "wrong": row.person == wrong,
            "choice": posted.get(f"do-{row.person}", AS_IT_IS),
            "day": posted.get(f"until-{row.person}", ""),
            "choices": (
                (AS_IT_IS, translate(_("Leave unchanged"))),
                (RENEW, translate(_("Renew"))),
                (LAPSE, translate(_("Do not renew"))),
            ),
            "given": [
                (role, word, posted.get(f"role-{row.person}") == role)
                for role, word, _sentence, _ticked in self.role_choices(())
            ],
        }


def _end_of(day, zone):
    if not day:
        raise BadInput(_("Enter an end date for the membership."))
    return end_of_day(typed_date(day), zone)


def includeme(config):
    add_people_page(config, ReviewPage, "review", "people-review")
    config.add_status_messages(
        {
            "reviewed": about_people(
                _("Review saved: ${names}. People whose membership changed have been notified."),
                _("Review saved. People whose membership changed have been notified."),
            )
        },
        undo=undo_together,
    )
