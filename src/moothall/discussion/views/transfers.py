"""``<discussion>/move-posts`` and ``merge``: choose where posts go, see who can see them there, and move them."""

from pyramid.httpexceptions import HTTPSeeOther

from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput, Conflict, Forbidden
from moothall.core.base.i18n import _, plural
from moothall.core.content.items import scope_of
from moothall.core.content.uids import uid_from_name, uid_name
from moothall.core.operations import authoring
from moothall.core.operations.moving import item_named
from moothall.core.search.fulltext import index_of, search
from moothall.discussion import splitting
from moothall.discussion.content import Discussion
from moothall.discussion.log_events import MERGE, SPLIT
from moothall.discussion.schema import TitleSchema
from moothall.discussion.views.transfer_choice import CHOOSE, POSTS
from moothall.space.header import space_head, space_of
from moothall.ui.bulk_actions import selected_items
from moothall.ui.event_undo import undo_button
from moothall.ui.layout.presenters import Link
from moothall.ui.page import View
from moothall.ui.status_messages import about_item

#: Maximum number of discussions that are offered for a title, and of posts that are named.
MOST, NAMED = 10, 10
NEW, EXISTING = "new", "existing"
MOVED = plural("Move ${n} post", "Move ${n} posts")


class TransferPage(View):
    """Move the chosen posts; the base of the page that moves all of them."""

    name = "move-posts"
    #: True if the posts can go into a new discussion.
    offers_new = True

    def __init__(self, context, request):
        super().__init__(context, request)
        authoring.require(request, Permission.MODERATE, context)
        self.posts = self._chosen()
        self.error, self.target, self.found = "", None, []

    def _chosen(self):
        found = selected_items(self.viewer, self.context, self.request.params)
        return sorted((post for post in found if not post.is_first), key=self.context.key_of)

    def show(self):
        if self.request.method == "GET" and self.offers_new and not self.posts:
            return HTTPSeeOther(self.url(self.context, query=[(CHOOSE, POSTS)]))
        posted, target = self.request.params, self.target
        return self.page(
            self._heading(),
            "narrow",
            space=space_head(self),
            error=self.translate(self.error) if self.error else "",
            about=self.context.title,
            url=self.url(self.context),
            post_url=self.url(self.context, self.name),
            posts=self._named(),
            more=max(0, len(self.posts) - NAMED),
            names=[post.__name__ for post in self.posts],
            offers_new=self.offers_new,
            to=posted.get("to", NEW),
            typed_title=posted.get("title", ""),
            into=posted.get("into", ""),
            found=[(uid_name(one.uid), one.title, self._place(one)) for one in self.found],
            target=Link(target.title, self.url(target)) if target is not None else None,
            target_id=uid_name(target.uid) if target is not None else "",
            is_wider=target is not None and scope_of(target) != scope_of(self.context),
            access_url=self.url(target, "access") if target is not None else "",
            submit=self._heading(),
        )

    def _named(self):
        return [
            (self.request.names.name(post.creator), self.clock.moment(post.created), post.title)
            for post in self.posts[:NAMED]
        ]

    def _place(self, thread):
        space = space_of(thread)
        return self.translate(space.title) if space is not None and self.viewer.sees(space) else ""

    def _heading(self):
        count, (one, many) = len(self.posts), MOVED
        return self.request.localizer.pluralize(one, many, count, domain="moothall", mapping={"n": count})

    def send(self):
        try:
            if self.request.POST.get("to") == EXISTING or not self.offers_new:
                return self._send_to_existing()
            return self._send_to_new()
        except (BadInput, Conflict, Forbidden) as error:
            self.request.response.status_int = 422 if isinstance(error, BadInput) else error.status
            self.error = error.message
            return self.show()

    def _send_to_new(self):
        if not self.posts:
            raise BadInput(_("Choose the posts to move."))
        try:
            title = authoring.check(TitleSchema().bind(request=self.request), dict(self.request.POST))["title"]
        except BadInput:
            raise BadInput(_("Enter a title for the new discussion.")) from None
        fresh, _record = splitting.split(self.viewer, self.request.act(), self.context, self.posts, title)
        return self.back("posts-moved", fresh)

    def _send_to_existing(self):
        self.target = self._target()
        if self.target is None:
            return self.show()
        splitting.check_may_merge(self.viewer, self.context, self.target)
        if self.request.POST.get("confirmed") != uid_name(self.target.uid):
            return self.show()
        self._move()
        return self.back("posts-moved" if self.offers_new else "merged", self.target)

    def _move(self):
        if not self.posts:
            raise BadInput(_("Choose the posts to move."))
        splitting.move_into(self.viewer, self.request.act(), self.context, self.posts, self.target)

    def _target(self):
        """Return the discussion that was chosen; None if there is a choice of several."""
        chosen, text = (self.request.POST.get(name, "").strip() for name in ("chosen", "into"))
        if chosen:
            found = self.viewer.site.uids.get(uid_from_name(chosen) or 0)
            if isinstance(found, Discussion) and self.viewer.sees(found):
                return found
        if not text:
            raise BadInput(_("Enter the title or the address of a discussion."))
        try:
            found = item_named(self.viewer, text)
            if isinstance(found, Discussion):
                return found
        except BadInput:
            pass
        self.found = self._titled(text)
        if not self.found:
            raise BadInput(_("You moderate no discussion with this title or address."))
        return None

    def _titled(self, text):
        hits = search(self.viewer, index_of(self.request.registry), title=text, types=["discussion"], limit=3 * MOST)
        items = (self.viewer.site.uids.get(hit.uid) for hit in hits.hits)
        found = [
            one
            for one in items
            if one is not None and one is not self.context and self.viewer.allowed(Permission.MODERATE, one)
        ]
        return found[:MOST]


class MergePage(TransferPage):
    """Move all posts into another discussion."""

    name = "merge"
    offers_new = False

    def _chosen(self):
        return []

    def _heading(self):
        return self.translate(_("Merge into another discussion"))

    def _move(self):
        splitting.merge(self.viewer, self.request.act(), self.context, self.target)


def _undo(view, act, event):
    splitting.undo(view.viewer, act, view.context, event.id)


def _back(view, event):
    source = view.request.site.uids.get(event.before)
    return view.back("posts-moved-back", source if source is not None else view.context)


def includeme(config):
    template = "moothall.discussion:templates/transfer.pt"
    for page in (TransferPage, MergePage):
        config.add_page(page, page.name, context=Discussion, template=template, asks=Permission.MODERATE)
    for kind, said, sentence in (
        (SPLIT, "posts-moved", _("The posts are in “${title}” now.")),
        (MERGE, "merged", _("The discussion is part of “${title}” now.")),
    ):
        config.add_event_undo(kind, _undo, _back)
        config.add_status_messages({said: about_item(sentence)}, undo=_button(kind))
    config.add_status_messages({"posts-moved-back": about_item(_("Undone. The posts are in “${title}” again."))})


def _button(kind):
    return lambda view: undo_button(view, kind) if isinstance(view.context, Discussion) else None
