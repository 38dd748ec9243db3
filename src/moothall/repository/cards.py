"""Resources and good practices as cards in a list."""

from dataclasses import dataclass, field
from functools import cache

from moothall.core.content.items import scope_of
from moothall.core.content.terms import term_title
from moothall.core.content.types import types_of
from moothall.ui.badges import chip_of
from moothall.ui.layout.components import Chip

#: Fields whose terms are shown on a card.
TOLD = ("target_audience", "digital_skill_level", "country")


@dataclass(slots=True)
class RepositoryCard:
    """A resource or good practice in the repository; `facts` are (label, value) pairs."""

    title: str
    url: str
    kind_word: str
    summary: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    chip: Chip | None = None
    tags: list[str] = field(default_factory=list)
    kind: str = "item"
    id: str = ""  # value of its checkbox


@cache
def _titles(schema):
    """Return title by name of a schema's fields, cached because it takes longer than making a card."""
    return {node.name: node.title for node in schema().children}


def card_of(view, item):
    """Return the card of an item, as this person may see it."""
    request = view.request
    edition = view.viewer.shown(item)
    version = edition.version
    facts = []
    titles = _titles(types_of(request.registry)[item.type_id].schema)
    for name in TOLD:
        values = version.get(name) or ()
        if values:
            said = ", ".join(term_title(request, name, one) for one in values)
            facts.append((view.translate(titles[name]), said))
    chip = None
    if edition.state != "published":
        chip = chip_of(request, item.workflow, edition.state, scope_of(item))
    return RepositoryCard(
        version.title,
        view.url(item),
        view.translate(types_of(request.registry)[item.type_id].title),
        version.description,
        facts,
        chip,
        list(version.subjects)[:4],
        kind=item.type_id,
        id=item.__name__,
    )
