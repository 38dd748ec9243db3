"""Repositories with resources and good practices, approved before publication."""

from moothall.core.access.records import REPOSITORY, AccessRecord
from moothall.core.content.items import Container, scope_of, site_of
from moothall.core.content.versioned import Versioned
from moothall.core.richtext import to_plain
from moothall.repository.facets import FOR_PROGRAMS, ON_PAGES
from moothall.space.content import Space


class Repository(Container):
    """A curated collection.  The site's repository is a scope, with reviewers as its facilitators."""

    type_id = "repository"
    is_content = False
    is_section = True
    held_in = (Space,)


class SiteRepository(Repository):
    """The repository at the top of the site: any user can add items, and reviewers decide."""

    workflow = "site"
    state = "repository"
    review_state = None

    def on_added(self, _act):
        site_of(self).access.add(
            AccessRecord(
                self.uid,
                REPOSITORY,
                scope_of(self),
                policies={
                    "visibility": "public",
                    "joining": "invitation",
                    "creation": "signed-in",
                    "moderation": "pre",
                    "post_moderation": "none",
                },
            )
        )


class CuratedItem(Versioned):
    """Base of both types of items: text, address, organisation and vocabulary terms."""

    workflow = "curated"
    held_in = (Repository,)

    def searchable_text(self):
        version = self.primary.version
        return " ".join(filter(None, [to_plain(version.get("text") or ""), version.get("organisation")]))

    def search_terms(self):
        version = self.primary.version
        return tuple((name, value) for name in (*ON_PAGES, *FOR_PROGRAMS) for value in version.get(name) or ())


class Resource(CuratedItem):
    """A resource for others: a course, a tool, a publication."""

    type_id = "resource"


class GoodPractice(CuratedItem):
    """A coalition's work, its results and lessons for others."""

    type_id = "goodpractice"
