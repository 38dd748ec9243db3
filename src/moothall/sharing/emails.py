"""Emails about access to an item: given, requested, answered, about to end."""

from moothall.core.access.expiry import end_on
from moothall.core.access.person import is_person_id
from moothall.core.access.principals import group_name, space_uid, with_kind
from moothall.core.authorization import access_requests as asking
from moothall.core.authorization.sharing import roles_on
from moothall.core.base.i18n import _
from moothall.core.decisions import decision_types
from moothall.people.email_composition import DECIDE, to_account
from moothall.sharing.texts import roles_text

SEE_WHO = _("See who has access: ${link}")


def access_given(email, item):
    """Compose the email to a person who was given access and still has it."""
    roles = roles_on(item, email.person.id, email.now)
    if not roles or not email.viewer.sees(item):
        return None
    words = _("Access to ${title}"), _("${person} has given you access to “${title}”: ${role}.")
    role = roles_text(email.translate, item, roles)
    return email.compose_about(words, email.title(item), email.link(item), role=role)


def access_requested(email, item):
    """Compose the email about a request, unless it has been answered or withdrawn."""
    access_request = email.site.access_requests.get(item.uid, email.data["by"])
    if access_request is None or access_request.state != asking.OPEN or not asking.may_answer(email.viewer, item):
        return None
    words = (
        _("${person} requests access to ${title}"),
        _("${person} has requested access to “${title}”: ${role}. You can approve or decline the request."),
    )
    key = decision_types(email.site)["access"].key(item.uid, access_request.person)
    path = f"/queue?item={key}"
    return email.compose_about(
        words,
        email.title(item),
        email.page_link(path),
        access_request.message,
        see=DECIDE,
        role=roles_text(email.translate, item, (access_request.role,)),
    )


def request_answered(email, item):
    """Compose the email with the answer to a request, unless the recipient no longer sees the item."""
    if not email.viewer.sees(item):
        return None
    if email.data["state"] == asking.DECLINED:
        words = (
            _("Your request for access to ${title}"),
            _("${person} has declined your request for access to “${title}”."),
        )
    else:
        words = _("Access to ${title}"), _("${person} has given you the access to “${title}” that you requested.")
    return email.compose_about(words, email.title(item), email.link(item), email.data["reason"])


def access_ends(email, item):
    """Compose the email about access that ends soon, unless that has changed or the recipient cannot extend it."""
    principal, until = with_kind(email.data["principal"]), email.data["until"]
    record = email.site.access.get(item.uid)
    if record is None or end_on(record, principal, email.now) != until or not asking.may_answer(email.viewer, item):
        return None
    day = email.clock.end(until)
    words = (
        _("Access ends on ${date}: ${title}"),
        _("The access you gave ${name} to “${title}” ends on ${date}. To extend it, set a later date."),
    )
    page = email.link(item, "sharing")
    return email.compose_about(words, email.title(item), page, see=SEE_WHO, date=day, name=_name(email, principal))


def _name(email, principal):
    if is_person_id(principal):
        return email.name(principal)
    group = group_name(principal)
    if group is not None:
        return email.group(group)
    space = email.site.uids.get(space_uid(principal))
    seen = space is not None and email.viewer.sees(space)
    return email.translate(space.title) if seen else email.translate(_("a space you cannot see"))


def includeme(config):
    for kind, compose, choice in (
        ("access given", access_given, None),
        ("access asked", access_requested, "decisions"),
        ("access answered", request_answered, None),
        ("access ends", access_ends, None),
    ):
        config.add_email(kind, to_account(compose), choice)
