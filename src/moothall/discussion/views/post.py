"""The address of one post, and its texts before each edit."""

from pyramid.httpexceptions import HTTPSeeOther

from moothall.core.access.permissions import Permission
from moothall.core.base.errors import NotFound
from moothall.core.operations import authoring
from moothall.core.richtext import stored
from moothall.discussion.arrivals import ReadPosts
from moothall.discussion.mentions import shown_text
from moothall.discussion.post import Post
from moothall.discussion.views.thread import PAGE_SIZE
from moothall.discussion.visible_thread import VisibleThread
from moothall.ui.message_addresses import KEY, is_sealed
from moothall.ui.page import View


class PostPage(View):
    """A redirect, since a post has no page of its own."""

    def show(self):
        if not is_sealed(self.request):
            return HTTPSeeOther(place_in_thread(self, self.context))
        said, step = (self.request.GET.get(name) for name in (KEY, "step"))
        return self.say_at(place_in_thread(self, self.context, said, step))

    def history(self):
        """Show the text before each edit, as far as this person may see it."""
        may_restore = self.viewer.allowed(Permission.EDIT, self.context)
        earlier = [
            (
                self.clock.moment(at),
                self.request.names(by),
                shown_text(self.request, text),
                self.url(self.context, "history", str(number)) if may_restore and text != self.context.text else "",
            )
            for number, (at, by, text) in self.context.edits_for(self.viewer).items()
        ]
        return self.page(
            self.context.title,
            "text",
            earlier=earlier,
            post=self.context,
            thread_url=place_in_thread(self, self.context),
        )

    def restore(self):
        """Save an earlier text again; the current one joins the earlier ones."""
        authoring.require(self.request, Permission.EDIT, self.context)
        texts = {str(number): text for number, (_at, _by, text) in self.context.edits_for(self.viewer).items()}
        if len(self.request.subpath) != 1 or self.request.subpath[0] not in texts:
            raise NotFound()
        text = texts[self.request.subpath[0]]
        authoring.save(self.request, self.context, {"text": stored(text)})
        return self.back("item-saved", self.context)


def place_in_thread(view, post, said=None, step=None):
    """Return the address of a post on its page of the discussion, with the keys of a message and of a transition."""
    discussion = post.__parent__
    before = VisibleThread(view.viewer, discussion).position_of(post)
    query = {"page": before // PAGE_SIZE + 1} if before >= PAGE_SIZE else {}
    if said:
        query[KEY] = said
    # Messages about the post name it; others are about the discussion.
    if said and (step or said == "item-saved"):
        query["of"] = post.__name__
    if said and step:
        query["step"] = step
    return view.url(discussion, query=query or None, anchor=post.__name__)


class FirstUnread(View):
    """``first-unread``: redirect to the first post that this person has not read."""

    def show(self):
        discussion = self.context
        seen = VisibleThread(self.viewer, discussion)
        unread = ReadPosts(self.request.read_marks, discussion).first_unread(seen)
        found = [discussion.at(unread)] if unread is not None else seen.slice(max(0, seen.total - 1), 1)
        return HTTPSeeOther(place_in_thread(self, found[0]) if found else self.url(discussion))


def includeme(config):
    config.add_view(PostPage, attr="show", context=Post, request_method="GET")
    config.add_view(
        PostPage,
        attr="history",
        name="history",
        context=Post,
        request_method="GET",
        permission=Permission.VIEW,
        renderer="moothall.discussion:templates/history.pt",
    )
    config.add_view(
        PostPage,
        attr="restore",
        name="history",
        context=Post,
        request_method="POST",
        segments=1,
        asks=Permission.EDIT,
    )
    config.add_view(
        FirstUnread,
        attr="show",
        name="first-unread",
        context="moothall.discussion.content.Discussion",
        request_method="GET",
    )
