"""Feeds of discussions, and their data for search engines."""

import json

from markupsafe import Markup

from moothall.core.base.settings import settings_of
from moothall.core.richtext import stored, to_plain
from moothall.core.search.query import ContentQuery
from moothall.discussion.content import Discussion, Forum
from moothall.discussion.reactions import reactions_to
from moothall.discussion.states import PUBLISHED


def newest_discussions(request, forum, limit):
    """Return the discussions that were started last."""
    query = ContentQuery(request.viewer).of("discussion").children_of(forum)
    return query.sorted_by("created", descending=True).items(limit)


def newest_posts(request, discussion, limit):
    """Return the last published posts of a discussion, newest first."""
    unpublished = {key for key, _post in discussion.unpublished()}
    keys = [key for key in discussion.in_order() if key not in unpublished][-limit:]
    return [post for key in reversed(keys) if request.viewer.sees(post := discussion.at(key))]


def linked_data(view, posts):
    """Return a discussion with the posts of a page as a DiscussionForumPosting of schema.org, in JSON-LD.

    https://schema.org/DiscussionForumPosting; ``posts`` are those of the page, in any state.
    """
    discussion, first = view.context, view.context.first
    base = settings_of(view.request.registry).site_url + view.url(discussion)
    shown = [post for post in posts if post.own_state == PUBLISHED and post is not first]
    has_reactions = discussion.reactions is not None
    data = {
        "@context": "https://schema.org",
        "@type": "DiscussionForumPosting",
        "headline": discussion.title,
        "url": base,
        "datePublished": discussion.created.isoformat(timespec="seconds"),
        "dateModified": discussion.modified.isoformat(timespec="seconds"),
        "inLanguage": discussion.language or view.request.locale_name,
        "keywords": list(discussion.subjects),
        "interactionStatistic": [_count("WriteAction", max(0, discussion.published_count - 1))],
        "comment": [_posting(view, post, base, has_reactions) for post in shown],
    }
    if first is not None and first.own_state == PUBLISHED:
        said = _posting(view, first, base, has_reactions)
        data.update(author=said["author"], text=said["text"])
        data["interactionStatistic"] += said.get("interactionStatistic", [])
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # No character may end the script element or begin a comment in it.
    text = text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return Markup(text)  # noqa: S704


def _posting(view, post, base, has_reactions):
    found = {
        "@type": "Comment",
        "url": f"{base}{post.__name__}/",
        "datePublished": post.created.isoformat(timespec="seconds"),
        "author": {"@type": "Person", "name": view.request.names.name(post.creator)},
        "text": to_plain(stored(post.text)),
    }
    if has_reactions and (count := sum(map(len, reactions_to(post).values()))):
        found["interactionStatistic"] = [_count("LikeAction", count)]
    return found


def _count(action, count):
    return {
        "@type": "InteractionCounter",
        "interactionType": f"https://schema.org/{action}",
        "userInteractionCount": count,
    }


def includeme(config):
    config.add_feed(Forum, newest_discussions)
    config.add_feed(Discussion, newest_posts)
