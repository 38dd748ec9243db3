"""``move``: where something goes is found place by place, with what that would do, and then it is put there.

``move`` of a thing is about itself; ``move-contents`` of a container about the things in it that were chosen.
"""

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.location import lineage
from pyramid.traversal import resource_path

from moothall.core.base.errors import BadInput, Conflict, Forbidden, MoothallError, NotFound, Unauthorized
from moothall.core.base.i18n import _
from moothall.core.content.items import Container, Item
from moothall.core.content.types import type_of, types_of
from moothall.core.operations import moving
from moothall.core.search.query import ContentQuery
from moothall.ui.badges import title_of
from moothall.ui.bulk_actions import chosen_in
from moothall.ui.layout.presenters import Action, Link
from moothall.ui.page import View
from moothall.ui.pagination import page_number, pages_of
from moothall.ui.workflow_bar import own_spaces

PAGE_SIZE = 50
#: Of so many things it is said what moving them would do.
TOLD = 10


class MovePage(View):
    """GET shows one place and the ways on from it; POST puts the thing there."""

    name = "move"
    #: Whether it is about things in the context, and not about that itself.
    of_several = False

    def __init__(self, context, request):
        super().__init__(context, request)
        if request.person.id is None:
            raise Unauthorized()
        #: What was chosen and cannot be taken away, each with the sentence that says why.
        self.staying = []
        self.items = self.chosen()

    def chosen(self):
        """What is to be moved; raises what keeps it here."""
        moving.check_may_take(self.viewer, self.context)
        return [self.context]

    @property
    def start(self):
        """Where to begin to look."""
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
            pages=pages_of(self.request, page, _("${first} to ${last} of ${total} places")) if page.last > 1 else None,
            own=[self._way(one) for one in self._own()] if place.__parent__ is None else [],
            names=[item.__name__ for item in self.items] if self.of_several else [],
            moved=[
                (self._title(item), self._affected(item, place), self._affected(item, place, "affected.txt"))
                for item in moved[:TOLD]
            ],
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
                names.append(moving.move(self.request.act(), item, place))
            except (BadInput, Conflict, Forbidden) as error:
                problem = error
        if not names:
            self.request.response.status_int = 422 if isinstance(problem, BadInput) else problem.status
            return self.show(self.translate(problem.message))
        return self.done(place, names)

    def done(self, place, names):
        """Where one is led to when all that could be moved is in ``place``, under ``names``."""
        return self.back("moved-there", self.context)

    # -- the place at hand

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
        """The place itself, or the nearest around it that this person may know of."""
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
        return sorted(own_spaces(self.viewer), key=lambda space: self.translate(space.title).casefold())

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

    # -- what would happen

    def _problem(self, item, place):
        try:
            moving.check_may_move(self.viewer, item, place)
        except MoothallError as error:
            return self.translate(
                error.message if error.message != Forbidden.default else _("You cannot add anything there.")
            )
        return ""

    def _told(self, problems, place):
        """Sentences about what cannot go there; of a place that takes nothing of the kind there is nothing to say."""
        if not self.of_several:
            return [problem for item, problem in problems if isinstance(place, item.held_in)]
        return [
            self.translate(_("“${title}” was not moved: ${why}", mapping={"title": self._title(item), "why": problem}))
            for item, problem in [*self.staying, *problems]
            if (item, problem) in self.staying or isinstance(place, item.held_in)
        ]

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
    """The same for several things in one container."""

    name = "move-contents"
    of_several = True

    @property
    def start(self):
        return self.context

    def chosen(self):
        found = []
        for item in chosen_in(self.viewer, self.context, self.request.params):
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
        # Where they are now they can be moved back together.
        left = len(self.items) + len(self.staying) - len(names)
        query = [
            *(("item", name) for name in names),
            ("done", len(names)),
            ("left", left),
            ("origin", resource_path(self.context)),
        ]
        return HTTPSeeOther(self.url(place, "contents", query=query))


def ways_to(registry, ids):
    """Return the types of places that hold items of one of these types, or lead to such places."""
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


def includeme(config):
    template = "moothall.ui:templates/move.pt"
    for view, context in ((MovePage, Item), (MoveContentsPage, Container)):
        config.add_page(view, view.name, context=context, template=template)
    config.add_panel("item actions", "move", _action, order=20)
    config.add_status_messages({"moved-there": _("Moved. The old address redirects here.")})
