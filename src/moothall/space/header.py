"""The header of a space, shown above every page in it."""

from itertools import pairwise

from pyramid.location import lineage

from moothall.core.access.permissions import Permission
from moothall.core.access.space_policies import PRIVATE, PUBLIC
from moothall.core.base.i18n import _
from moothall.core.content.items import nearest
from moothall.space import join_requests, members
from moothall.space.components import SpaceHead as Head
from moothall.space.content import Space
from moothall.ui.badges import chip_of
from moothall.ui.layout.presenters import Action, Avatar, Link, avatar_of
from moothall.ui.slots import panels

VISIBLE_TO = {PUBLIC: _("Open to everyone"), "signed-in": _("For people who are logged in"), PRIVATE: _("Private")}


def space_of(item):
    """Return the space an item is in, which may be the item itself, or ``None``."""
    return nearest(item, Space)


def section_of(item, of_itself="about"):
    """Return the name of the section of its space that an item is in; ``of_itself`` for pages about the space."""
    way = [node for node in lineage(item) if node.__parent__ is not None]
    if isinstance(item, Space):
        return of_itself
    return next((node.__name__ for node, around in pairwise(way) if isinstance(around, Space)), "-")


def section_tab(name, title):
    """Return the ``show`` of a tab in spaces: a page of the space, or a section of it that may be hidden."""

    def show(view, space, section):
        if name in space and not view.viewer.sees(space[name]):
            return None
        return Link(view.translate(title), view.url(space) + name, name == section)

    return show


def space_head(view, tab=None, inviting=False):
    """Return the header of the space that the page's context is in, or ``None`` if there is none or it is hidden.

    ``tab`` is the section shown as the current one; the default is that of the context.  ``inviting``
    makes joining the main button, on pages that have no other.
    """
    space = space_of(view.context)
    if space is None or not view.viewer.sees(space):
        return None
    request = view.request
    translate = view.translate
    state = space.state
    count = members.count_members(space, request.now)
    facts = [
        translate(VISIBLE_TO[space.record.policies["visibility"]]),
        request.localizer.pluralize("${n} member", "${n} members", count, domain="moothall", mapping={"n": count}),
    ]
    chip = None if state == "active" else chip_of(request, "space", state, space.uid)
    join, joined, note = _joining(view, space)
    section = section_of(view.context) if tab is None else tab
    return Head(
        name=translate(space.title),
        url=view.url(space),
        one_line=space.description or "",
        emblem=_emblem(space),
        facts=facts,
        chip=chip,
        join=join,
        joined=joined,
        inviting=inviting,
        note=note,
        restriction=next(iter(panels(view, "space restrictions", space)), None) if note else None,
        tabs=panels(view, "space tabs", space, section),
    )


def _emblem(space):
    known = avatar_of(space.title, str(space.uid))
    return Avatar(getattr(space, "country", "") or known.initials, known.hue)


def _joining(view, space):
    """Return (button, True if it leaves the space, note) for the viewer."""
    person = view.request.person.id
    translate = view.translate
    joining = space.record.policies["joining"]
    anyone_can_ask = joining != "invitation" and space.state == "active"
    if person is None:
        if not anyone_can_ask:
            return None, False, ""
        came_from = view.url(space)
        return Action(translate(_("Log in to join")), f"/login?came_from={came_from}"), False, ""
    now = view.request.now
    banned = members.ban_of(space, person, now)
    if banned is not None:
        return None, False, _banned(view, banned)
    if members.roles_given(space, person, now):
        return Action(translate(_("Leave")), view.url(space, "leave")), True, _silenced(view, space)
    asked = join_requests.requests_of(space).get(person)
    if asked is not None:
        note = translate(
            _("Your request to join has been waiting ${since}.", mapping={"since": view.clock.since(asked.at)})
        )
        return Action(translate(_("Your request")), view.url(space, "join")), True, note
    if not anyone_can_ask or not view.viewer.allowed(Permission.VIEW, space):
        return None, False, ""
    declined = join_requests.declined_answer(space, person)
    note = (
        translate(_("Your last request was declined: “${reason}”", mapping={"reason": declined.reason}))
        if declined is not None
        else ""
    )
    return (
        Action(translate(_("Join") if joining == "open" else _("Request to join")), view.url(space, "join")),
        False,
        note,
    )


def _silenced(view, space):
    """Return the text that says why and until when a person cannot write; empty for others."""
    silence = space.record.silences.get(view.request.person.id)
    if silence is None or not view.viewer.is_silenced(space):
        return ""
    if silence.until is None:
        return view.translate(_("You can read here but not write: “${reason}”", mapping={"reason": silence.reason}))
    said = {"date": view.clock.end(silence.until), "reason": silence.reason}
    return view.translate(_("You can read here but not write until ${date}: “${reason}”", mapping=said))


def _banned(view, ban):
    """Return the text that says why and until when a person is banned."""
    if ban.until is None:
        return view.translate(_("You are banned here: “${reason}”", mapping={"reason": ban.reason}))
    return view.translate(
        _(
            "You are banned here until ${date}: “${reason}”",
            mapping={"date": view.clock.end(ban.until), "reason": ban.reason},
        )
    )
