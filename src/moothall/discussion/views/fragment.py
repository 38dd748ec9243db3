"""``<discussion>/fragment/<id>``: the HTML of one post, for open pages on which it changed."""

from moothall.core.base.errors import NotFound
from moothall.discussion.content import Discussion
from moothall.discussion.views.thread import PostRows
from moothall.discussion.visible_thread import VisibleThread
from moothall.ui.page import View


class PostFragment(View):
    """One post as on the page of the discussion."""

    def show(self):
        """Return the post, and after which one it comes."""
        names = self.request.subpath
        post = self.context.get(names[0]) if len(names) == 1 else None
        self.seen = VisibleThread(self.viewer, self.context)
        row = PostRows(self).show(post) if post is not None else None
        if row is None:
            raise NotFound()
        row.new_line = ""
        before = self.seen.slice(max(0, self.seen.position_of(post) - 1), 1)
        after = before[0].__name__ if before[0] is not post else ""
        return self.page(self.context.title, "thread", posts=[row], after=after)


def includeme(config):
    """Register the view."""
    config.add_view(
        PostFragment,
        attr="show",
        name="fragment",
        context=Discussion,
        request_method="GET",
        segments=1,
        renderer="moothall.discussion:templates/fragment.pt",
    )
