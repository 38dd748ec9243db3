"""The front page: what this place is, or what is new for somebody who is signed in."""

from moothall.core.base.i18n import _
from moothall.core.search.query import ContentQuery
from moothall.discussion.rows import discussion_row, unread_of
from moothall.repository.cards import card_of
from moothall.site.content import Site
from moothall.space.listing import countries
from moothall.ui.activity import latest
from moothall.ui.layout.components import Empty
from moothall.ui.layout.presenters import Link
from moothall.ui.page import View, section_url
from moothall.ui.workflow_bar import own_spaces

#: For whom the place is: the four target groups, and the term by which the repository finds what is theirs.
AUDIENCES = (
    ("digital-skills-for-all", _("All citizens"), _("Everyday skills: finding, judging, sharing, staying safe.")),
    ("digital-skills-for-the-labour-force", _("The labour force"), _("Learning for the job you have or want.")),
    (
        "digital-skills-for-ict-professionals-and-other-digital-experts",
        _("ICT professionals"),
        _("Advanced skills and new specialisations."),
    ),
    ("digital-skills-in-education", _("Education"), _("Teachers, schools and those who train them.")),
)
UNREAD_SHOWN = 3


class HomePage(View):
    """``/``."""

    def show(self):
        if self.request.person.id is None:
            return self._guest()
        return self._member()

    def _guest(self):
        open_discussions = ContentQuery(self.viewer).of("discussion").in_states("open").newest_first().items(5)
        news = ContentQuery(self.viewer).of("resource", "goodpractice").in_states("published")
        return self.page(
            "",
            "home",
            guest=True,
            countries=countries(self),
            audiences=[
                (
                    self.url(self.context["repository"], query={"target_audience": term}),
                    self.translate(title),
                    self.translate(text),
                )
                for term, title, text in AUDIENCES
            ],
            discussions=[discussion_row(self, one, self._place(one)) for one in open_discussions],
            cards=[card_of(self, one) for one in news.sorted_by("created", descending=True).items(3)],
            numbers=self._numbers(),
        )

    def _numbers(self):
        counts = [
            (ContentQuery(self.viewer).of(kind).count(), word, url)
            for kind, word, url in (
                ("coalition", _("coalitions"), "/coalitions"),
                ("workspace", _("workspaces"), "/workspaces"),
                ("discussion", _("discussions"), "/search?portal_type=discussion"),
                ("goodpractice", _("good practices"), "/repository?type=goodpractice"),
            )
        ]
        return [Link(self.translate(word), section_url(self.request, url), count=count) for count, word, url in counts]

    def _member(self):
        spaces = [self._news(space) for space in own_spaces(self.viewer)]
        spaces.sort(key=lambda news: -news["count"])
        request = self.request
        waiting = request.registry.home_decisions(self) if hasattr(request.registry, "home_decisions") else []
        yours = request.registry.home_own_items(self) if hasattr(request.registry, "home_own_items") else []
        return self.page(
            "",
            "home",
            guest=False,
            spaces=[news for news in spaces if news["count"]],
            quiet=[Link(news["title"], news["url"]) for news in spaces if not news["count"]],
            queue=waiting,
            yours=yours,
            activity=latest(self, limit=8, with_place=True),
            greeting=self._greeting(),
            empty=Empty(
                self.translate(_("You are up to date")),
                self.translate(
                    _("Nothing new in your spaces since your last visit.")
                    if spaces
                    else _("You have not joined a space yet. Look around and join one.")
                ),
            ),
        )

    def _greeting(self):
        name = self.request.account.name
        # A name is a text; whoever looks as somebody with a role has that of the role, which is said whole.
        first = name.split()[0] if type(name) is str else name
        return self.translate(_("Welcome back, ${name}", mapping={"name": first}))

    def _news(self, space):
        """What is unread in a space, the newest discussions first."""
        found = ContentQuery(self.viewer).of("discussion").within(space).newest_first().items(30)
        unread = [(unread_of(self.request, one), one) for one in found]
        unread = [(count, one) for count, one in unread if count]
        return {
            "title": self.translate(space.title),
            "url": self.url(space),
            "count": sum(count for count, _one in unread),
            "discussions": [discussion_row(self, one) for _count, one in unread[:UNREAD_SHOWN]],
        }

    def _place(self, discussion):
        space = discussion.__parent__.__parent__
        return self.translate(space.title) if self.viewer.sees(space) else ""


def includeme(config):
    config.add_view(
        HomePage, attr="show", context=Site, request_method="GET", renderer="moothall.site:templates/home.pt"
    )
