"""Repositories: resources and good practices, always approved before they appear."""

from moothall.core.content import Container
from moothall.core.access.records import REPOSITORY, AccessRecord
from moothall.core.content import scope_of, site_of
from moothall.core.versions import Versioned


class Repository(Container):
    """A curated collection.  The site's own one is a scope, with reviewers as its facilitators."""

    type_id = "repository"
    holds = ("resource", "goodpractice")


class SiteRepository(Repository):
    """The repository at the top of the site: anybody signed in may propose, reviewers decide."""

    workflow = "site"
    state = "repository"
    review_state = None

    def seated(self, act):
        site_of(self).access.add(AccessRecord(self.uid, REPOSITORY, scope_of(self), dials={
            "visibility": "public", "joining": "invitation", "creation": "signed-in", "moderation": "pre",
            "post_moderation": "none"}))


class Resource(Versioned):
    """Something others can use: a course, a tool, a publication."""

    type_id = "resource"
    workflow = "curated"


class GoodPractice(Versioned):
    """What a coalition did, how it went and what others can take from it."""

    type_id = "goodpractice"
    workflow = "curated"
