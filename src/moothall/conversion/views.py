"""``<discussion>/convert`` and ``<post>/convert``: choose what to make and where, with those who will see it."""

from moothall.conversion.converting import TYPES, check_may_convert, convert
from moothall.core.base.errors import BadInput, Conflict, Forbidden
from moothall.core.base.i18n import _
from moothall.core.content.types import types_of
from moothall.core.content.uids import uid_name
from moothall.core.operations import authoring
from moothall.core.operations.moving import item_named
from moothall.core.search.query import ContentQuery
from moothall.discussion.content import Discussion
from moothall.discussion.post import Post
from moothall.space.header import VISIBLE_TO, space_head, space_of
from moothall.ui.page import View
from moothall.ui.status_messages import about_item

#: Maximum number of places that the page offers.
MOST = 100


class ConvertPage(View):
    """Choose the type, the place and the title; POST makes the item."""

    def __init__(self, context, request):
        super().__init__(context, request)
        check_may_convert(self.viewer, context)

    def show(self, error=""):
        sent = self.request.POST
        places = self._places()
        return self.page(
            _("Make an item"),
            "narrow",
            space=space_head(self),
            about=self.context.title,
            url=self.url(self.context),
            post_url=self.url(self.context, "convert"),
            typed_title=sent.get("title", self.context.title)[:200],
            places=[
                (number, f"{type_id} {uid_name(place.uid)}", self._label(type_id, place), self._audience(place))
                for number, (type_id, place) in enumerate(places)
            ],
            chosen=sent.get("place", ""),
            error=error,
        )

    def send(self):
        sent = self.request.POST
        type_id, _space, place = sent.get("place", "").partition(" ")
        try:
            if not place:
                raise BadInput(_("Choose what to make and where."))
            item = convert(self.request, self.context, type_id, item_named(self.viewer, place), sent.get("title", ""))
        except (BadInput, Conflict, Forbidden) as error:
            self.request.response.status_int = 422 if isinstance(error, BadInput) else error.status
            return self.show(self.translate(error.message))
        return self.back("item-made", item)

    def _places(self):
        """Return (type, container) of where the person may add what can be made, those of the space first."""
        space = space_of(self.context)
        found = list(ContentQuery(self.viewer).of("library", "folder", "repository").items(MOST))
        found.sort(key=lambda one: space_of(one) is not space)
        types = types_of(self.request.registry)
        return [
            (type_id, place)
            for place in found
            for type_id in TYPES
            if type_id in types
            and isinstance(place, types[type_id].factory.held_in)
            and self.viewer.allowed(authoring.permission_to_add(types[type_id].factory, place), place)
        ]

    def _label(self, type_id, place):
        kind = self.translate(types_of(self.request.registry)[type_id].title)
        space = space_of(place)
        where = self.translate(place.title)
        if space is not None and self.viewer.sees(space):
            where = f"{self.translate(space.title)}, {where}"
        return f"{kind}: {where}"

    def _audience(self, place):
        space = space_of(place)
        policies = space.record.policies if space is not None else {"visibility": "public"}
        return self.translate(VISIBLE_TO[policies["visibility"]])


def includeme(config):
    template = "moothall.conversion:templates/convert.pt"
    for context in (Discussion, Post):
        config.add_page(ConvertPage, "convert", context=context, template=template)
    config.add_status_messages({"item-made": about_item(_("“${title}” made from the discussion."))})
