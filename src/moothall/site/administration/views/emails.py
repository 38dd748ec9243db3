"""``/admin/mails``: emails that are stored as files instead of being sent, as text."""

import email
import email.policy
import re
from datetime import UTC, datetime
from pathlib import Path

from moothall.administration.page import AdminPage
from moothall.administration.places import Administration
from moothall.core.base.errors import NotFound
from moothall.core.base.i18n import _, plural
from moothall.core.base.settings import settings_of
from moothall.ui.layout.components import Empty
from moothall.ui.pagination import Counted, list_page, pages_of

#: What the page numbers below the list say.
COUNTED = Counted(_("${first} to ${last} of ${total} emails"), plural("${n} email", "${n} emails"))
PAGE_SIZE = 50
_NAME = re.compile(r"[0-9a-f]{1,16}\Z")


class EmailsPage(AdminPage):
    """Newest first; ``/admin/mails/<name>`` is one of them."""

    segments = 1
    tab = "mails"

    def show(self):
        if self.request.subpath:
            return self._one()
        settings = settings_of(self.request.registry)
        files = sorted(Path(settings.mail_path).glob("*.eml"), key=_time, reverse=True)
        page = list_page(self.request, files, PAGE_SIZE)
        kept = settings.mail_delivery == "files"
        return self.admin_page(
            _("Emails"),
            mails=[self._row(path) for path in page.items],
            mail=None,
            kept=kept,
            pages=pages_of(self.request, page, COUNTED),
            empty=Empty(self.translate(_("No emails yet") if kept else _("Emails are sent and not stored here")))
            if not files
            else None,
        )

    def _one(self):
        name = "/".join(self.request.subpath)
        path = Path(settings_of(self.request.registry).mail_path) / f"{name}.eml"
        if not _NAME.match(name) or not path.is_file():
            raise NotFound()
        mail = _read(path)
        return self.admin_page(
            str(mail["Subject"]),
            mails=[],
            pages=None,
            empty=None,
            kept=True,
            mail=_text(mail),
            facts=[
                (self.translate(_("To")), str(mail["To"])),
                (self.translate(_("From")), str(mail["From"])),
                (self.translate(_("Created")), self.clock.exact(_moment(path))),
            ],
        )

    def _row(self, path):
        mail = _read(path)
        return {
            "subject": str(mail["Subject"]),
            "to": str(mail["To"]),
            "moment": self.clock.moment(_moment(path)),
            "url": self.url(self.context, "mails", path.stem),
        }


def _read(path):
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


def _text(mail):
    body = mail.get_body(("plain",))
    return body.get_content() if body is not None else ""


def _time(path):
    return path.stat().st_mtime


def _moment(path):
    return datetime.fromtimestamp(_time(path), UTC)


def includeme(config):
    config.add_view(
        EmailsPage,
        attr="show",
        name="mails",
        context=Administration,
        request_method="GET",
        renderer="moothall.site.administration:templates/mails.pt",
    )
