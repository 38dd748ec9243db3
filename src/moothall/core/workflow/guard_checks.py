"""Check the guards of a transition for one person and one item.

A guard is met, or returns a message that says what is missing.  ``approvers`` differs: until enough people
have approved, performing the transition stores an approval and the state stays the same.  An approval is
bound to the content: it becomes invalid when one of the ``fields`` it covers changes (or any field, if
none are named).
"""

import hashlib
from typing import Any

from moothall.core.access.subjects import Subject
from moothall.core.base.dates import StartOfDay
from moothall.core.base.i18n import _
from moothall.core.base.languages import BY_CODE
from moothall.core.content import translations
from moothall.core.content.editions import Edition
from moothall.core.content.items import Item, site_of
from moothall.core.content.site import Viewer
from moothall.core.content.types import FieldsOfType
from moothall.core.content.versioned import Versioned
from moothall.core.content.versions import Approval
from moothall.core.event_log.log import ActionContext
from moothall.core.storage.databases import PEOPLE
from moothall.core.workflow.definition import Transition
from moothall.core.workflow.guards import KINDS, Guard
from moothall.core.workflow.log_events import APPROVAL


def unmet_guards(
    viewer: Viewer, item: Item, edition: Edition | None, transition: Transition
) -> list[tuple[Guard, str]]:
    """Return (guard, message) for each guard of ``transition`` that ``viewer`` does not meet now."""
    found = []
    for guard in transition.guards:
        sentence = _UNMET_GUARDS[guard.kind](guard, viewer, item, edition, transition)
        if sentence is not None:
            found.append((guard, sentence))
    return found


def require(viewer: Viewer, item: Item, edition: Edition | None, transition: Transition) -> None:
    """Raise the error of the first unmet guard."""
    for guard, sentence in unmet_guards(viewer, item, edition, transition):
        raise KINDS[guard.kind].error(sentence)


def _not_creator(
    _guard: Guard, viewer: Viewer, item: Item, _edition: Edition | None, _transition: Transition
) -> str | None:
    if item.creator == viewer.person.id:
        return _("You added it yourself, so someone else must do this.")
    return None


def _approvers(
    _guard: Guard, viewer: Viewer, item: Item, edition: Edition | None, transition: Transition
) -> str | None:
    if viewer.person.id in approved_by(viewer, item, edition, transition):
        return _("You have approved it. It is waiting for other people to approve.")
    return None


def _required_fields(
    guard: Guard, _viewer: Viewer, item: Item, edition: Edition | None, _transition: Transition
) -> str | None:
    said = edition.version if edition is not None else item
    missing = [name for name in guard.fields if not _value(said, name)]
    if missing:
        return _("Fill in first: ${fields}.", mapping={"fields": FieldsOfType(item.type_id, tuple(missing))})
    return None


def _translations(
    guard: Guard, _viewer: Viewer, item: Item, edition: Edition | None, _transition: Transition
) -> str | None:
    if edition is None:
        return None
    said = {edition.version.language} | {
        one.language
        for one in translations.group(item)
        if one is not item and isinstance(one, Versioned) and one.live is not None and not one.deleted
    }
    missing = [BY_CODE[code].own for code in guard.languages if code not in said]
    if missing:
        return _("It must first be published in: ${languages}.", mapping={"languages": ", ".join(missing)})
    return None


def _not_before(
    guard: Guard, viewer: Viewer, _item: Any, _edition: Edition | None, _transition: Transition
) -> str | None:
    if guard.date is not None and viewer.now < guard.date:
        return _("This action is possible from ${date}.", mapping={"date": StartOfDay(guard.date)})
    return None


_UNMET_GUARDS = {
    "not_creator": _not_creator,
    "approvers": _approvers,
    "required_fields": _required_fields,
    "translations": _translations,
    "not_before": _not_before,
}


# -- approvals


def approvals_needed(transition: Transition) -> int:
    """Return how many people have to approve the transition; 1 if the person who performs it is enough."""
    return max((guard.count for guard in transition.guards if guard.kind == "approvers"), default=1)


def approved_by(viewer: Viewer, item: Item, edition: Edition | None, transition: Transition) -> tuple[str, ...]:
    """Return the people with a valid approval of the current content, in the order of approval.

    Approvals of people who could not perform the transition any more do not count.
    """
    kept = [one for one in item.approvals if one.transition == transition.id]
    if not kept:
        return ()
    now = _covered(item, edition, transition)
    people = dict.fromkeys(one.person for one in kept if one.digest == now)
    return tuple(person for person in people if _may_still(viewer, (edition or item).subject(), transition, person))


def _may_still(viewer: Viewer, subject: Subject, transition: Transition, person: str | None) -> bool:
    account = viewer.site._p_jar.get_connection(PEOPLE).root()[PEOPLE].by_id.get(person)
    if account is None or not account.enabled:
        return False
    other = viewer.for_person(account.person)
    definition = viewer.access_data.definition(subject.workflow, subject.scope)
    return other.holds(definition.who(transition, definition.now(subject.state)), subject)


def approve(act: ActionContext, item: Item, edition: Edition | None, transition: Transition) -> None:
    """Store the approval of the edition by ``act.person``."""
    digest = _covered(item, edition, transition)
    valid = tuple(
        one
        for one in item.approvals
        if one.transition != transition.id or (one.digest == digest and one.person != act.person)
    )
    item.approvals = (*valid, Approval(transition.id, act.person, act.at, digest))
    site = site_of(item)
    site.event_log.append(act, APPROVAL, item.uid, key=transition.id, after=digest)
    # The decision now waits for other people, and not for this person any more.
    site.claims.add_approval(act.person, (edition or item).uid)


def _covered(item: Item, edition: Edition | None, transition: Transition) -> str:
    """Return a digest of the content that an approval covers."""
    fields = next((guard.fields for guard in transition.guards if guard.kind == "approvers"), ())
    if edition is None:
        values = [(name, _value(item, name)) for name in fields or ("title", "description", "text")]
        kind = ""
    else:
        kind, said = edition.kind, edition.version.fields()
        values = [(name, said.get(name)) for name in sorted(fields or said)]
    plain = repr((kind, [(name, _plain(value)) for name, value in values]))
    return hashlib.sha256(plain.encode()).hexdigest()


def _plain(value: Any) -> Any:
    # A blob is identified by its oid, since its repr differs from process to process.
    oid = getattr(value, "_p_oid", None)
    if oid is not None:
        return oid.hex()
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return str(value)


def _value(said: Any, name: str) -> Any:
    # The method ``get`` of a container finds the items in it.
    return getattr(said, name, None) if isinstance(said, Item) else said.get(name)
