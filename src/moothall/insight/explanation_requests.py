"""Parse requests for an explanation: person, question and date."""

from moothall.core.access import roles as R
from moothall.core.access.permissions import Permission, permissions_of
from moothall.core.access.person import GUEST
from moothall.core.authorization.access_context import AccessContext
from moothall.core.authorization.explain import AccessQuestion, Explanation
from moothall.core.authorization.history import PastAccessContext, moment_of, person_at
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.operations import authoring
from moothall.insight.affected import EVERYONE


def explanation_about(request, item, login, question=None):
    """Return the explanation about the person with that username (or ``everyone``); by default about the asker.

    People who manage the item, and administrators, may ask about others.  ``question`` is the one in the
    address unless another is given.
    """
    if not login or (request.account is not None and login.strip().lower() == request.account.login):
        return Explanation(request.viewer, item, question or question_in(request))
    require_inspection(request, item)
    account = None if login == EVERYONE else account_of_login(request, login)
    disabled = account is not None and not account.enabled
    # A disabled account gives the same access as none.
    person = GUEST if account is None or disabled else account.person
    viewer = AccessContext(request.site, person, request.now)
    return Explanation(viewer, item, question or question_in(request), request.viewer, account.id if disabled else None)


def account_of_login(request, login):
    """Return the account with that username; raise :class:`BadInput` if there is none."""
    account = request.people.by_login(login)
    if account is None:
        raise BadInput(_("There is no username “${login}”.", mapping={"login": login[:100]}))
    return account


def past_explanation_about(request, item, login, date):
    """Return the explanation for a past date (``2026-10-01``) or moment; raise :class:`BadInput` for an invalid one.

    Past content may be hidden today, so only people who may inspect the item may ask.
    """
    require_inspection(request, item)
    try:
        moment = min(moment_of(date), request.now)
    except (ValueError, OverflowError):
        raise BadInput(_("“${date}” is not a date. Enter it like 2026-12-31.", mapping={"date": date[:100]})) from None
    account = request.account if not login else None if login == EVERYONE else account_of_login(request, login)
    person = GUEST if account is None else person_at(request.site, account, moment)
    return Explanation(PastAccessContext(request.site, person, moment), item, question_in(request), request.viewer)


def require_inspection(request, item, *also):
    """Raise an error unless the asker may know what others can do with an item.

    ``also``: permissions that are sufficient besides managing it.
    """
    if not may_inspect(request, item, *also):
        authoring.require(request, Permission.MANAGE, item)


def may_inspect(request, item, *also):
    """Return True if the asker may know what others can do with an item."""
    return R.ADMINISTRATOR in request.person.site_roles or any(
        request.viewer.allowed(permission, item) for permission in (Permission.MANAGE, *also)
    )


def question_in(request):
    """Return the question in the address of a request: ``permission``, or ``step`` for a transition."""
    step = request.GET.get("step")
    return (
        AccessQuestion(step=step)
        if step
        else AccessQuestion(permission_named(request, request.GET.get("permission", "")))
    )


def permission_named(request, name):
    """Return the permission of that name; raise :class:`BadInput` if there is none."""
    known = permissions_of(request.registry)
    if name not in known:
        raise BadInput(_("“permission” must be one of: ${names}.", mapping={"names": ", ".join(known)}))
    return known[name]
