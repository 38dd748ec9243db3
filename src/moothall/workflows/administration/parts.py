"""Base of the pages about one state or one transition of a draft."""

from moothall.core.base.errors import NotFound
from moothall.workflows import editing
from moothall.workflows.administration.base import TEMPLATES, DraftPage
from moothall.workflows.administration.places import DefinitionPlace
from moothall.workflows.texts import explained


class PartPage(DraftPage):
    """A form for one part of the draft: at ``<page_name>/<id>``, or without the id for a new one.

    Subclasses define the methods ``heading(title)`` (the title is None for a new part), ``needed()`` (the ids
    that cannot be removed), ``stored(data, id)`` and ``values(data, id, typed, error, columns)`` for the
    template, and ``send()``.
    """

    segments = 1
    #: The key of the parts in the definition.
    parts = ""
    #: The name of the view and the template.
    page_name = ""
    #: ``without(data, id)`` returns the definition without a part.
    without = None

    @property
    def id(self):
        return next(iter(self.rest()), "")

    def show(self, error="", typed=None):
        data, id = self.draft.data, self.id
        if id and id not in data[self.parts] and typed is None:
            raise NotFound()
        typed = typed or self.stored(data, id)
        columns = editing.columns(data, self.kinds)
        return self.admin_page(
            self.heading(self.word(typed["title"]) if id else None),
            draft=self.draft,
            id=id,
            typed=typed,
            error=error,
            action=self.url(self.context, self.page_name, *([id] if id else [])),
            can_go=id in data[self.parts] and id not in self.needed(),
            explained=explained(self.translate, columns),
            **self.values(data, id, typed, error, columns),
        )

    def remove(self):
        id = self.id
        return self.save(lambda data: self.without(data, id), lambda error: self.show(error))


def add_part_page(config, page):
    """Register a subclass of :class:`PartPage` with the view that removes the part."""
    name, template = page.page_name, f"{TEMPLATES}/{page.page_name}.pt"
    config.add_page(page, name, context=DefinitionPlace, template=template)
    config.add_view(
        page, attr="remove", name=f"remove-{name}", context=DefinitionPlace, request_method="POST", renderer=template
    )
