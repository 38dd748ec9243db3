"""What happened, in a sentence: ``config.add_event_text(kind, title, tell)`` says how for a kind of facts.

``tell(formatter, entry)`` returns a translation string; a formatter knows the names of people
and things in one language, for somebody who may know of them.
"""

from moothall.core.access import space_policies as D
from moothall.core.audit import entries as E
from moothall.core.base.i18n import _
from moothall.core.content.items import scope_of
from moothall.core.content.types import types_of
from moothall.space.role_labels import ROLE_WORDS, SITE_ROLE_WORDS
from moothall.ui.display_names import FORMER
from moothall.ui.layout.dates import Clock
from moothall.ui.layout.presenters import Link
from moothall.ui.page import path_of

CATEGORY_WORDS = {
    "access": _("Access"),
    "accounts": _("Accounts"),
    "log-ins": _("Logins"),
    "rules": _("Workflows"),
    "states": _("States"),
    "places": _("Added, moved, deleted"),
}
SITE_ITSELF = _("The site itself")
SOMEBODY = _("Someone")
SOMETHING = _("an item you cannot see")
SOMETHING_GONE = _("a deleted item")
NOTHING = _("nothing")


class EventFormatter:
    """Tells entries of the trail, and facts, to ``viewer`` in the language of ``localizer``."""

    def __init__(self, registry, viewer, people, localizer):
        self.registry = registry
        self.viewer = viewer
        self.clock = Clock(viewer.now, localizer)
        self.translate = localizer.translate
        self._site = viewer.site
        self._people = people
        self._known = {}

    def tell(self, entry):
        """The sentence."""
        words = self.registry.fact_words.get(entry.kind)
        return self.translate((words[1] if words is not None else _anything)(self, entry))

    def title(self, kind):
        """What a kind is called where one chooses among them."""
        words = self.registry.fact_words.get(kind)
        return self.translate(words[0]) if words is not None else kind

    # -- what sentences are made of

    def name(self, person):
        """The name of a person; of the site itself for ``None``."""
        if person is None:
            return self.translate(SITE_ITSELF)
        account = self._people.by_id(person)
        return account.name if account is not None else self.translate(FORMER)

    def login(self, person):
        """The log-in of a person, or nothing."""
        account = self._people.by_id(person) if person is not None else None
        return account.login if account is not None else None

    def principal(self, principal):
        """Who holds something: a person, a group, or the members of a space."""
        if not isinstance(principal, str):
            return self.translate(SOMEBODY)
        kind, _colon, rest = principal.partition(":")
        if kind == "space" and rest.isdigit():
            return self.translate(_("the members of ${space}", mapping={"space": self.item(int(rest))}))
        groups = self._people.groups()
        if principal in groups or rest in groups:
            return groups.get(principal) or groups[rest]
        return self.name(principal)

    def item(self, uid):
        """The title of a thing in quotation marks, as far as the viewer may know of it."""
        return self._item(uid)[0]

    def link(self, uid):
        """The way to a thing that the viewer may see, or ``None``."""
        title, url = self._item(uid)
        return Link(title, url) if url else None

    def sees(self, uid):
        """Whether a thing is there and the viewer may see it."""
        return bool(self._item(uid)[1])

    def _item(self, uid):
        found = self._known.get(uid)
        if found is None:
            found = self._known[uid] = self._look_up(uid)
        return found

    def _look_up(self, uid):
        if uid == self._site.uid:
            return self.translate(_("the whole site")), "/"
        item = self._site.uids.get(uid) if uid is not None else None
        if item is None:
            return self.translate(SOMETHING_GONE), ""
        if not self.viewer.sees(item):
            return self.translate(SOMETHING), ""
        title = self.translate(_("“${title}”", mapping={"title": self.translate(item.title)}))
        return title, self.address(item)

    def address(self, item):
        """The path of a thing, as where there is no request: the site stands at the root."""
        return path_of(_Plain, item)

    def roles(self, roles):
        """Roles in words."""
        words = [self.translate(ROLE_WORDS.get(role) or SITE_ROLE_WORDS.get(role) or role) for role in roles or ()]
        return ", ".join(words) or self.translate(NOTHING)

    def state(self, entry, state):
        """The title of a state, by the table that holds for the thing today."""
        item = self._site.uids.get(entry.subject)
        if item is None or state is None:
            return state or self.translate(NOTHING)
        found = self.viewer.facts.definition(item.workflow, scope_of(item)).states.get(state)
        return self.translate(_(found.title)) if found is not None else state

    def step(self, entry, step):
        """The title of a step of the workflow, by the table that holds for the thing today."""
        item = self._site.uids.get(entry.subject)
        if item is None:
            return str(step)
        found = self.viewer.facts.definition(item.workflow, scope_of(item)).transitions.get(step)
        return self.translate(_(found.title)) if found is not None else str(step)

    def type(self, type_id):
        """What a type is called."""
        found = types_of(self.registry).get(type_id)
        return self.translate(found.title) if found is not None else str(type_id)

    def day(self, at):
        return self.clock.day(at.date())

    def common(self, entry):
        """What every sentence can name."""
        return {"actor": self.name(entry.actor), "person": self.name(entry.person), "item": self.item(entry.subject)}


class _Plain:
    """What addresses are made for where there is no request: the site stands at the root."""

    script_name = ""


# -- the kinds


def _membership(formatter, entry):
    said = formatter.common(entry)
    said.update(
        roles=formatter.roles(entry.after), before=formatter.roles(entry.before), person=formatter.principal(entry.key)
    )
    if entry.until is not None:
        said["until"] = formatter.day(entry.until)
    own = entry.actor == entry.person
    if not entry.after:
        return (
            _("${actor} left ${item}.", mapping=said)
            if own
            else _("${actor} removed ${person} from ${item}.", mapping=said)
        )
    if own and not entry.before:
        return _("${actor} joined ${item} as ${roles}.", mapping=said)
    if not entry.before and entry.until is None:
        return _("${actor} gave ${person} the role ${roles} in ${item}.", mapping=said)
    if not entry.before:
        return _("${actor} gave ${person} the role ${roles} in ${item}, until ${until}.", mapping=said)
    if set(entry.before) == set(entry.after):
        # Only how long, or who vouches.
        return (
            _("${actor} removed the end date of the membership of ${person} in ${item}.", mapping=said)
            if (entry.until is None)
            else _("${actor} set the membership of ${person} in ${item} to end on ${until}.", mapping=said)
        )
    if entry.until is None:
        return _("${actor} changed the role of ${person} in ${item} from ${before} to ${roles}.", mapping=said)
    return _(
        "${actor} changed the role of ${person} in ${item} from ${before} to ${roles}, until ${until}.", mapping=said
    )


def _grant(formatter, entry):
    said = formatter.common(entry)
    said.update(
        roles=formatter.roles(entry.after), before=formatter.roles(entry.before), person=formatter.principal(entry.key)
    )
    if not entry.after:
        return _("${actor} stopped sharing ${item} with ${person}.", mapping=said)
    if entry.until is None:
        return _("${actor} shared ${item} with ${person}: ${roles}.", mapping=said)
    return _(
        "${actor} shared ${item} with ${person} until ${until}: ${roles}.",
        mapping={**said, "until": formatter.day(entry.until)},
    )


def _break(formatter, entry):
    said = formatter.common(entry)
    if entry.after:
        return _("${actor} removed the access restriction from ${item}.", mapping=said)
    return _("${actor} restricted access to ${item} to the people listed on it.", mapping=said)


def _ban(formatter, entry):
    said = formatter.common(entry)
    if not entry.after:
        return _("${actor} lifted the ban on ${person} in ${item}.", mapping=said)
    if entry.until is None:
        return _("${actor} banned ${person} from ${item}.", mapping=said)
    return _(
        "${actor} banned ${person} from ${item} until ${until}.", mapping={**said, "until": formatter.day(entry.until)}
    )


def _join_request(formatter, entry):
    said = formatter.common(entry)
    if entry.after == "asked":
        return _("${person} requested to join ${item}.", mapping=said)
    if entry.after == "withdrawn":
        return _("${person} withdrew the request to join ${item}.", mapping=said)
    if entry.after == "declined":
        return _("${actor} declined the request of ${person} to join ${item}.", mapping=said)
    return _("The request of ${person} to join ${item} has ended.", mapping=said)


def _owner(formatter, entry):
    return _("${actor} made ${person} the owner of ${item}.", mapping=formatter.common(entry))


def _creator(formatter, entry):
    return _("${actor} made ${person} the creator of ${item}.", mapping=formatter.common(entry))


def _dial(formatter, entry):
    title, values = D.DIALS.get(entry.key, (str(entry.key), {}))
    said = {
        **formatter.common(entry),
        "dial": formatter.translate(title),
        "value": formatter.translate(values.get(entry.after, str(entry.after))),
    }
    return _("${actor} changed “${dial}” in ${item} to: ${value}", mapping=said)


def _group(formatter, entry):
    if entry.person is None:
        said = {**formatter.common(entry), "before": str(entry.before), "group": str(entry.after)}
        if entry.before is None:
            return _("${actor} added the group “${group}”.", mapping=said)
        if entry.after is None:
            return _("${actor} deleted the group “${before}”.", mapping=said)
        return _("${actor} renamed the group “${before}” to “${group}”.", mapping=said)
    group = formatter.principal(entry.key[1]) if isinstance(entry.key, list) else str(entry.key)
    said = {**formatter.common(entry), "group": group}
    if entry.after:
        return _("${actor} added ${person} to the group ${group}.", mapping=said)
    return _("${actor} removed ${person} from the group ${group}.", mapping=said)


def _site_role(formatter, entry):
    said = {**formatter.common(entry), "role": formatter.roles(entry.key[1:] if isinstance(entry.key, list) else ())}
    if entry.after:
        return _("${actor} made ${person} ${role} for the whole site.", mapping=said)
    return _("${actor} removed the site role ${role} from ${person}.", mapping=said)


def _enabled(formatter, entry):
    said = formatter.common(entry)
    if entry.before is None:
        return _("${actor} added an account for ${person}.", mapping=said)
    if entry.after is None:
        return _("${actor} deleted the account of ${person}.", mapping=said)
    if entry.after:
        return _("${actor} enabled the account of ${person}.", mapping=said)
    return _("${actor} disabled the account of ${person}.", mapping=said)


def _state(formatter, entry):
    said = {
        **formatter.common(entry),
        "state": formatter.state(entry, entry.after),
        "before": formatter.state(entry, entry.before),
    }
    if entry.before is None:
        return _("${actor} set the state of ${item} to “${state}”.", mapping=said)
    if entry.after is None:
        return _("${actor} discarded the unpublished version of ${item}, which was “${before}”.", mapping=said)
    return _("${actor} changed the state of ${item} from “${before}” to “${state}”.", mapping=said)


def _live(formatter, entry):
    return _(
        "${actor} made version ${n} of ${item} visible to readers.",
        mapping={**formatter.common(entry), "n": entry.after},
    )


def _created(formatter, entry):
    return _(
        "${actor} added ${item} (${type}).", mapping={**formatter.common(entry), "type": formatter.type(entry.key)}
    )


def _moved(formatter, entry):
    return _("${actor} moved ${item}.", mapping=formatter.common(entry))


def _renamed(formatter, entry):
    return _("${actor} changed the address of ${item}.", mapping=formatter.common(entry))


def _erased(formatter, entry):
    if entry.person is not None:
        return _("${actor} deleted the account of a former member.", mapping=formatter.common(entry))
    return _deleted(formatter, entry)


def _deleted(formatter, entry):
    return _(
        "${actor} permanently deleted an item (${type}).",
        mapping={**formatter.common(entry), "type": formatter.type(entry.key)},
    )


def _assignment(formatter, entry):
    return _(
        "${actor} chose another workflow for “${workflow}” in ${item}.",
        mapping={**formatter.common(entry), "workflow": str(entry.key)},
    )


def _definition(formatter, entry):
    said = {**formatter.common(entry), "n": str(entry.after)}
    if entry.after is None:
        return _("${actor} retired the workflow ${item}.", mapping=said)
    return _("${actor} activated version ${n} of the workflow ${item}.", mapping=said)


def _access_request(formatter, entry):
    said = formatter.common(entry)
    if entry.after == "open":
        return _("${person} requested access to ${item}.", mapping=said)
    if entry.after == "granted":
        return _("${actor} gave ${person} the access to ${item} they requested.", mapping=said)
    if entry.after == "declined":
        return _("${actor} declined the request of ${person} for access to ${item}.", mapping=said)
    return _("The request of ${person} for access to ${item} was withdrawn.", mapping=said)


def _invitation(formatter, entry):
    said = {**formatter.common(entry), "person": formatter.name(entry.person)}
    if entry.before is None:
        return _("${actor} invited someone to ${item}.", mapping=said)
    return _("An invitation to ${item} was answered or withdrawn by ${actor}.", mapping=said)


def _review(formatter, entry):
    if entry.until is None:
        return _("${actor} reviewed the membership of ${person} in ${item}.", mapping=formatter.common(entry))
    return _(
        "${actor} set the membership of ${person} in ${item} to end on ${until}.",
        mapping={**formatter.common(entry), "until": formatter.day(entry.until)},
    )


def _approval(formatter, entry):
    return _(
        "${actor} approved “${step}” for ${item}.",
        mapping={**formatter.common(entry), "step": formatter.step(entry, entry.key)},
    )


def _plan(formatter, entry):
    said = {**formatter.common(entry), "step": formatter.step(entry, entry.key)}
    if entry.after is None:
        return _("The scheduled action “${step}” for ${item} was ended by ${actor}.", mapping=said)
    return _(
        "${actor} scheduled “${step}” for ${item} on ${day}.",
        mapping={**said, "day": formatter.day(entry.since or entry.at)},
    )


def _login(formatter, entry):
    if entry.person is None:
        return _("Someone logged in. Who it was is no longer stored.")
    return _("${person} logged in.", mapping=formatter.common(entry))


def _failed(formatter, entry):
    if entry.person is None:
        return (
            _("Several logins in a row failed for a username that does not exist.")
            if not entry.forgotten
            else _("Several logins in a row failed. The username is no longer stored.")
        )
    return _("Several logins in a row failed for ${person}.", mapping=formatter.common(entry))


def _logout(formatter, entry):
    if entry.person is None:
        return _("Someone logged out. Who it was is no longer stored.")
    if entry.actor == entry.person:
        return _("${person} logged out everywhere.", mapping=formatter.common(entry))
    return _("${actor} logged ${person} out everywhere.", mapping=formatter.common(entry))


def _password(formatter, entry):
    if entry.actor == entry.person:
        return _("${person} chose a new password.", mapping=formatter.common(entry))
    return _("${actor} set a new password for ${person}.", mapping=formatter.common(entry))


def _address(formatter, entry):
    if entry.actor == entry.person:
        return _("${person} changed their own email address.", mapping=formatter.common(entry))
    return _("${actor} changed the email address of ${person}.", mapping=formatter.common(entry))


def _view_as(formatter, entry):
    said = {**formatter.common(entry), "role": formatter.roles([entry.after or entry.before])}
    if entry.after is None:
        return _("${actor} stopped viewing the site as someone else.", mapping=said)
    if entry.person is None:
        return _("${actor} viewed ${item} as someone with the role ${role}.", mapping=said)
    return _("${actor} viewed the site as ${person}.", mapping=said)


def _pruned(formatter, entry):
    return _(
        "Entries up to number ${n} were removed because they were older than this site keeps them.",
        mapping={"n": entry.key},
    )


def _anything(formatter, entry):
    said = {**formatter.common(entry), "kind": entry.kind}
    if entry.subject is None:
        return _("${actor}: ${kind}.", mapping=said)
    return _("${actor}: ${kind}, ${item}.", mapping=said)


def add_event_text(config, kind, title, tell):
    """Directive: how a kind of facts is called and told."""
    config.registry.fact_words[kind] = (title, tell)


def includeme(config):
    config.registry.fact_words = {}
    config.add_directive("add_event_text", add_event_text)
    for kind, title, tell in (
        ("membership", _("Memberships"), _membership), ("grant", _("Sharing"), _grant),
        ("break", _("Access inherited or restricted"), _break), ("ban", _("Bans"), _ban),
        ("join request", _("Requests to join"), _join_request), ("invitation", _("Invitations"), _invitation),
        ("access request", _("Access requests"), _access_request),
        ("review", _("Reviews of memberships"), _review), ("owner", _("Space owners"), _owner),
        ("creator", _("Creators"), _creator), ("dial", _("Space settings"), _dial),
        ("group", _("Groups"), _group), ("site role", _("Site roles"), _site_role),
        ("account enabled", _("Accounts added, disabled, enabled"), _enabled),
        ("state", _("States of spaces, discussions and posts"), _state),
        ("edition state", _("States of documents"), _state), ("live version", _("Published versions"), _live),
        ("created", _("Added"), _created), ("moved", _("Moved"), _moved), ("renamed", _("Renamed"), _renamed),
        ("deleted", _("Permanently deleted"), _deleted),
        ("erased", _("Permanently deleted items and accounts"), _erased),
        ("workflow assignment", _("Workflow in use"), _assignment),
        ("definition version", _("Workflow versions"), _definition),
        ("approval", _("Approvals"), _approval), ("plan", _("Scheduled actions"), _plan),
        (E.LOGIN, _("Logged in"), _login), (E.FAILED, _("Failed logins"), _failed),
        (E.LOGOUT, _("Logged out everywhere"), _logout), (E.PASSWORD, _("Password changes"), _password),
        (E.ADDRESS, _("Email address changes"), _address), (E.VIEW_AS, _("Viewed the site as someone else"), _view_as),
        (E.PRUNED, _("Old entries removed"), _pruned),
    ):  # fmt: skip
        config.add_event_text(kind, title, tell)
