"""Discussions: a question to a space, and the posts about it.

Members reply while a discussion is open; moderators approve pending posts, remove posts with a reason, close, reopen
and pin discussions.
"""

from moothall.core.base.i18n import _
from moothall.core.base.trees import SmallLFTreeSet
from moothall.discussion.api import discussion_fields, post_fields
from moothall.discussion.content import Discussion, Forum
from moothall.discussion.post import Post
from moothall.discussion.schema import DiscussionSchema, ForumSchema, PostSchema
from moothall.discussion.visible_thread import shows


def _post_news(post):
    return _("started a discussion:") if post.is_first else _("replied in")


def _forget_answered(site, item):
    if item.uid in site.answered:
        site.answered.remove(item.uid)


def includeme(config):
    config.include(".workflow")
    config.include(".checks")
    config.add_item_type(Forum, schema=ForumSchema, title=_("Forum"), plural=_("Forums"), icon="discussion")
    config.add_item_type(
        Discussion,
        schema=DiscussionSchema,
        title=_("Discussion"),
        plural=_("Discussions"),
        icon="discussion",
        adding=_("Start a discussion"),
        send=_("Start the discussion"),
        news=_("started a discussion:"),
        represent=discussion_fields,
    )
    config.add_item_type(
        Post, schema=PostSchema, title=_("Post"), plural=_("Posts"), icon="post", news=_post_news, represent=post_fields
    )
    config.add_space_section("discussions", Forum)
    config.add_streamed(Discussion, shows)
    #: UIDs of the discussions with an answer, which the filter for those without leaves out.
    config.add_site_store("answered", SmallLFTreeSet, forget=_forget_answered)
    config.include(".log_events")
    config.include(".transfers")
    config.include(".personal_data")
    config.include(".decisions")
    config.include(".emails")
    config.include(".subscribers")
    config.include(".panels")
    config.include(".syndication")
    config.include(".views")
    config.include(".api")
    config.include(".comments_api")
    config.include(".transfers_api")
