"""``move``: browse for the new parent of an item, see the effect, and move it.

``move`` of an item moves the item itself; ``move-contents`` of a container moves the chosen items in it.
"""

from pyramid.location import lineage
from pyramid.traversal import resource_path

from moothall.core.authorization.hidden_versions import hidden_after
from moothall.core.base.collation import sort_key
from moothall.core.base.errors import BadInput, Conflict, Forbidden, MoothallError, NotFound, Unauthorized
from moothall.core.base.i18n import _, plural
from moothall.core.content.items import Container, Item
from moothall.core.content.log_events import MOVED
from moothall.core.content.types import type_of, types_of
from moothall.core.operations import moving
from moothall.core.search.query import ContentQuery
from moothall.ui.badges import title_of
from moothall.ui.bulk_actions import selected_items
from moothall.ui.event_undo import undo_button
from moothall.ui.hidden_versions import hidden_versions_text
from moothall.ui.layout.presenters import Action, Link
from moothall.ui.page import View
from moothall.ui.pagination import Counted, page_number, pages_of
from moothall.ui.status_messages import about_item
from moothall.ui.workflow_bar import own_spaces

#: What the page numbers below the list say.
COUNTED = Counted(_("${first} to ${last} of ${total} places"), plural("${n} place", "${n} places"))
PAGE_SIZE = 50
#: Maximum number of items for which the effect of moving is shown.
TOLD = 10


class MovePage(View):
    """Show a parent and its sections with GET; move the item there with POST."""

    name = "move"
    #: True if items in the context are moved, False for the context itself.
    of_several = False

    def __init__(self, context, request):
        super().__init__(context, request)
        if request.person.id is None:
            raise Unauthorized()
        #: Chosen items that cannot be moved away, each with the reason.
        self.staying = []
        self.items = self.chosen()

    def chosen(self):
        """Return the items to move; raise an error if none can be moved."""
        moving.check_may_take(self.viewer, self.context)
        return [self.context]

    @property
    def start(self):
        """Return the section to show first."""
        return self.context.__parent__

    def show(self, error=""):
        place = self._place()
        problems = [(item, problem) for item in self.items if (problem := self._problem(item, place))]
        staying = {item for item, _problem in problems}
        moved = [item for item in self.items if item not in staying]
        page = self._ways(place)
        return self.page(
            self._heading(),
            "narrow",
            error=error,
            place=self._link(place),
            crumbs=self._crumbs(place),
            ways=[self._way(one) for one in page.items],
            to=resource_path(place),
            pages=pages_of(self.request, page, COUNTED) if page.last > 1 else None,
            own=[self._way(one) for one in self._own()] if place.__parent__ is None else [],
            names=[item.__name__ for item in self.items] if self.of_several else [],
            moved=[
                (self._title(item), self._affected(item, place), self._affected(item, place, "affected.txt"))
                for item in moved[:TOLD]
            ],
            hidden=hidden_versions_text(self.request.localizer, self._hidden(moved, place)),
            any=bool(moved),
            alone=len(self.items) == 1,
            problems=self._told(problems, place),
            action=self.url(self.context, self.name),
        )

    def send(self):
        place, names, problem = self._place(), [], None
        for item in self.items:
            try:
                moving.check_may_move(self.viewer, item, place)
                names.append(moving.move(self.request.act(), item, place, viewer=self.viewer))
            except (BadInput, Conflict, Forbidden) as error:
                problem = error
        if not names:
            self.request.response.status_int = 422 if isinstance(problem, BadInput) else problem.status
            return self.show(self.translate(problem.message))
        return self.done(place, names)

    def done(self, _place, _names):
        """Return the address to redirect to after moving."""
        return self.back("moved-there", self.context)

    # -- the section shown

    def _place(self):
        asked = self.request.params.get("to")
        if asked is None:
            return self._visible(self.start)
        try:
            place = moving.item_named(self.viewer, asked)
        except BadInput:
            raise NotFound() from None
        if not isinstance(place, Container):
            raise NotFound()
        return place

    def _visible(self, place):
        """Return the section, or its nearest parent that this person may see."""
        return next((one for one in lineage(place) if self.viewer.sees(one)), self.request.site)

    def _crumbs(self, place):
        return [
            self._link(one)
            for one in reversed(list(lineage(place)))
            if one is not place and (one.__parent__ is None or self.viewer.sees(one))
        ]

    def _ways(self, place):
        leading = ways_to(self.request.registry, {item.type_id for item in self.items})
        query = ContentQuery(self.viewer).children_of(place).of(*leading).sorted_by("sort_title")
        return query.page(page_number(self.request), PAGE_SIZE)

    def _own(self):
        return sorted(own_spaces(self.viewer), key=lambda space: sort_key(self.translate(space.title)))

    def _way(self, place):
        kind = type_of(self.request, place)
        return Link(self.translate(place.title), self._to(place), icon=kind.icon), self.translate(kind.title)

    def _link(self, place):
        title = self.translate(place.title) if place.__parent__ is not None else self.translate(_("Everywhere"))
        return Link(title, self._to(place))

    def _to(self, place):
        query = [("to", resource_path(place))]
        if self.of_several:
            query += [("item", item.__name__) for item in self.items]
        return self.url(self.context, self.name, query=query)

    # -- the effect

    def _problem(self, item, place):
        try:
            moving.check_may_move(self.viewer, item, place)
        except MoothallError as error:
            return self.translate(
                error.message if error.message != Forbidden.default else _("You cannot add anything there.")
            )
        return ""

    def _told(self, problems, place):
        """Return the reasons why items cannot be moved to a section that takes items of their type."""
        if not self.of_several:
            return [problem for item, problem in problems if isinstance(place, item.held_in)]
        return [
            self.translate(_("“${title}” was not moved: ${why}", mapping={"title": self._title(item), "why": problem}))
            for item, problem in [*self.staying, *problems]
            if (item, problem) in self.staying or isinstance(place, item.held_in)
        ]

    def _hidden(self, moved, place):
        """Return how many earlier versions stay hidden from new readers."""
        return sum(hidden_after(self.viewer, item, moving.access_data_after(item, place)) for item in moved)

    def _affected(self, item, place, page="affected"):
        return self.url(item, page, query={"kind": "move", "target": resource_path(place)})

    def _title(self, item):
        return title_of(self.viewer, self.translate, item)

    def _heading(self):
        if len(self.items) == 1:
            return _("Move “${title}”", mapping={"title": self._title(self.items[0])})
        return self.request.localizer.pluralize(
            "Move ${n} item", "Move ${n} items", len(self.items), domain="moothall", mapping={"n": len(self.items)}
        )


class MoveContentsPage(MovePage):
    """Move several items of one container."""

    name = "move-contents"
    of_several = True

    @property
    def start(self):
        return self.context

    def chosen(self):
        found = []
        for item in selected_items(self.viewer, self.context, self.request.params):
            try:
                moving.check_may_take(self.viewer, item)
                found.append(item)
            except MoothallError as error:
                self.staying.append(
                    (
                        item,
                        _("You cannot move it from here.") if error.message == Forbidden.default else error.message,
                    )
                )
        if not found:
            raise BadInput(_("You have not selected anything that can be moved. Go back and select the items to move."))
        return found

    def done(self, place, names):
        # From their new parent the items can be moved back together.
        left = len(self.items) + len(self.staying) - len(names)
        query = [
            *(("item", name) for name in names),
            ("done", len(names)),
            ("left", left),
            ("origin", resource_path(self.context)),
        ]
        return self.say_at(self.url(place, "contents", query=query))


def ways_to(registry, ids):
    """Return the types of sections that contain items of one of these types, or contain such sections."""
    types = types_of(registry)
    containers = {id: one.factory for id, one in types.items() if issubclass(one.factory, Container)}

    def holding(ids):
        return {
            id
            for id, container in containers.items()
            if any(issubclass(container, types[each].factory.held_in) for each in ids)
        }

    def keeping(ids):
        return {id for id, container in containers.items() if not ids.isdisjoint(container.fixed_types(registry))}

    leading = holding(ids)
    while more := (holding(leading) | keeping(leading)) - leading:
        leading |= more
    return leading


def _action(view):
    if not moving.may_take(view.viewer, view.context):
        return None
    return Action(view.translate(_("Move")), view.url(view.context, "move"))


def undo_move(view):
    """Return the button that moves the item of the page back to where this person has just moved it from, or None."""
    return undo_button(view, MOVED)


def _undo(view, act, event):
    """Move the item back by the rights of now; raise :class:`Conflict` if the place is gone or hidden."""
    place = view.request.site.uids.get(event.before[0])
    if place is None or not view.viewer.sees(place):
        raise Conflict(_("This can no longer be undone."))
    moving.check_may_move(view.viewer, view.context, place)
    moving.move(act, view.context, place, viewer=view.viewer)


def _back(view, _event):
    return view.back("moved-back", view.context if view.viewer.sees(view.context) else view.request.site)


def includeme(config):
    template = "moothall.ui:templates/move.pt"
    for view, context in ((MovePage, Item), (MoveContentsPage, Container)):
        config.add_page(view, view.name, context=context, template=template)
    config.add_panel("item actions", "move", _action, order=20)
    config.add_event_undo(MOVED, _undo, _back)
    config.add_status_messages(
        {"moved-there": about_item(_("“${title}” moved. The old address redirects here."))}, undo=undo_move
    )
    config.add_status_messages({"moved-back": about_item(_("Undone. “${title}” is back where it was."))})
