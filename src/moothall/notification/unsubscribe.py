"""``/unsubscribe/<token>``: stop the emails of one kind without logging in (RFC 8058).

The token names the person and the target and is signed; nothing is stored.  Email programs send
``List-Unsubscribe=One-Click`` with POST, without cookies, so that the view needs no form token.
"""

import base64
import hmac

from pyramid.request import Request

from moothall.core.base.errors import NotFound
from moothall.core.base.i18n import _
from moothall.core.base.settings import settings_of
from moothall.core.content.root import Root
from moothall.notification.digest import NEVER, set_frequency
from moothall.notification.subscriptions import NONE, Target, subscriptions_in
from moothall.people.store import PeopleStore
from moothall.ui.page import View

NAME = "unsubscribe"
#: What a token can stop: following a target, or the digests of a space.
FOLLOW, DIGEST = "f", "d"
_SIGNATURE = 24


def token_for(people: PeopleStore, person: str, what: str, target: Target) -> str:
    """Return the token that stops emails of a person."""
    text = f"{what} {person} {target.uid} {target.tag}"
    packed = base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()
    return f"{packed}.{_signature(people, packed)}"


def address_for(registry, people: PeopleStore, person: str, what: str, target: Target) -> str:
    """Return the address that stops emails of a person."""
    return f"{settings_of(registry).site_url}/{NAME}/{token_for(people, person, what, target)}"


def headers_for(address: str) -> dict[str, str]:
    """Return the headers with which email programs offer to unsubscribe."""
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _signature(people: PeopleStore, packed: str) -> str:
    return hmac.new(people.secret, f"unsubscribe {packed}".encode(), "sha256").hexdigest()[:_SIGNATURE]


def _read(people: PeopleStore, token: str) -> tuple[str, str, Target] | None:
    packed, _dot, signature = token.partition(".")
    if not hmac.compare_digest(_signature(people, packed).encode(), signature.encode("utf-8", "replace")):
        return None
    what, person, uid, tag = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode().split(" ", 3)
    return what, person, Target(int(uid), tag)


class UnsubscribePage(View):
    """GET asks, POST stops the emails; a second time changes nothing."""

    segments = 1

    def __init__(self, context, request: Request):
        super().__init__(context, request)
        found = _read(request.people, "/".join(request.subpath))
        if found is None or request.people.by_id(found[1]) is None:
            raise NotFound()
        self.what, self.person, self.target = found

    def show(self, is_done=False):
        self.request.response.headers["Cache-Control"] = "no-store"
        return self.page(
            _("Unsubscribe"),
            "narrow",
            is_done=is_done,
            is_digest=self.what == DIGEST,
            address=self.request.address,
            settings_url="/notifications",
        )

    def send(self):
        people = self.request.people
        if self.what == DIGEST:
            set_frequency(people, self.person, self.target.uid, NEVER)
        subscriptions_in(people).set(self.person, self.target, NONE)
        return self.show(is_done=True)


def includeme(config):
    for method, attr in (("GET", "show"), ("POST", "send")):
        config.add_view(
            UnsubscribePage,
            attr=attr,
            name=NAME,
            context=Root,
            request_method=method,
            segments=1,
            require_csrf=False,
            renderer="moothall.notification:templates/unsubscribe.pt",
        )
