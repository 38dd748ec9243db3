"""What has just been done, in the address of the next page: ``?said=KEY``, and what the message is about.

Such an address has a seal: it was made by this site, for this person and this page, a few minutes ago.  An address made
by others, sent to others or opened again later shows no message.
"""

import hashlib
import hmac
from datetime import timedelta
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from moothall.core.base.i18n import _
from moothall.core.base.registry import register, registered
from moothall.ui.layout.presenters import Message
from moothall.web import csrf, sessions

KEY, SEAL = "said", "seal"
#: Names in an address that belong to a message only, and are not kept in further links.
MESSAGE_NAMES = frozenset((KEY, SEAL))
#: Time during which the address of a message shows it.
SHOWN_FOR = timedelta(minutes=10)
MESSAGES, UNDO = "status message", "status undo"

#: Status messages for pages of all features, by key in ``?said=``.
STATUS_MESSAGES = {
    "saved": _("Saved."),
    "nothing-changed": _("Nothing was changed."),
    "added": _("Added."),
}


def add_status_messages(config, sentences, undo=None):
    """Register messages that :meth:`.View.back` shows after a redirect, by key.

    A message is a text, or a function ``say(view)`` that returns one about the item of the page.
    ``undo`` is the function of ``add_status_undo`` for all of them.
    """
    for key, sentence in sentences.items():
        register(config, MESSAGES, key, sentence)
        if undo is not None:
            add_status_undo(config, key, undo)


def add_status_undo(config, key, undo):
    """Offer with a status message the action that takes back the change it is about.

    ``undo(view)`` returns the action, or ``None`` if the change can no longer be undone.
    """
    register(config, UNDO, key, undo)


def sealed(request, address, reader=None):
    """Return a path with a seal of its message for ``reader``, by default the person or visitor of the request."""
    address, mark, anchor = address.partition("#")
    parts = urlsplit(address)
    reader = reader or request.environ.get(csrf.NEW_VISITOR) or reader_of(request)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    seal = _seal(request, reader, parts.path, pairs, int(request.now.timestamp()))
    return f"{address}{'&' if parts.query else '?'}{SEAL}={seal}{mark}{anchor}"


def is_sealed(request):
    """Return True if the address of the page was sealed for the person who opens it, and is not too old."""
    second, _dot, _digest = (given := request.GET.get(SEAL, "")).partition(".")
    if not (second.isascii() and second.isdecimal() and len(second) < 12):
        return False
    age = request.now.timestamp() - int(second)
    pairs = [(name, value) for name, value in request.GET.items() if name != SEAL]
    right = _seal(request, reader_of(request), quote(request.path_info), pairs, int(second))
    is_right = hmac.compare_digest(given.encode(errors="replace"), right.encode())
    return is_right and -1 <= age <= SHOWN_FOR.total_seconds()


def reader_of(request):
    """Return the ID of the person who is logged in, or the value of a visitor's cookie."""
    account = request.own_account
    return account.id if account is not None else sessions.cookie_value(request) or ""


def message_of(view):
    """Return the status message of a page with its button to undo, or ``None``."""
    request = view.request
    key, registry = request.GET.get(KEY, ""), request.registry
    sentence = registered(registry, MESSAGES).get(key)
    # The page of an error says nothing about what was asked for.
    if not sentence or request.exception is not None or not is_sealed(request):
        return None
    undo = registered(registry, UNDO).get(key)
    text = sentence(view) if callable(sentence) else view.translate(sentence)
    return Message(text, undo(view) if undo is not None else None)


def _seal(request, reader, path, pairs, second):
    text = f"message {second} {reader} {unquote(path).strip('/')}?{urlencode(pairs, errors='replace')}"
    digest = hmac.new(request.people.secret, text.encode(errors="replace"), hashlib.sha256).hexdigest()
    return f"{second}.{digest[:32]}"


def includeme(config):
    config.add_directive("add_status_messages", add_status_messages)
    config.add_directive("add_status_undo", add_status_undo)
    config.add_status_messages(STATUS_MESSAGES)
