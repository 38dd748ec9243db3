"""Asking the guards of a step, for one person and one item.

A guard either lets the step pass or says, in a sentence, what is missing.
``approvers`` differs: until enough people have approved, taking the step records an
approval instead of moving the item.  An approval is bound to what it was given for:
once one of the ``fields`` it covers has changed (all of them, where none are named),
it counts no more.
"""

import hashlib

from moothall.core.base.i18n import _
from moothall.core.base.languages import BY_CODE
from moothall.core.content import translations
from moothall.core.content.items import Item, site_of
from moothall.core.content.types import FieldsOfType
from moothall.core.content.versions import Approval, Versioned
from moothall.core.storage.databases import PEOPLE
from moothall.core.workflow.guards import KINDS
from moothall.core.workflow.log_events import APPROVAL


def unmet_guards(viewer, item, edition, transition):
    """(guard, sentence) for each guard of ``transition`` that does not let ``viewer`` pass now."""
    found = []
    for guard in transition.guards:
        sentence = _UNMET_GUARDS[guard.kind](guard, viewer, item, edition, transition)
        if sentence is not None:
            found.append((guard, sentence))
    return found


def require(viewer, item, edition, transition):
    """Raise the error of the first guard that does not let pass."""
    for guard, sentence in unmet_guards(viewer, item, edition, transition):
        raise KINDS[guard.kind].error(sentence)


def _not_creator(guard, viewer, item, edition, transition):
    if item.creator == viewer.person.id:
        return _("You added it yourself, so someone else must do this.")
    return None


def _approvers(guard, viewer, item, edition, transition):
    if viewer.person.id in approved_by(viewer, item, edition, transition):
        return _("You have approved it. It is waiting for other people to approve.")
    return None


def _required_fields(guard, viewer, item, edition, transition):
    said = edition.version if edition is not None else item
    missing = [name for name in guard.fields if not _value(said, name)]
    if missing:
        return _("Fill in first: ${fields}.", mapping={"fields": FieldsOfType(item.type_id, tuple(missing))})
    return None


def _translations(guard, viewer, item, edition, transition):
    if not isinstance(item, Versioned):
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


def _not_before(guard, viewer, item, edition, transition):
    if viewer.now.date() < guard.date:
        return _("This action is possible from ${date}.", mapping={"date": guard.date})
    return None


_UNMET_GUARDS = {
    "not_creator": _not_creator,
    "approvers": _approvers,
    "required_fields": _required_fields,
    "translations": _translations,
    "not_before": _not_before,
}


# -- approvals


def approvals_needed(transition):
    """How many people have to approve before the step is taken; 1 is whoever takes it."""
    return max((guard.count for guard in transition.guards if guard.kind == "approvers"), default=1)


def approved_by(viewer, item, edition, transition):
    """The people whose approval of what stands there now holds, in the order in which they gave it.

    Whoever may not take the step any more approves of nothing.
    """
    kept = [one for one in item.approvals if one.transition == transition.id]
    if not kept:
        return ()
    now = _covered(item, edition, transition)
    people = dict.fromkeys(one.person for one in kept if one.digest == now)
    return tuple(person for person in people if _may_still(viewer, (edition or item).subject(), transition, person))


def _may_still(viewer, subject, transition, person):
    account = viewer.site._p_jar.get_connection(PEOPLE).root()[PEOPLE].by_id.get(person)
    if account is None or not account.enabled:
        return False
    other = type(viewer)(viewer.site, account.person, viewer.now, viewer.facts)
    definition = viewer.facts.definition(subject.workflow, subject.scope)
    return other.holds(definition.who(transition, definition.now(subject.state)), subject)


def approve(act, item, edition, transition):
    """Record that ``act.person`` approves of the edition as it is."""
    digest = _covered(item, edition, transition)
    valid = tuple(
        one
        for one in item.approvals
        if one.transition != transition.id or (one.digest == digest and one.person != act.person)
    )
    item.approvals = (*valid, Approval(transition.id, act.person, act.at, digest))
    site = site_of(item)
    site.facts.append(act, APPROVAL, item.uid, key=transition.id, after=digest)
    # It waits for others now, and no more for whoever has approved.
    site.desk.add_approval(act.person, (edition or item).uid)


def _covered(item, edition, transition):
    """A digest of what an approval speaks of."""
    fields = next((guard.fields for guard in transition.guards if guard.kind == "approvers"), ())
    if edition is None:
        values = [(name, _value(item, name)) for name in fields or ("title", "description", "text")]
        kind = ""
    else:
        kind, said = edition.kind, edition.version.fields()
        values = [(name, said.get(name)) for name in sorted(fields or said)]
    plain = repr((kind, [(name, _plain(value)) for name, value in values]))
    return hashlib.sha256(plain.encode()).hexdigest()


def _plain(value):
    # A file is the same for as long as its blob is; the blob's own repr would differ from process to process.
    oid = getattr(value, "_p_oid", None)
    if oid is not None:
        return oid.hex()
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return str(value)


def _value(said, name):
    # What holds others has a ``get`` of its own, which finds those.
    return getattr(said, name, None) if isinstance(said, Item) else said.get(name)
