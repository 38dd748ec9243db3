"""The state of an item in its workflow, as a sentence, and the next actions.

It is shown below a document's title: the assignee, since when, and one primary button.
"""

from moothall.core.access import roles as R
from moothall.core.access.permissions import Permission
from moothall.core.access.records import SPACE
from moothall.core.authorization.audience import holders
from moothall.core.authorization.knowledge import Knowledge
from moothall.core.base.collation import sort_key
from moothall.core.base.i18n import _
from moothall.core.content.editions import LIVE
from moothall.core.content.items import scope_of
from moothall.core.workflow import transition as steps
from moothall.core.workflow.history import is_involved, last_transition
from moothall.ui.badges import step_actions
from moothall.ui.layout.dates import concatenate
from moothall.ui.layout.presenters import Action
from moothall.ui.slots import panels
from moothall.ui.status_messages import reason_for_state

#: Transitions that can be the primary button, in order of preference; all others are secondary.
PRIMARY = ("approve", "publish", "resubmit", "submit", "refuse_deletion", "unarchive", "restore", "activate")


class WorkflowBar:
    """``sentence``, ``primary`` and ``secondary`` for the edition this person works with."""

    def __init__(self, view, edition):
        self._view = view
        self._edition = edition
        self._is_involved = is_involved(view.viewer, edition.item)
        actions = step_actions(view, edition.item)
        by_id = {action.url.rstrip("/").rsplit("/", 1)[-1]: action for action in actions}
        self.primary = next((by_id[name] for name in PRIMARY if name in by_id), None)
        rest = [action for action in actions if action is not self.primary]
        if view.viewer.allowed(Permission.EDIT, edition.item):
            rest.insert(0, Action(view.translate(_("Edit")), view.url(edition.item, "edit")))
        self.secondary = rest + panels(view, "item actions")
        # Destructive actions come last, away from frequent ones.
        self.secondary.sort(key=lambda action: action.kind == "danger")
        sentences = self._sentence(), self._why(), self._begun(), *panels(view, "workflow sentences", edition)
        self.sentence = concatenate(filter(None, sentences), " ")

    def _sentence(self):
        view, edition = self._view, self._edition
        item, state = edition.item, edition.state
        event = last_transition(edition)
        since = view.clock.since(event.at) if event is not None else ""
        mine = item.creator == view.request.person.id
        translate = view.translate
        definition = view.viewer.access_data.definition(item.workflow, scope_of(item))
        if state == "draft" and definition.is_private(state):
            return translate(_("Only you can see this draft.") if mine else _("This draft is shared with you."))
        if state == "proposed":
            return translate(
                _("Waiting for ${people} ${since}.", mapping={"people": deciders(view, item), "since": since})
            )
        # Reasons are visible to editors and deciders only.
        if state == "needs_changes" and self._is_involved:
            return translate(
                _(
                    "Changes requested by ${person} ${since}: “${reason}”",
                    mapping={
                        "person": view.request.names.name(event.actor) if event else "",
                        "since": since,
                        "reason": event.reason if event else "",
                    },
                )
            )
        if state == "deletion_requested" and self.primary is not None:
            return translate(
                _(
                    "Deletion requested by ${person} ${since}: “${reason}”",
                    mapping={
                        "person": view.request.names.name(event.actor) if event else "",
                        "since": since,
                        "reason": event.reason if event else "",
                    },
                )
            )
        if state == "deletion_requested" and mine:
            return translate(
                _(
                    "Your request to delete it is waiting for ${people} ${since}.",
                    mapping={"people": deciders(view, item), "since": since},
                )
            )
        if state == "archived":
            return translate(_("Archived ${since}. It can be read but not changed.", mapping={"since": since}))
        if state == "deleted":
            return translate(_("Deleted ${since}. It can be restored for 30 days.", mapping={"since": since}))
        if edition.kind == LIVE and definition.is_read(state) and (self.primary or self.secondary):
            return translate(_("Published. Readers see this version."))
        return ""

    def _why(self):
        """Return the reason of the last decision, in states whose own sentence does not have it."""
        if self._edition.state in ("needs_changes", "deletion_requested"):
            return ""
        return reason_for_state(self._view, self._edition.item)

    def _begun(self):
        """Return the link to the draft that the person began when changes to published content were requested."""
        item, edition, person = self._edition.item, self._edition, self._view.request.person.id
        newest = item.versions[max(item.versions)]
        if (
            edition.state != "needs_changes"
            or item.creator != person
            or newest.by != person
            or newest.number <= edition.version.number
        ):
            return ""
        return self._view.translate(
            _("Your unfinished changes are kept in the history, as version ${n}.", mapping={"n": newest.number})
        )


def _approvals(view, edition):
    """Return the approvals so far, if a transition needs several, for the people who may see them."""
    if not is_involved(view.viewer, edition.item):
        return None
    for transition, people, need in steps.approvals(view.viewer, edition.item):
        if people:
            names = ", ".join(view.request.names.name(person) for person in people)
            return view.translate(
                _(
                    "“${step}” needs ${need} people to approve. So far: ${people}.",
                    mapping={"step": view.translate(_(transition.title)), "need": need, "people": names},
                )
            )
    return None


def _missing(view, edition):
    """Return the reasons why this person cannot perform transitions that they could otherwise."""
    said = [
        view.translate(
            _(
                "“${step}” is not possible yet: ${why}",
                mapping={"step": view.translate(_(one.transition.title)), "why": view.translate(sentence)},
            )
        )
        for one in steps.blocked_transitions(view.viewer, edition.item)
        for sentence in one.sentences
    ]
    return " ".join(said) or None


def own_spaces(viewer):
    """Return the visible spaces in which ``viewer`` has a role; a ban suspends roles."""
    access_data, access, find = viewer.access_data, viewer.site.access, viewer.site.uids.get
    held = [
        find(record.uid)
        for record in access.values()
        if record.kind == SPACE and any(access_data.holdings(viewer.person, record.uid, viewer.now))
    ]
    return [space for space in held if viewer.sees(space)]


def deciders(view, item):
    """Return the names of those who decide about an item: facilitators of its space or reviewers of the repository.

    They are neither named nor counted for a person who may not list the members of the space.
    """
    members_record = view.viewer.access_data.inherited(scope_of(item))[2]
    listed = Knowledge(view.viewer).listed(members_record).people
    people = holders(members_record, R.FACILITATOR, view.request.now) if listed else []
    if not people:
        return view.translate(_("the facilitators") if members_record.kind == SPACE else _("the reviewers"))
    names = sorted((view.request.names.name(person) for person in people), key=sort_key)
    if len(names) > 2:
        return view.translate(
            _("${first}, ${second} or another facilitator", mapping={"first": names[0], "second": names[1]})
        )
    return view.translate(_(" or ")).join(names)


def includeme(config):
    config.add_slot("item actions", "show(view) returns an Action about the item that the page shows.")
    config.add_slot("list links", "show(view) returns a Link about the list that the page shows.")
    config.add_slot("workflow sentences", "show(view, edition) returns a sentence about an edition in its workflow.")
    config.add_panel("workflow sentences", "approvals", _approvals, order=20)
    config.add_panel("workflow sentences", "missing", _missing, order=30)
