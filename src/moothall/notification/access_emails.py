"""News about access: given, asked for, answered, about to end."""

from pyramid.traversal import resource_path

from moothall.core.access import roles as R
from moothall.core.access.expiry import end_on
from moothall.core.access.permissions import Permission
from moothall.core.access.person import is_person_id
from moothall.core.access.records import REPOSITORY
from moothall.core.authorization import access_requests as asking
from moothall.core.authorization.access_context import AccessContext, access_data_of
from moothall.core.authorization.access_requests import AccessRequestAnswered, AccessRequested
from moothall.core.authorization.sharing import AccessChanged, roles_on
from moothall.core.base.i18n import _
from moothall.core.content.items import scope_of, site_of
from moothall.core.decisions import KINDS
from moothall.core.storage.databases import PEOPLE
from moothall.notification import recipients as receivers
from moothall.notification.emails import builder
from moothall.people.store import store_of
from moothall.sharing.texts import role_words
from moothall.ui.badges import title_of
from moothall.ui.workflow_bar import holders

DECIDE = _("Decide here: ${link}")
SEE_WHO = _("See who has access: ${link}")


# -- who is told


def notify_access_changed(event):
    """A person hears what they were given; what a group or a space was given, its members find."""
    if event.after and is_person_id(event.principal) and event.principal != event.act.person:
        _put("access given", event.principal, event.item, event.act)


def notify_access_request(event):
    """Those who may share the item hear that somebody asks for access."""
    for person in sharers(event.item, event.act.at):
        if person != event.act.person:
            _put("access asked", person, event.item, event.act)


def notify_request_answered(event):
    """Who asked hears the answer."""
    _put(
        "access answered",
        event.request.person,
        event.item,
        event.act,
        state=event.request.state,
        reason=event.act.reason,
    )


def sharers(item, now):
    """The ids of the people who answer requests for access to ``item``."""
    site = site_of(item)
    facts, people = access_data_of(site), store_of(site._p_jar.get_connection(PEOPLE))
    roster = facts.inherited(scope_of(item))[2]
    named = [person for record in facts.chain(scope_of(item)) for person in holders(record, R.FACILITATOR, now)]
    accounts = [people.by_id(person) for person in dict.fromkeys([item.creator, *named])]
    found = [
        account.id
        for account in accounts
        if account is not None
        and account.enabled
        and AccessContext(site, account.person, now, facts).allowed(Permission.SHARE, item)
    ]
    return found or receivers.with_site_role(site, R.REVIEWER if roster.kind == REPOSITORY else R.ADMINISTRATOR)


def _put(kind, person, item, act, **data):
    site_of(item).outbox.put(kind, person, item.uid, act.at, by=act.person, **data)


# -- what they read


def given(email, item):
    """Somebody got access, and has it still."""
    roles = roles_on(item, email.account.id, email.viewer.now)
    if not roles or not email.viewer.sees(item):
        return None
    words = _("Access to ${title}"), _("${person} has given you access to “${title}”: ${role}.")
    return email.write(words, _title(email, item), email.link(item), role=role_words(email.translate, item, roles))


def asked(email, item):
    """Somebody asks, unless that was answered meanwhile."""
    wish = email.site.access_requests.get(item.uid, email.data["by"])
    if wish is None or wish.state != asking.OPEN or not asking.may_answer(email.viewer, item):
        return None
    words = (
        _("${person} requests access to ${title}"),
        _("${person} has requested access to “${title}”: ${role}. You can approve or decline the request."),
    )
    path = f"/queue?item={KINDS['access'].key(item.uid, wish.person)}"
    return email.write(
        words,
        _title(email, item),
        email.link(item, path),
        wish.message,
        see=DECIDE,
        role=role_words(email.translate, item, (wish.role,)),
    )


def answered(email, item):
    """What somebody asked for was decided about; nothing is said of what they do not see any more."""
    if not email.viewer.sees(item):
        return None
    if email.data["state"] == asking.DECLINED:
        words = (
            _("Your request for access to ${title}"),
            _("${person} has declined your request for access to “${title}”."),
        )
    else:
        words = _("Access to ${title}"), _("${person} has given you the access to “${title}” that you requested.")
    return email.write(words, _title(email, item), email.link(item), email.data["reason"])


def ends(email, item):
    """What the receiver gave ends soon, if it does still and they could change that."""
    principal, until = email.data["principal"], email.data["until"]
    record = email.site.access.get(item.uid)
    if (
        record is None
        or end_on(record, principal, email.viewer.now) != until
        or not asking.may_answer(email.viewer, item)
    ):
        return None
    day = email.clock.day(until.date())
    words = (
        _("Access ends on ${date}: ${title}"),
        _("The access you gave ${name} to “${title}” ends on ${date}. To extend it, set a later date."),
    )
    page = email.link(item, resource_path(item) + "/sharing")
    return email.write(words, _title(email, item), page, see=SEE_WHO, date=day, name=_name(email, principal))


def _name(email, principal):
    if is_person_id(principal):
        return email.name(principal)
    if not principal.startswith("space:"):
        return email.group(principal)
    space = email.site.uids.get(int(principal[6:]))
    seen = space is not None and email.viewer.sees(space)
    return email.translate(space.title) if seen else email.translate(_("a space you cannot see"))


def _title(email, item):
    return title_of(email.viewer, email.translate, item)


def includeme(config):
    for subscriber, event in (
        (notify_access_changed, AccessChanged),
        (notify_access_request, AccessRequested),
        (notify_request_answered, AccessRequestAnswered),
    ):
        config.add_subscriber(subscriber, event)
    for kind, compose, choice in (
        ("access given", given, None),
        ("access asked", asked, "decisions"),
        ("access answered", answered, None),
        ("access ends", ends, None),
    ):
        config.add_email(kind, builder(compose), choice)
