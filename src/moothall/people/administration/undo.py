"""Undo changes of the site roles and the groups of an account."""

from moothall.administration.places import ADMIN
from moothall.core.access.log_events import GROUP, SITE_ROLE
from moothall.core.base.errors import BadInput, Conflict
from moothall.core.base.i18n import _
from moothall.people.account_log import record
from moothall.people.site_role_labels import SITE_ROLE_WORDS
from moothall.ui.event_undo import logged_together, undo_button_of
from moothall.ui.status_messages import DONE

#: Kind of events → (attribute of an account, method of the store that sets it).
CHANGES = {
    SITE_ROLE.id: ("site_roles", "set_site_roles"),
    GROUP.id: ("groups", "set_groups"),
}


def undo_of(kind):
    """Return the function that offers to undo the last change of ``kind`` of the account that the page shows."""

    def undo(view):
        site, person = view.request.site, _shown(view)
        events = [one for one in site.event_log.about(site.uid, {kind.id}) if _person_of(one) == person]
        return undo_button_of(view, site, events[-1] if events else None)

    return undo


def undo_change(view, act, event):
    """Give the account the site roles or the groups that it had before the change."""
    request = view.request
    account = request.people.by_id(_person_of(event))
    if account is None or not view.viewer.sees(request.site[ADMIN]):
        raise Conflict(_("This can no longer be undone."))
    attribute, method = CHANGES[event.kind]
    held = set(getattr(account, attribute))
    for one in logged_together(view, event):
        if _person_of(one) == account.id:
            (held.add if one.before else held.discard)(one.key[1])
    try:
        changes = getattr(request.people, method)(act, account, held)
    except BadInput:
        # The group was deleted meanwhile.
        raise Conflict(_("This can no longer be undone.")) from None
    record(request.site, act, changes)


def roles_message(view):
    """Return a sentence with the site roles of the account that the page shows."""
    account = view.request.people.by_id(_shown(view))
    if account is None:
        return view.translate(_("Saved."))
    roles = ", ".join(view.translate(words) for role, words in SITE_ROLE_WORDS.items() if role in account.site_roles)
    if not roles:
        return view.translate(_("Saved. ${name} has no role for the whole site.", mapping={"name": account.name}))
    said = {"name": account.name, "roles": roles}
    return view.translate(_("Saved. ${name} now has the site role ${roles}.", mapping=said))


def groups_message(view):
    """Return a sentence with the groups of the account that the page shows."""
    account, titles = view.request.people.by_id(_shown(view)), view.request.people.groups()
    if account is None:
        return view.translate(_("Saved."))
    groups = ", ".join(sorted(titles[name] for name in account.groups))
    if not groups:
        return view.translate(_("Saved. ${name} is in no group.", mapping={"name": account.name}))
    return view.translate(_("Saved. ${name} is now in: ${groups}", mapping={"name": account.name, "groups": groups}))


def about_account(sentence):
    """Return the function that returns ``sentence`` with the name of the account that the page shows."""

    def say(view):
        account = view.request.people.by_id(_shown(view))
        return view.translate(_(sentence, mapping={"name": account.name})) if account else view.translate(DONE)

    return say


def _back(view, event):
    return view.back("account-undone", view.request.site[ADMIN], "person", _person_of(event))


def _shown(view):
    return "/".join(view.request.subpath)


def _person_of(event):
    return event.key[0] if isinstance(event.key, tuple) else None


def includeme(config):
    for kind in (SITE_ROLE, GROUP):
        config.add_event_undo(kind, undo_change, _back)
    config.add_status_messages({"roles-saved": roles_message}, undo=undo_of(SITE_ROLE))
    config.add_status_messages({"groups-saved": groups_message}, undo=undo_of(GROUP))
    config.add_status_messages(
        {"account-undone": about_account(_("Undone. The roles and groups of ${name} are as before."))}
    )
