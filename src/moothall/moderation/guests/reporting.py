"""Report a post as illegal without an account."""

import colander

from moothall.core.base.errors import Conflict, InvalidField, NotFound
from moothall.core.base.i18n import _
from moothall.core.content.items import site_of
from moothall.core.content.schema import EmailAddressType, LineType
from moothall.core.event_log.log import ActionContext
from moothall.core.operations import authoring
from moothall.discussion.states import PUBLISHED
from moothall.moderation.contacts import add_contact
from moothall.moderation.guests.emails import RECEIPT
from moothall.moderation.reports import MAX_TEXT_LENGTH, Report, Reported
from moothall.people.email_rate_limit import count_email
from moothall.people.schema import canonical_address, one_line, plain_text, valid_email

LAW = "law"


def check_may_report(viewer, post) -> None:
    """Raise an error unless a person without an account can report a post: one that everyone can see."""
    if not viewer.sees(post):
        raise NotFound()
    if post.own_state != PUBLISHED:
        raise Conflict(_("You can only report published posts."))


class GuestReportSchema(colander.Schema):
    """What a person without an account sends: name and email may be empty only for ``waived`` reports."""

    name = colander.SchemaNode(
        LineType(), title=_("Name"), missing="", validator=colander.All(colander.Length(max=200), one_line)
    )
    email = colander.SchemaNode(
        EmailAddressType(), title=_("Email address"), missing="", preparer=canonical_address, validator=valid_email
    )
    text = colander.SchemaNode(
        colander.String(),
        title=_("Why is it illegal?"),
        preparer=str.strip,
        validator=colander.All(colander.Length(min=1, max=MAX_TEXT_LENGTH), plain_text),
    )


def report_as_guest(request, post, sent, is_waived: bool, is_sure: bool) -> None:
    """Store a report about illegal content and queue the receipt.

    Name and email address are required, except for ``is_waived``: content about the sexual abuse of children (article
    16(2)(c)).
    """
    check_may_report(request.viewer, post)
    values = authoring.check(GuestReportSchema().bind(request=request), sent)
    name, email = values["name"], values["email"]
    for field, title, value in (("name", _("Name"), name), ("email", _("Email address"), email)):
        if not value and not is_waived:
            raise InvalidField(field, _("Fill in: ${title}", mapping={"title": title}))
    if not is_sure:
        raise InvalidField("sure", _("Confirm that what you write is accurate and complete."))
    count_email(request, email or f"post {post.uid}")
    site, now = site_of(post), request.now
    key, _token = add_contact(request.people, name, email, request.locale_name, now)
    act = ActionContext(key, now)
    site.reports.add(post.uid, key, Report(LAW, values["text"], act.at))
    site.outbox.put(RECEIPT, key, post.uid, now)
    request.registry.notify(Reported(post, now, LAW))
