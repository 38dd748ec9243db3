"""Addresses to which a person sends the reply to one post.

The token names the post and is signed for the person: it is of no use to anyone else, and nothing is stored.  Ending
all sessions of an account, as a new password does, revokes all of its addresses.  Mail servers may change the case
of an address, so that a token has lower-case letters and digits only.
"""

import base64
import hmac
from typing import NamedTuple

from moothall.core.base.settings import settings_of
from moothall.core.content.uids import uid_from_name, uid_name
from moothall.inbound_email.settings import InboundEmailSettings

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


def read_address(registry, address: str) -> Token | None:
    """Return the token of an address, or None if it is none for replies."""
    settings = settings_of(registry, InboundEmailSettings)
    local, _at, domain = address.lower().rpartition("@")
    prefix, _plus, token = local.partition("+")
    if (prefix, domain) != (settings.inbound_prefix.lower(), settings.inbound_domain.lower()):
        return None
    name, signature = token[:_NAME_LENGTH], token[_NAME_LENGTH:]
    uid = uid_from_name(name)
    if uid is None or len(signature) != _SIGNATURE_LENGTH or not signature.isascii():
        return None
    return Token(uid, signature)


def _headers(email, item):
    if item.type_id != "post":
        return {}
    address = reply_address(email.registry, email.people, email.recipient, item)
    return {"Reply-To": address} if address else {}


def includeme(config):
    config.add_email_headers("address for replies", _headers)
