"""Panels on pages of other features: the repository's section, and new items on the front page."""

from moothall.core.base.i18n import _
from moothall.core.search.query import ContentQuery
from moothall.repository.cards import card_of
from moothall.ui.page import counted_link, navigation_link
from moothall.ui.slots import Part

#: The four target groups, and the term that filters the repository for each.
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


def includeme(config):
    config.add_panel("main navigation", "repository", navigation_link("/repository", _("Repository")), order=30)
    config.add_panel("home of visitors", "audiences", _audiences, order=10)
    config.add_panel("home of visitors", "repository", _news, order=30)
    config.add_panel(
        "home figures",
        "good practices",
        counted_link("/repository?type=goodpractice", _("good practices"), "goodpractice"),
        order=40,
    )
    config.add_panel(
        "administration figures",
        "repositories",
        counted_link("/repository", _("items in repositories"), "resource", "goodpractice"),
        order=60,
    )


def _audiences(view):
    repository = view.request.site["repository"]
    return Part(
        view,
        "moothall.repository:templates/audiences.pt",
        audiences=[
            (view.url(repository, query={"target_audience": term}), view.translate(title), view.translate(text))
            for term, title, text in AUDIENCES
        ],
    )


def _news(view):
    found = ContentQuery(view.viewer).of("resource", "goodpractice").in_states("published")
    cards = [card_of(view, one) for one in found.sorted_by("created", descending=True).items(3)]
    return Part(view, "moothall.repository:templates/home.pt", cards=cards)
