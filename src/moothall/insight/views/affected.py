"""``affected``: preview who is affected by a change, and apply it."""

import json

from pyramid.location import lineage
from pyramid.response import Response

from moothall.core.access.permissions import Permission, permissions_of
from moothall.core.authorization.access_context import AccessContext
from moothall.core.authorization.simulation import GAINS, LOSSES
from moothall.core.base.collation import sort_key
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.content.items import Item
from moothall.core.workflow.transition import MAX_REASON_LENGTH
from moothall.insight.affected import AffectedReport, change_in_query
from moothall.insight.changes import BanChange, MemberChange, TransitionChange, WorkflowChange
from moothall.insight.views.access import TEMPLATES, InsightPage
from moothall.space.content import Space
from moothall.ui.badges import title_of
from moothall.ui.event_undo import last_change, undo_button_of
from moothall.ui.layout.presenters import Link
from moothall.ui.rule_choice import rule_choice
from moothall.ui.status_messages import DONE, subject_of, transition_undo

#: Maximum number of people and items named per permission.
SAMPLES = 6
DIRECTIONS = ((GAINS, _("Gained")), (LOSSES, _("Lost")))


class AffectedPage(InsightPage):
    """GET shows who gains and who loses access; POST of the same applies the change."""

    def show(self, error=""):
        change = change_in_query(self.request, self.context)
        affected = AffectedReport(self.request, change)
        effect = affected.effect
        people, uids, units = effect.affected()
        return self.insight_page(
            _("See who is affected"),
            change=self.words.change(change),
            effect=affected.sentence,
            people=self._how_many(people, units),
            items=self.words.items(len(uids)),
            nobody=not effect,
            directions=[
                (self.translate(title), self._permissions(effect, direction))
                for direction, title in DIRECTIONS
                if effect.total(direction)
            ],
            csv_url=affected.csv_url,
            post_url=self.url(self.context, "affected"),
            sent=json.dumps(change.plain(self.request.people), ensure_ascii=False),
            asks=change.requires_comment(self.viewer),
            reads=self._reads(change),
            longest=MAX_REASON_LENGTH,
            is_own=affected.is_own,
            error=error,
            reason=change.comment,
            rules=rule_choice(self, [change.item], change.rule) if change.requires_rule(self.viewer) else None,
            leave_url=self._from_where(change) or self.url(self.context),
        )

    def _from_where(self, change):
        """Return the address of the workflow editor, for a change there; ``None`` for any other."""
        if not isinstance(change, WorkflowChange) or isinstance(change.item, Space):
            return None
        return self.url(self.viewer.site, "admin", "workflows", change.definition.__name__)

    def _reads(self, change):
        """Return who will read the reason."""
        if isinstance(change, (TransitionChange, MemberChange, BanChange)):
            return self.translate(_("It is shown to the person concerned."))
        return self.translate(_("Saved in the history with the change."))

    def send(self):
        change = change_in_query(self.request, self.context)
        around = list(lineage(self.context))
        try:
            act = self.request.act()
            change.apply(self.viewer, act, self.request.registry.notify)
        except BadInput as error:
            self.request.response.status_int = 422 if change.requires_comment(self.viewer) else error.status
            return self.show(self.translate(error.message))
        if (managed := self._from_where(change)) is not None:
            return self.say_at(f"{managed}?said=changed")
        # Earlier results of this request were cached from the access data before the change.
        viewer = AccessContext(self.viewer.site, self.request.person, self.request.now)
        if not viewer.sees(self.context):
            return self.back("changed", next((one for one in around if viewer.sees(one)), self.request.site))
        event = last_change(self, act)
        about = {"event": event.id} if event is not None else {}
        return self.back("changed-here", self.context, kind=change.kind, **about)

    def _permissions(self, effect, direction):
        """Return gains and losses: (permission, amount, people, items) with a few names of each."""
        found = []
        for permission in permissions_of(self.request.registry).values():
            people, uids, units = effect.affected((direction,), permission)
            if people or units:
                how_much = self.translate(
                    _(
                        "${people}, ${items}",
                        mapping={"people": self._how_many(people, units), "items": self.words.items(len(uids))},
                    )
                )
                found.append(
                    (self.translate(permission.action), how_much, self._people(people, units), self._items(uids))
                )
        return found

    def _how_many(self, people, units):
        """Return the number of people as a text; visitors, and people of groups and spaces, are not counted."""
        if units:
            return ", ".join([*([self._how_many(people, ())] if people else []), *self.words.units(units)])
        if None not in people:
            return self.words.people(len(people))
        if len(people) == 1:
            return self.translate(_("Everyone without an account"))
        return self.translate(
            _("${people} and everyone without an account", mapping={"people": self.words.people(len(people) - 1)})
        )

    def _people(self, ids, units):
        names = [self.translate(_("Everyone without an account"))] if None in ids else []
        names += self.words.units(units)
        chosen = sorted(ids - {None})[:SAMPLES]
        return self._list(
            [*names, *sorted((self.request.names.name(id) for id in chosen), key=sort_key)], len(ids) + len(units)
        )

    def _items(self, uids):
        items = [self.viewer.site.uids.get(uid) for uid in sorted(uids)[:SAMPLES]]
        links = [Link(self.words.title(item), self.url(item) if self.viewer.sees(item) else "") for item in items]
        return links, self._more(len(uids) - len(links))

    def _list(self, names, total):
        return names, self._more(total - len(names))

    def _more(self, n):
        return self.translate(_("and ${n} more", mapping={"n": n})) if n > 0 else ""


def _changed(view):
    item = subject_of(view)
    if item is None:
        return view.translate(DONE)
    title = title_of(view.viewer, view.translate, item)
    return view.translate(_("Done. The change of “${title}” is in effect.", mapping={"title": title}))


def _undo(view):
    """Return the button that undoes the change that was applied, or None if it has none."""
    if view.request.GET.get("kind") == TransitionChange.kind:
        return transition_undo(view)
    id = view.request.GET.get("event", "")
    event = view.request.site.event_log.get(int(id)) if id.isascii() and id.isdecimal() and len(id) < 20 else None
    return undo_button_of(view, view.context, event) if event and event.subject == view.context.uid else None


def csv_file(context, request):
    """Return all rows, computed again, as a file for a spreadsheet."""
    affected = AffectedReport(request, change_in_query(request, context))
    response = Response(app_iter=affected.csv(), content_type="text/csv", charset="utf-8")
    response.content_disposition = 'attachment; filename="affected.csv"'
    response.cache_control = "private, no-store"
    return response


def sentence(context, request):
    """Return the effect of a change in a sentence, for a form that shows it in place."""
    affected = AffectedReport(request, change_in_query(request, context))
    response = Response(affected.sentence, content_type="text/plain", charset="utf-8")
    response.cache_control = "private, no-store"
    return response


def includeme(config):
    page = f"{TEMPLATES}/affected.pt"
    config.add_page(AffectedPage, "affected", context=Item, template=page, asks=Permission.MANAGE)
    config.add_view(csv_file, name="affected.csv", context=Item, request_method="GET")
    config.add_view(sentence, name="affected.txt", context=Item, request_method="GET")
    config.add_status_messages({"changed": _("Done. The change is in effect.")})
    config.add_status_messages({"changed-here": _changed}, undo=_undo)
