"""The page of a person, and the directory of people."""

from pyramid.response import Response

from moothall.core.base.collation import folded, sort_key
from moothall.core.base.errors import NotFound
from moothall.core.base.i18n import _
from moothall.people.content import People
from moothall.people.profiles import Profile, account_of
from moothall.ui.activity import latest
from moothall.ui.layout.components import Empty
from moothall.ui.page import View
from moothall.ui.pagination import PEOPLE, list_page, pages_of
from moothall.web.stored_files import validated

PAGE_SIZE = 60


class ProfilePage(View):
    """The profile of a person, for people who are logged in."""

    def __init__(self, context, request):
        super().__init__(context, request)
        self.account = account_of(request, context)

    def show(self):
        activity = latest(self, by=self.account.id, limit=10, with_place=True)
        empty = Empty(self.translate(_("Nothing to show yet"))) if not activity else None
        return self.page(
            self.account.name,
            "text",
            account=self.account,
            someone=self.request.names(self.account.id),
            activity=activity,
            empty=empty,
        )

    def picture(self):
        picture = self.account.picture
        if picture is None:
            raise NotFound()
        return validated(Response(picture.data, content_type=picture.media_type), picture)


class PeoplePage(View):
    """Everyone with an account, by name; letters of a name filter the list."""

    def show(self):
        asked = self.request.GET.get("name", "").strip()
        wanted = folded(asked)
        found = sorted(
            (sort_key(account.name), account.id)
            for account in self.request.people
            if account.enabled and wanted in folded(account.name)
        )
        page = list_page(self.request, found, PAGE_SIZE)
        return self.page(
            _("People"),
            "page",
            people=[self.request.names(id) for _name, id in page.items],
            pages=pages_of(self.request, page, PEOPLE),
            asked=asked,
            empty=Empty(self.translate(_("No people found"))) if not found else None,
        )


def includeme(config):
    config.add_view(
        ProfilePage, attr="show", context=Profile, request_method="GET", renderer="moothall.people:templates/profile.pt"
    )
    config.add_view(ProfilePage, attr="picture", name="picture", context=Profile, request_method="GET")
    config.add_view(
        PeoplePage, attr="show", context=People, request_method="GET", renderer="moothall.people:templates/people.pt"
    )
