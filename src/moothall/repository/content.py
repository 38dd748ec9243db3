"""Repositories: resources and good practices, always approved before they appear."""

from moothall.core.access.records import REPOSITORY, AccessRecord
from moothall.core.content.items import Container, scope_of, site_of
from moothall.core.content.versions import Versioned
from moothall.core.richtext import to_plain
from moothall.repository.facets import FOR_PROGRAMS, ON_PAGES
from moothall.space.content import Space


class Repository(Container):
    """A curated collection.  The site's own one is a scope, with reviewers as its facilitators."""

    type_id = "repository"
    is_section = True
    held_in = (Space,)


class SiteRepository(Repository):
    """The repository at the top of the site: anybody signed in may propose, reviewers decide."""

    workflow = "site"
    state = "repository"
    review_state = None

    def on_added(self, act):
        site_of(self).access.add(
            AccessRecord(
                self.uid,
                REPOSITORY,
                scope_of(self),
                dials={
                    "visibility": "public",
                    "joining": "invitation",
                    "creation": "signed-in",
                    "moderation": "pre",
                    "post_moderation": "none",
                },
            )
        )


class Curated(Versioned):
    """What both kinds of items have in common: text, address, organisation, and terms of vocabularies."""

    workflow = "curated"
    held_in = (Repository,)

    def searchable_text(self):
        version = self.primary.version
        return " ".join(filter(None, [to_plain(version.get("text") or ""), version.get("organisation")]))

    def search_terms(self):
        version = self.primary.version
        return tuple((name, value) for name in (*ON_PAGES, *FOR_PROGRAMS) for value in version.get(name) or ())


class Resource(Curated):
    """Something others can use: a course, a tool, a publication."""

    type_id = "resource"


class GoodPractice(Curated):
    """What a coalition did, how it went and what others can take from it."""

    type_id = "goodpractice"
