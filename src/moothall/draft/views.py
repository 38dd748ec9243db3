"""``/drafts``: the drafts of the person; POST deletes one."""

from moothall.core.base.errors import Forbidden, NotFound, Unauthorized
from moothall.core.base.i18n import _
from moothall.core.content.root import Root
from moothall.core.richtext import clean, excerpt, to_plain
from moothall.draft.store import drafts_of, drafts_to_change, visible
from moothall.ui.layout.components import Empty
from moothall.ui.page import View
from moothall.web.redirects import safe_path


class DraftsPage(View):
    """What the person has typed and not sent, newest first."""

    def __init__(self, context, request):
        super().__init__(context, request)
        if request.person.id is None:
            raise Unauthorized()
        if request.impersonation is not None:
            raise Forbidden()

    def show(self):
        drafts = drafts_of(self.request.people, self.request.person.id)
        rows = [
            {
                "id": id,
                "title": self.translate(item.title),
                "url": safe_path(self.request, draft.page, self.url(item)),
                "moment": self.clock.moment(draft.at),
                "words": excerpt(to_plain(clean(draft.text)), 200),
            }
            for id, draft, item in visible(self.viewer, drafts)
        ]
        empty = Empty(
            self.translate(_("No drafts")),
            self.translate(_("What you type and do not send is kept here for 90 days, the same in all your browsers.")),
        )
        return self.page(_("Drafts"), "text", rows=rows, empty=empty if not rows else None, post_url="/drafts")

    def send(self):
        id = self.request.POST.get("draft", "")
        drafts = drafts_of(self.request.people, self.request.person.id)
        if drafts is None or drafts.get(id) is None:
            raise NotFound()
        drafts_to_change(self.request.people, self.request.person.id).remove(id, self.request.now)
        return self.back("draft-deleted", self.context, "drafts")


def includeme(config):
    config.add_page(DraftsPage, "drafts", context=Root, template="moothall.draft:templates/drafts.pt")
    config.add_status_messages({"draft-deleted": _("Draft deleted.")})
