"""``feed.atom`` and ``feed.json`` of items that have a feed."""

import json
from urllib.parse import urlsplit

from pyramid.response import Response

from moothall.core.base.settings import settings_of
from moothall.core.content.items import Item
from moothall.syndication.feeds import entries_of, has_feed
from moothall.syndication.formats import ATOM, JSON, Feed, atom, entry_id, json_feed
from moothall.ui.page import View

NAMES = {ATOM: "feed.atom", JSON: "feed.json"}


class HasFeed:
    """View predicate: true if a feature registered a feed for the class of the context."""

    def __init__(self, wanted, _config):
        self._wanted = wanted

    def text(self):
        """Return the text that Pyramid shows for this predicate."""
        return f"has_feed = {self._wanted}"

    phash = text

    def __call__(self, context, request):
        """Return True if the context has a feed."""
        return has_feed(request.registry, context) is self._wanted


class FeedPage(View):
    """A feed as the person of the request sees it; readers without a session see what everyone sees."""

    def atom(self):
        """Return the feed as Atom."""
        return self._response(atom(self._feed(ATOM)), ATOM)

    def json(self):
        """Return the feed as JSON Feed."""
        return self._response(json.dumps(json_feed(self._feed(JSON)), ensure_ascii=False).encode(), JSON)

    def _feed(self, media_type):
        site_url = settings_of(self.request.registry).site_url
        host = urlsplit(site_url).hostname or ""
        entries = entries_of(self.request, self.context)
        item, name = self.context, self.translate(self.request.site.title)
        title = self.translate(item.title)
        return Feed(
            id=entry_id(host, item),
            title=title if item is self.request.site else f"{title} · {name}",
            description=self.translate(item.description or ""),
            language=self.request.locale_name,
            site=host,
            url=site_url + self.url(item, NAMES[media_type]),
            page=site_url + self.url(item),
            updated=max([entry.updated for entry in entries], default=item.created),
            entries=entries,
            urls=[site_url + self.url(entry.item) for entry in entries],
        )

    def _response(self, body, media_type):
        response = Response(body, content_type=media_type, charset="utf-8")
        response.md5_etag()
        response.conditional_response = True
        return response


def includeme(config):
    """Register the views."""
    config.add_view_predicate("has_feed", HasFeed)
    for attr, media_type in (("atom", ATOM), ("json", JSON)):
        config.add_view(FeedPage, attr=attr, name=NAMES[media_type], context=Item, has_feed=True, request_method="GET")
