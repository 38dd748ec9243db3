"""A discussion is dated by the last post that can be read, in lists as on its page."""

from tests.core.operations.rollouts import drift
from tests.factories import OPEN


def test_a_hidden_post_dates_nothing(site, make):
    discussion = make.discussion(OPEN + "/discussions", by="author")
    make.post(discussion, by="member", state="hidden")
    site.reindex()
    assert drift(site) == {}


def test_a_deleted_post_dates_nothing(site, make, api):
    discussion = make.discussion(OPEN + "/discussions", by="author")
    post = make.post(discussion, by="member")
    api.member.delete(post.path, status=204)
    site.reindex()
    assert drift(site) == {}
