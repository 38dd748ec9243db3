"""``/statements/<id>``: why something is restricted, and the appeal against it."""

from moothall.core.base.errors import BadInput, Conflict, NotFound
from moothall.core.base.i18n import _
from moothall.core.content.root import Root
from moothall.core.content.uids import uid_from_name
from moothall.moderation.appeals import appealing
from moothall.moderation.appeals.decisions import AppealDecisionType
from moothall.moderation.appeals.store import MAX_TEXT_LENGTH
from moothall.moderation.contacts import name_of
from moothall.moderation.statements.deadline import appeal_end
from moothall.moderation.statements.statement import in_force, statement_named
from moothall.moderation.statements.wording import COURTS, SEND_AGAIN, facts_of, texts_of
from moothall.space.content import Space
from moothall.ui.page import View


class StatementPage(View):
    """The statement for the person concerned and the moderators; the decision on a report for the person who reported.

    POST appeals, or adds a message to the dialogue about an appeal.
    """

    segments = 1

    def __init__(self, context, request):
        super().__init__(context, request)
        (name,) = request.subpath or ("",)
        self.event, self.item, self.statement = self._find(name)

    def _find(self, name):
        if self.request.person.id is None:
            raise NotFound()
        site = self.request.site
        statement = statement_named(site, name)
        if statement is not None:
            if not statement.is_read_by(self.viewer):
                raise NotFound()
            return statement.event, statement.item, statement
        id = uid_from_name(name)
        event = site.event_log.get(id) if id is not None else None
        post = site.uids.get(event.subject) if event is not None and appealing.is_report(event) else None
        if post is None or not self._reads_dismissal(post, event):
            raise NotFound()
        return event, post, None

    def _reads_dismissal(self, post, event):
        own = appealing.dismissal_of(post, self.request.person.id)
        return (own is not None and own.id == event.id) or any(
            self._decides(post, one) for one in self.request.site.appeals.against(event.id)
        )

    def _decides(self, item, appeal):
        return AppealDecisionType().decides_appeal(self.viewer, item, appeal)

    def show(self, error="", typed=""):
        item, event = self.item, self.event
        is_seen = self.viewer.sees(item)
        thing = item if isinstance(item, Space) else item.titled_by
        title = self.translate(thing.title) if is_seen else self.translate(_("an item"))
        own = self._own()
        return self.page(
            self.translate(_("Statement of reasons"))
            if self.statement is not None
            else self.translate(_("Your report")),
            "narrow",
            sentence=self._sentence(title),
            facts=self._facts(),
            place=(self.url(item), title) if is_seen else None,
            edit_url=self._edit_url(),
            appeals=[self._shown(one) for one in self._appeals()],
            until=self.clock.day(appeal_end(event)),
            appeals_here=own and self._obstacle() is None,
            obstacle=self._obstacle() if own and not self._appeals() else None,
            courts=COURTS if own else "",
            is_own=own,
            post_url=self.url(self.context, "statements", self.request.subpath[0]),
            longest=MAX_TEXT_LENGTH,
            error=error,
            typed=typed,
        )

    def send(self):
        posted = self.request.POST
        text = posted.get("text", "")
        try:
            if posted.get("do") == "appeal":
                if not self._own():
                    raise NotFound()
                appealing.lodge(
                    self.viewer, self.request.act(), self.item, self.event, text, self.request.registry.notify
                )
                said = "appealed"
            else:
                appeal = next((one for one in self._appeals() if one.id == posted.get("appeal")), None)
                if appeal is None:
                    raise NotFound()
                is_own = appeal.person == self.request.person.id
                appealing.say(self.request.act(), self.request.site, appeal, text, by_moderators=not is_own)
                said = "appeal-message-sent"
        except (BadInput, Conflict) as error:
            self.request.response.status_int = error.status
            return self.show(self.translate(error.message), text)
        return self.back(said, self.context, "statements", self.request.subpath[0])

    def _own(self):
        if self.statement is not None:
            return self.statement.concerns(self.viewer)
        own = appealing.dismissal_of(self.item, self.request.person.id)
        return own is not None and own.id == self.event.id

    def _appeals(self):
        """Return the appeals that the person wrote or can decide on."""
        return [
            one
            for one in self.request.site.appeals.against(self.event.id)
            if one.person == self.request.person.id or self._decides(self.item, one)
        ]

    def _shown(self, appeal):
        outcome, is_own = appeal.outcome, appeal.person == self.request.person.id
        you, them = self.translate(_("You")), self.translate(_("The moderators"))
        other = you if is_own else name_of(self.request, appeal.person)
        return {
            "id": appeal.id,
            "who": other,
            "moment": self.clock.moment(appeal.at),
            "text": appeal.text,
            "messages": [
                (them if one.by_moderators else other, self.clock.moment(one.at), one.text) for one in appeal.dialogue
            ],
            "status": self.translate(
                {
                    "waiting": _("Waiting for a decision."),
                    "granted": _("Granted: the decision was reversed."),
                    "refused": _("Refused: the decision stays."),
                    "ended": _("Ended: the restriction no longer applies."),
                }[appeal.status]
            ),
            "reason": outcome.reason if outcome is not None else "",
            "is_open": outcome is None,
        }

    def _obstacle(self):
        """Return the sentence on why the person cannot appeal, or None."""
        try:
            appealing.check_can_appeal(self.viewer, self.item, self.event)
        except Conflict as error:
            return self.translate(error.message)
        return None

    def _sentence(self, title):
        if self.statement is None:
            text = _("The moderators have kept the post you reported in “${title}”.")
        elif not self.statement.concerns(self.viewer):
            text = _("What the person concerned reads about “${title}”:")
        else:
            text = texts_of(self.statement)[1]
        return self.translate(_(text, mapping={"title": title}))

    def _facts(self):
        if self.statement is not None:
            return facts_of(self.statement, self.translate, self.clock)
        return [(self.translate(_("Reason")), self.event.reason)] if self.event.reason else []

    def _edit_url(self):
        """Return the address at which the author of a rejected post edits it."""
        statement = self.statement
        if statement is None or statement.restriction != "refused" or not statement.concerns(self.viewer):
            return ""
        edited = self.item.__parent__ if self.item.is_first else self.item
        return self.url(edited, "edit") if in_force(statement, self.request.now) else ""

    @property
    def send_again(self):
        """Return the hint for the author of a rejected post."""
        return self.translate(SEND_AGAIN)


def includeme(config):
    template = "moothall.moderation:templates/statement.pt"
    config.add_page(StatementPage, "statements", context=Root, template=template)
    config.add_status_messages(
        {
            "appealed": _("Appeal sent. Someone else will decide, and we will notify you of the decision."),
            "appeal-message-sent": _("Message sent."),
        }
    )
