"""Rows of pending decisions, for the queue and the front page."""

from itertools import takewhile

from pyramid.location import lineage

from moothall.core.base.i18n import _
from moothall.core.content.items import nearest, scope_of
from moothall.core.content.versioned import Versioned
from moothall.core.decisions import claim_on_item
from moothall.core.search.query import ContentQuery
from moothall.core.workflow.history import history_of, last_transition
from moothall.queue.components import QueueRow
from moothall.queue.filters import LATE
from moothall.repository.content import Repository
from moothall.space.content import Space
from moothall.ui.badges import chip_of
from moothall.ui.workflow_bar import deciders

#: Number of rows on the home page.
SHOWN_AT_HOME = 5

#: Icon by type, if its name differs from the type's.
ICONS = {"coalition": "space", "workspace": "space"}

#: States of the shipped workflows for own items in progress; those that need action come first.
UNDER_WAY = ("needs_changes", "draft", "proposed", "deletion_requested", "pending", "archival_requested")


def decision_rows(view, limit=SHOWN_AT_HOME):
    """Return rows of the person's pending decisions, at most ``limit``, oldest first."""
    return [
        row_of(view, waiting, f"/queue?item={waiting.key}#decision") for waiting in view.request.decisions.list(limit)
    ]


def row_of(view, waiting, url, selected=False):
    """Return the row of one decision."""
    kind, request = waiting.kind, view.request
    return QueueRow(
        title=kind.heading(request, waiting) or view.translate(_("No text")),
        url=url,
        kind=icon_of(waiting),
        kind_word=kind.word(request, waiting),
        asker=kind.asker(request, waiting).name,
        place=view.translate(place_of(view, waiting.item, kind.place(waiting)).title),
        age=view.clock.age(waiting.at),
        late=request.now - waiting.at > LATE,
        selected=selected,
        holder=_in_hand(view, waiting),
    )


def _in_hand(view, waiting):
    claim = view.request.decisions.assignee(waiting)
    if claim is None:
        return ""
    if claim.person == view.request.person.id:
        return view.translate(_("assigned to you"))
    return view.translate(_("assigned to ${person}", mapping={"person": view.request.names.name(claim.person)}))


def icon_of(waiting):
    """Return the icon of a decision type, or of the item it is about."""
    return waiting.kind.icon or ICONS.get(waiting.item.type_id, waiting.item.type_id)


def place_of(view, item, inside=None):
    """Return the space or repository of an item, or the widest visible section around it if that is hidden."""
    inside = item.__parent__ if inside is None else inside
    place = nearest(inside, Space, Repository) or inside
    if view.viewer.sees(place):
        return place
    around = takewhile(lambda node: node is not place, lineage(item))
    return [node for node in around if node is item or view.viewer.sees(node)][-1]


def own_item_rows(view, limit=SHOWN_AT_HOME):
    """Return rows of the person's items in progress, at most ``limit``: returned items, drafts, submitted items.

    Each shows the assignee and since when.
    """
    states = _under_way(view.request.site)
    query = ContentQuery(view.viewer).by(view.request.person.id).in_states(*states).including_working_copies()
    items = list(dict.fromkeys(query.newest_first().items(limit * 4)))
    found = [(item, _shown(view, item)) for item in items]
    found.sort(key=lambda pair: UNDER_WAY.index(pair[1][0]) if pair[1][0] in UNDER_WAY else len(UNDER_WAY))
    return [_own_row(view, item, *shown) for item, shown in found[:limit]]


def _under_way(site):
    """Return UNDER_WAY and the states of active workflows with the colour of drafts or pending items."""
    active = [
        definition.newest["states"]
        for definition in site["workflows"].values()
        if definition.active is not None and definition.kind != "site"
    ]
    return {
        *UNDER_WAY,
        *(
            id
            for states in active
            for id, state in states.items()
            if state.get("hue", "draft") in ("draft", "waiting") and not state.get("hidden")
        ),
    }


def _shown(view, item):
    """Return (state, title, last transition) of the edition that this person works on."""
    if isinstance(item, Versioned):
        edition = view.viewer.shown(item)
        return edition.state, edition.version.title, last_transition(edition)
    steps = history_of(item)
    return item.state, item.title, steps[-1] if steps else None


def _own_row(view, item, state, title, step):
    at = step.at if step is not None else item.modified
    chip = chip_of(view.request, item.workflow, state, scope_of(item))
    return QueueRow(
        title=view.translate(title) or view.translate(_("No text")),
        url=view.url(item),
        kind=ICONS.get(item.type_id, item.type_id),
        kind_word=chip.word,
        asker=_holder(view, item, state, step),
        place=view.translate(place_of(view, item).title),
        age=view.clock.age(at),
    )


def _holder(view, item, state, step):
    """Return a sentence about the person or role that must act next."""
    translate = view.translate
    claim = claim_on_item(view.viewer, view.request.people, item)
    if claim is not None:
        return translate(
            _(
                "Assigned to ${person} for ${age}",
                mapping={"person": view.request.names.name(claim.person), "age": view.clock.age(claim.since)},
            )
        )
    if state == "needs_changes" and step is not None:
        return translate(
            _("${person}: “${reason}”", mapping={"person": view.request.names.name(step.actor), "reason": step.reason})
        )
    if isinstance(item, Space) and state != "draft":
        return translate(_("Waiting for the site moderators"))
    if state == "pending":
        return translate(_("Waiting for the moderators"))
    if state in ("proposed", "deletion_requested"):
        return translate(_("Waiting for ${people}", mapping={"people": deciders(view, item)}))
    return translate(_("Waiting for you"))
