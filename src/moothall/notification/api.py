"""``@subscription``, ``/@notifications`` and ``@digest``."""

from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput, NotFound
from moothall.core.base.i18n import _
from moothall.core.content.items import Item
from moothall.core.content.root import Root
from moothall.core.operations import authoring
from moothall.core.operations.redirects import current
from moothall.notification.content_setting import set_email_content
from moothall.notification.digest import NEVER, digests_of, frequency_of, set_frequency
from moothall.notification.emails import because_text
from moothall.notification.followable import followed, targets_of
from moothall.notification.inbox import inbox_of
from moothall.notification.rows import rows_of, unread_count, visible_ids
from moothall.notification.subscriptions import LEVELS, subscriptions_in
from moothall.space.content import Space
from moothall.web.api.batching import BATCH, Batch
from moothall.web.api.representation import moment
from moothall.web.api.service import Service, text_of

MAX_TAG_LENGTH = 100


class SubscriptionService(Service):
    """What the person is notified of about an item, or of ``?tag=`` in a space."""

    parameters = {"tag": ()}

    def get(self):
        self.require_login()
        return self._show((self.sent.last("tag") or "")[:MAX_TAG_LENGTH])

    def post(self):
        self.require_login()
        body = self.body()
        tag = text_of(body, "tag", MAX_TAG_LENGTH)
        targets = targets_of(self.request, self.context, tag)
        level = text_of(body, "level", 20) or None
        if level is not None and level not in LEVELS:
            values = ", ".join(LEVELS)
            raise BadInput(_("“${name}” must be one of: ${values}.", mapping={"name": "level", "values": values}))
        subscriptions_in(self.request.people).set(self.request.person.id, targets[0][0], level)
        return self._show(tag)

    def _show(self, tag):
        how = followed(self.request, self.context, tag)
        target = how.applies.target
        item = current(self.request.site, target.uid) if target is not None else None
        if target is not None and target.uid == self.request.site.uid:
            item = self.request.site
        elif item is not None and item.uid != target.uid:
            # The discussion that was followed became part of this one.
            item = item.topic
        is_shown = item is not None and self.viewer.sees(item)
        return {
            "@id": self.url("@subscription"),
            "level": how.applies.level,
            "chosen": how.chosen,
            "inherited_from": self.show.url(item) if is_shown and how.chosen is None else None,
            "because": because_text(self.request, f"follows {target.key}") if target is not None else "",
        }


class NotificationsService(Service):
    """The notifications of the person, newest first; ``POST /@notifications/read`` marks some as read."""

    segments = 1
    parameters = BATCH

    def get(self):
        self.no_rest()
        self.require_login()
        batch, total = Batch(self.request), len(visible_ids(self.request))
        return {
            "@id": self.url("@notifications"),
            "items": [self._row(row) for row in rows_of(self.request, batch.size, batch.start)],
            "items_total": total,
            "batching": batch.links(total),
            "unread": unread_count(self.request),
        }

    def post(self):
        if self.rest() != ("read",):
            raise NotFound()
        self.require_login()
        body = self.body()
        ids, everything = body.get("ids"), body.get("all")
        inbox = inbox_of(self.request.people, self.request.person.id)
        if everything is True and ids is None:
            found = list(inbox.unread) if inbox is not None else []
        elif isinstance(ids, list) and everything is None:
            found = [_id_in(one) for one in ids]
        else:
            raise BadInput(_("Send “ids”, a list, or “all”, which is true."))
        if inbox is not None:
            inbox.mark_read(found)
        return self.nothing()

    def _row(self, row):
        return {
            "id": str(row.id),
            "kind": row.kind,
            "@id": row.url,
            "title": row.text,
            "by": self.show.login(row.by),
            "at": moment(row.at),
            "read": not row.is_unread,
            "because": row.because,
            "email": row.email or None,
        }


def _id_in(sent):
    if isinstance(sent, str) and sent.isascii() and sent.isdecimal() and len(sent) < 20:
        return int(sent)
    raise BadInput(_("“${field}” must be a list of names.", mapping={"field": "ids"}))


class DigestService(Service):
    """How often the person gets a digest: of one space, or of all."""

    def get(self):
        self.require_login()
        if isinstance(self.context, Space):
            return self._of(self.context)
        people, person = self.request.people, self.request.person.id
        spaces = [self.request.site.uids.get(uid) for uid in digests_of(people, person)]
        shown = [space for space in spaces if space is not None and self.viewer.sees(space)]
        return {"@id": self.url("@digest"), "items": [self._of(space) for space in shown]}

    def post(self):
        self.require_login()
        if not isinstance(self.context, Space):
            raise BadInput(_("Send this to the address of a space."))
        frequency = text_of(self.body(), "frequency", 20, required=True)
        set_frequency(self.request.people, self.request.person.id, self.context.uid, frequency)
        return self._of(self.context)

    def _of(self, space):
        found = frequency_of(self.request.people, self.request.person.id, space.uid) or NEVER
        return {"@id": self.show.url(space), "title": self.translate(space.title), "frequency": found}


class EmailContentService(Service):
    """Whether emails about a private space may contain titles and texts."""

    def get(self):
        authoring.require(self.request, Permission.MANAGE, self.context)
        return {"@id": self.url("@email-content"), "allowed": self.context.emails_with_content}

    def post(self):
        authoring.require(self.request, Permission.MANAGE, self.context)
        allowed = self.body().get("allowed")
        if not isinstance(allowed, bool):
            raise BadInput(_("“${field}” must be true or false.", mapping={"field": "allowed"}))
        set_email_content(self.request.act(), self.context, allowed)
        return self.get()


def includeme(config):
    for method in ("get", "post"):
        config.add_service(SubscriptionService, name="@subscription", attr=method, method=method.upper(), context=Item)
        config.add_service(
            NotificationsService, name="@notifications", attr=method, method=method.upper(), context=Root
        )
        asks = Permission.MANAGE
        config.add_service(
            EmailContentService, name="@email-content", attr=method, method=method.upper(), context=Space, asks=asks
        )
        for context in (Root, Space):
            config.add_service(DigestService, name="@digest", attr=method, method=method.upper(), context=context)
