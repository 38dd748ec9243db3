"""Addresses to which a person sends the reply to one post, and to which mail servers report errors.

The token names the post and is signed for the person: it is of no use to anyone else, and nothing is stored.  Ending
all sessions of an account, as a new password does, revokes all of its addresses.  Mail servers may change the case
of an address, so that a token has lower-case letters and digits only.
"""

import base64
import hmac
from typing import NamedTuple

from moothall.core.access.person import ID_LENGTH
from moothall.core.base.settings import settings_of
from moothall.core.content.uids import uid_from_name, uid_name
from moothall.inbound_email.settings import InboundEmailSettings
from moothall.people.store import PeopleStore

#: Ending of the first part of return paths.
BOUNCE = "bounce"
_NAME_LENGTH, _SIGNATURE_LENGTH = 13, 24


class Token(NamedTuple):
    """A token as received: the UID of a post, and a signature that is not checked yet."""

    uid: int
    signature: str

    def is_for(self, people, account) -> bool:
        """Return True if the address with this token was given to a person."""
        return hmac.compare_digest(self.signature, _signature(people, account, self.uid))


def _signature(people, account, uid: int) -> str:
    text = f"reply {account.id} {account.generation} {uid}"
    signed = hmac.new(people.secret, text.encode(), "sha256").digest()
    return base64.b32encode(signed).decode().lower()[:_SIGNATURE_LENGTH]


def reply_address(registry, people, account, post) -> str:
    """Return the address for the reply of a person to a post, or an empty text if no replies are taken by email."""
    settings = settings_of(registry, InboundEmailSettings)
    if not settings.inbound_listen:
        return ""
    token = uid_name(post.uid) + _signature(people, account, post.uid)
    return f"{settings.inbound_prefix}+{token}@{settings.inbound_domain}"


def read_address(registry, address: str) -> "Token | BounceToken | None":
    """Return the token of an address for a reply or for errors, or None for any other address."""
    settings = settings_of(registry, InboundEmailSettings)
    local, _at, domain = address.lower().rpartition("@")
    prefix, _plus, token = local.partition("+")
    own = settings.inbound_prefix.lower()
    if domain != settings.inbound_domain.lower() or not token.isascii():
        return None
    if prefix == f"{own}-{BOUNCE}" and len(token) == ID_LENGTH + _SIGNATURE_LENGTH:
        return BounceToken(token[:ID_LENGTH], token[ID_LENGTH:])
    if prefix != own:
        return None
    name, signature = token[:_NAME_LENGTH], token[_NAME_LENGTH:]
    uid = uid_from_name(name)
    if uid is None or len(signature) != _SIGNATURE_LENGTH:
        return None
    return Token(uid, signature)


class BounceToken(NamedTuple):
    """The token of a return path: the ID of a person, and a signature of the address that an email was sent to."""

    person: str
    signature: str

    def is_for(self, people, account) -> bool:
        """Return True if it was given to the address that an account has now."""
        return hmac.compare_digest(self.signature, _bounce_signature(people, account))


def _bounce_signature(people, account) -> str:
    text = f"bounce {account.id} {account.email.casefold()}"
    signed = hmac.new(people.secret, text.encode(), "sha256").digest()
    return base64.b32encode(signed).decode().lower()[:_SIGNATURE_LENGTH]


def _return_path(registry, people_root, message, mail):
    settings = settings_of(registry, InboundEmailSettings)
    people = PeopleStore(people_root)
    account = people.by_id(message.to)
    if not settings.inbound_listen or account is None or account.email != mail.address:
        return ""
    token = account.id + _bounce_signature(people, account)
    return f"{settings.inbound_prefix}-{BOUNCE}+{token}@{settings.inbound_domain}"


def _headers(email, item):
    if item.type_id != "post":
        return {}
    address = reply_address(email.registry, email.people, email.recipient, item)
    return {"Reply-To": address} if address else {}


def includeme(config):
    config.add_email_headers("address for replies", _headers)
    config.add_return_path("signed address", _return_path)
