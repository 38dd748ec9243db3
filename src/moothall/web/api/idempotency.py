"""``Idempotency-Key``: a request that is sent twice is executed once, with the same response both times.

A receipt is stored for a day in the same transaction as the change, so it exists exactly if the change was
committed.  The response is stored with the account in the people database; if the process ends between the two
commits, the response is composed again.  Errors change nothing and are not stored.  Keys of visitors are ignored.

A response is repeated only to a person who still has the roles with which they sent the request.  Someone who lost one
gets the address of the result; if they cannot see the context any more, they get the same error as for any request
there.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any, NamedTuple, cast
from urllib.parse import unquote, urlsplit

from persistent import Persistent
from pyramid.config import Configurator
from pyramid.registry import Registry
from pyramid.request import Request
from pyramid.response import Response
from pyramid.traversal import find_resource, traverse
from pyramid.tweens import MAIN

from moothall.core.authorization.access_context import AccessContext
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.content.items import Item, nearest, scope_of
from moothall.core.content.site import Site
from moothall.core.storage.databases import PEOPLE, SITE
from moothall.core.storage.idempotency import KEPT, GenerationStore, Receipt
from moothall.core.storage.write_lock import write_apart
from moothall.web.api.representation import Representation
from moothall.web.limits import last_segment
from moothall.web.transactions import SAFE_METHODS, is_unlocked

DATA_KEY = "answers"
#: Maximum bytes of a stored response; the API's own responses are shorter.
MAX_BODY_BYTES = 1_000_000

_SHAPE = re.compile(r"[\x21-\x7e]{1,255}\Z")
#: Number of bytes hashed at a time.
_CHUNK = 1024 * 1024
#: Headers that differ in a repeated response.
_NOT_KEPT = frozenset({"set-cookie", "content-length", "date"})


class ResponseData(NamedTuple):
    """A stored response and its time."""

    at: datetime
    status: int
    headers: tuple
    body: bytes
    #: The roles of the person at the context.
    roles: frozenset[str] = frozenset()

    def response(self) -> Response:
        """Return the stored response."""
        response = Response(body=self.body, status=self.status)
        response.headerlist = [*self.headers, ("Content-Length", str(len(self.body)))]
        return response


class StoredResponse(Persistent):
    """A stored response, in a record of its own, so that storing the next response does not write it again."""

    def __init__(self, answer: tuple) -> None:
        self.answer = tuple(answer)


class StoredResponses(GenerationStore):
    """Responses by person and key."""

    def find(self, key: bytes, now: datetime) -> ResponseData | None:
        """Return the response stored under ``key`` in the last day, or ``None``."""
        stored = self._generations.get(key)
        answer = ResponseData(*stored.answer) if stored is not None else None
        return answer if answer is not None and now < answer.at + KEPT else None

    def keep(self, key: bytes, answer: ResponseData) -> None:
        """Store a response under ``key``."""
        self._generations.put(key, answer.at, StoredResponse(answer))

    def purge(self, now: datetime) -> int:
        """Delete responses that have all expired and return their number."""
        return self._generations.drop_before(now - KEPT)


def purge(registry: Registry) -> int:
    """Delete expired receipts and responses; return the number of responses."""

    def forget(root: Any) -> int:
        answers = root[PEOPLE].stores.get(DATA_KEY)
        return answers.purge(registry.clock()) if answers is not None else 0

    write_apart(registry, "", lambda root: root[SITE].receipts.purge(registry.clock()))
    return write_apart(registry, PEOPLE, forget)


def _use_generations(site: Site, _registry: Registry) -> None:
    answers = site._p_jar.get_connection(PEOPLE).root()[PEOPLE].stores.get(DATA_KEY)
    if answers is not None:
        answers.move_to_generations(lambda stored: ResponseData(*stored).at, StoredResponse)


def idempotency_tween_factory(
    handler: Callable[[Request], Response], registry: Registry
) -> Callable[[Request], Response]:
    """Return the stored response for a known key, else store the new one."""

    def idempotency_tween(request: Request) -> Response:
        sent = request.headers.get("Idempotency-Key")
        # Unlocked views return tokens, which must not be stored.
        if sent is None or request.method in SAFE_METHODS or is_unlocked(registry, last_segment(request)):
            return handler(request)
        if not _SHAPE.match(sent):
            raise BadInput(_("An Idempotency-Key can have up to 255 visible characters."))
        person = request.person.id
        if person is None:
            return handler(request)
        key, asked = hashlib.sha256(f"{person} {sent}".encode()).digest(), _asked(request)
        receipt = request.site.receipts.find(key, request.now)
        if receipt is None:
            return _done(request, handler(request), key, asked)
        if receipt.asked != asked:
            raise BadInput(_("This Idempotency-Key has already been used with another request."))
        if not request.viewer.sees(_context(request)):
            return handler(request)
        response = _given(request, receipt, key) or _current_response(request, receipt)
        response.headers["Idempotency-Replayed"] = "true"
        return response

    return idempotency_tween


def _done(request: Request, response: Response, key: bytes, asked: bytes) -> Response:
    if response.status_int < 400 and len(response.body) <= MAX_BODY_BYTES:
        path = unquote(urlsplit(response.location).path) if response.location else None
        request.site.receipts.keep(key, Receipt(request.now, asked, response.status_int, path))
        headers = tuple((name, value) for name, value in response.headerlist if name.lower() not in _NOT_KEPT)
        answer = ResponseData(request.now, response.status_int, headers, response.body, _roles(request))
        request.people.feature_data(DATA_KEY, StoredResponses).keep(key, answer)
    return response


def _given(request: Request, receipt: Receipt, key: bytes) -> Response | None:
    """Return the stored response, or ``None`` if it was lost or the person has lost a role since."""
    answers = request.people.feature_data(DATA_KEY)
    answer = answers.find(key, request.now) if answers is not None else None
    if answer is None or answer.at != receipt.at or not answer.roles <= _roles(request):
        return None
    return answer.response()


def _context(request: Request) -> Item:
    """Return the item that the request is sent to, or is about; the view has not been looked up yet."""
    return cast(Item, nearest(traverse(request.site, request.path_info)["context"], Item))


def _roles(request: Request) -> frozenset[str]:
    # The views may have changed access, so the roles are those of a new viewer.
    viewer = AccessContext(request.site, request.person, request.now)
    return viewer.access_data.roles(request.person, scope_of(_context(request)), request.now)


def _current_response(request: Request, receipt: Receipt) -> Response:
    """Compose a response for a receipt whose response was lost: the address and the current item."""
    response = Response(status=receipt.status, content_type="application/json", charset="utf-8")
    if receipt.status == HTTPStatus.NO_CONTENT:
        response.content_type = None
        return response
    data = {"@id": request.application_url + (receipt.path or request.path)}
    if receipt.path is not None:
        response.location = data["@id"]
        try:
            item = find_resource(request.site, receipt.path)
        except KeyError:
            item = None
        if item is not None and request.viewer.sees(item):
            data = Representation(request).whole(item)
    response.json_body = data
    return response


def _asked(request: Request) -> bytes:
    digest = hashlib.sha256(f"{request.method} {request.path_qs}\n".encode())
    request.make_body_seekable()
    source = request.body_file_raw
    source.seek(0)
    while chunk := source.read(_CHUNK):
        digest.update(chunk)
    source.seek(0)
    return digest.digest()


def includeme(config: Configurator) -> None:
    """Register the tween and the periodic purge."""
    config.add_tween(
        "moothall.web.api.idempotency.idempotency_tween_factory",
        under="moothall.web.limits.rejection_tween_factory",
        over=MAIN,
    )
    config.add_evolution_step(_use_generations, name="web.api.idempotency.use_generations")
    config.add_periodic_task("stored API responses", purge, deletes=True)
