"""Emails about posts: decisions of moderators, and replies."""

from urllib.parse import urlsplit

from moothall.core.base.i18n import _
from moothall.core.base.settings import settings_of
from moothall.core.content.uids import uid_name
from moothall.core.richtext import to_plain
from moothall.notification.emails import ActivityEmail
from moothall.people.email_composition import to_account

#: Kinds of emails about a post: to those who are answered or started the discussion, to those whom
#: it mentions, and to those who follow it.
REPLY, MENTION, FOLLOWED = "reply", "mention", "followed"

#: Maximum characters of a reply in the email; the rest is on the page.
MAX_QUOTE_LENGTH = 1000

#: (transition, new state, subject, first line).
DECISIONS = (
    (
        "approve",
        "published",
        _("Your post has been published: ${title}"),
        _("The moderators have published your post in “${title}”."),
    ),
    (
        "unhide",
        "published",
        _("Your post has been restored: ${title}"),
        _("The moderators have restored your post in “${title}”."),
    ),
)


def post_email(email, post):
    """Compose the email about a post in a discussion that the recipient follows or started, or that answers them."""
    if not email.viewer.sees(post):
        return None
    thread = post.titled_by
    if email.is_brief:
        return email.about(email.brief(post), thread, post)
    composed = email.compose_about(
        _texts(email, post),
        email.title(thread),
        email.link(post),
        _cut(to_plain(post.text)),
        person=email.name(post.creator),
    )
    return email.about(composed, thread, post)


def _thread_headers(email, item):
    """Return the headers by which email programs show the emails about a discussion together (RFC 5322, 3.6.4)."""
    if item.type_id != "post":
        return {}
    host = urlsplit(settings_of(email.registry).site_url).hostname
    thread = f"<{uid_name(item.titled_by.uid)}@{host}>"
    answered = email.site.uids.get(item.in_reply_to) if item.in_reply_to else None
    parent = f"<{uid_name(answered.uid)}@{host}>" if answered is not None and email.viewer.sees(answered) else thread
    return {
        "Message-ID": f"<{uid_name(item.uid)}@{host}>",
        "In-Reply-To": parent,
        "References": " ".join(dict.fromkeys((thread, parent))),
    }


def _texts(email, post):
    because = email.data.get("because", "")
    # Earlier versions stored whether the recipient was answered.
    if because == "replied" or email.data.get("answered"):
        return _("Reply: ${title}"), _("${person} replied to you in “${title}”.")
    if because == "mentioned":
        return _("Mentioned: ${title}"), _("${person} mentioned you in “${title}”.")
    if post.is_first:
        return _("New discussion: ${title}"), _("${person} started the discussion “${title}”.")
    if because in ("started", ""):
        return _("Reply: ${title}"), _("${person} replied in “${title}”, which you started.")
    return _("New post: ${title}"), _("${person} replied in “${title}”.")


def _cut(text):
    return text if len(text) <= MAX_QUOTE_LENGTH else text[:MAX_QUOTE_LENGTH].rsplit(" ", 1)[0] + " …"


def includeme(config):
    for transition, target, subject, first in DECISIONS:
        config.add_transition_email("post", transition, target, subject, first)
    config.add_email_headers("thread", _thread_headers)
    config.add_email_choice("replies", _("Replies to my posts and in discussions I started"))
    config.add_email_choice("followed", _("New posts in what I follow"))
    config.add_email(REPLY, to_account(post_email, ActivityEmail), choice="replies")
    config.add_email_choice("mentions", _("Mentions of me"))
    config.add_email(MENTION, to_account(post_email, ActivityEmail), choice="mentions")
    config.add_email(FOLLOWED, to_account(post_email, ActivityEmail), choice="followed")
