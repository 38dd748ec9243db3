"""``/notifications``: what happened, newest first; POST marks it as read."""

from moothall.core.base.errors import Unauthorized
from moothall.core.base.i18n import _
from moothall.core.content.root import Root
from moothall.core.content.uids import uid_from_name
from moothall.notification.digest import FREQUENCIES, digests_of
from moothall.notification.inbox import inbox_for, inbox_of
from moothall.notification.rows import EMAIL_TEXTS, rows_of
from moothall.notification.subscriptions import LEVELS
from moothall.ui.layout.components import Empty
from moothall.ui.layout.presenters import Link
from moothall.ui.page import View

#: Notifications on the page.
SHOWN = 50


class NotificationsPage(View):
    """The last notifications and what the person follows."""

    def __init__(self, context, request):
        super().__init__(context, request)
        if request.own_account is None:
            raise Unauthorized()

    def show(self):
        rows = rows_of(self.request, SHOWN)
        return self.page(
            _("Notifications"),
            "page",
            rows=[(row, self.clock.moment(row.at), self.translate(EMAIL_TEXTS.get(row.email, ""))) for row in rows],
            unread=any(row.is_unread for row in rows),
            post_url=self.url(self.context, "notifications"),
            followed=self._followed(),
            settings_url="/people/settings",
            empty=None
            if rows
            else Empty(
                self.translate(_("No notifications yet")),
                self.translate(_("Replies to you and what you follow appear here.")),
            ),
        )

    def mark(self):
        inbox = inbox_of(self.request.people, self.request.person.id)
        if inbox is None:
            return self.back(None, self.context, "notifications")
        one = self.request.POST.get("id", "")
        ids = list(inbox.unread) if not one else [int(one)] if one.isascii() and one.isdecimal() else []
        inbox_for(self.request.people, self.request.person.id).mark_read(ids)
        return self.back("notifications-read", self.context, "notifications")

    def _followed(self):
        """Return (link, level, digest) of what the person has chosen and can see."""
        people, person, found = self.request.people, self.request.person.id, []
        stored, digests = people.feature_data("subscriptions"), digests_of(people, person)
        chosen = dict(stored.of(person)) if stored is not None else {}
        for key, level in chosen.items():
            name, _mark, tag = key.partition("#")
            item = self._item(uid_from_name(name))
            if item is not None:
                title = self.translate(item.title) + (f" #{tag}" if tag else "")
                url = self.url(item, "follow", query={"tag": tag} if tag else None)
                found.append((Link(title, url), self.translate(LEVELS[level]), ""))
        for uid, frequency in digests.items():
            item = self._item(uid)
            if item is not None:
                link = Link(self.translate(item.title), self.url(item, "follow"))
                found.append((link, "", self.translate(FREQUENCIES[frequency])))
        return sorted(found, key=lambda entry: entry[0].title.casefold())

    def _item(self, uid):
        site = self.request.site
        item = site if uid == site.uid else site.uids.get(uid) if uid is not None else None
        return item if item is not None and self.viewer.sees(item) else None


def includeme(config):
    config.add_page(
        NotificationsPage,
        "notifications",
        context=Root,
        template="moothall.notification:templates/notifications.pt",
        post="mark",
    )
    config.add_status_messages({"notifications-read": _("Marked as read.")})
