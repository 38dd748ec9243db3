"""The changes of an item that one person sees, and from where the next answer continues."""

import hmac
from dataclasses import dataclass

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.base.registry import registered
from moothall.core.content.uids import uid_name
from moothall.streaming.changes import ADDED, CHANGED, KEPT, LONGEST_TRANSACTION, REACTED, REMOVED, clock

CATEGORY = "streamed"
#: Bytes of a transaction ID, and letters of a signature.
_TID, _SIGNATURE = 8, 32
_NEVER = bytes(_TID)
#: Changes in one response; clients that missed more load the page again.
MOST = 200


@dataclass(frozen=True)
class FoundChanges:
    """The (UID, kind) of changed parts, the cursor that follows, and False if some changes are missing."""

    items: list
    cursor: str
    complete: bool


def changes_since(request, item, cursor=None):
    """Return the changes of an item since a cursor that this person got; without one, only the cursor for now.

    A part that this person does not see is named only if it was there for everyone before: the cursor is signed for
    the person and the item, so it proves that they could see the item then.
    """
    now = clock()
    if cursor is None:
        # Equal pages stay equal for a while, and a little is read twice.
        now -= now % LONGEST_TRANSACTION
    position, moment = (_NEVER, now) if cursor is None else _opened(request, item, cursor)
    shows = next(shows for cls, shows in registered(request.registry, CATEGORY).values() if isinstance(item, cls))
    kinds, last = {}, position
    seen = {}
    for part, kind, tid in request.site.recent_changes.since(item.uid, moment):
        if tid <= position:
            continue
        if part not in seen:
            seen[part] = shows(request.viewer, item, part)
        if not seen[part] and kind != REMOVED:
            # A change that is hidden must not change the cursor either.
            continue
        last = max(last, tid)
        kinds.setdefault(part, set()).add(kind)
    found = []
    if cursor is not None:
        found = [(part, kind) for part in kinds if (kind := _kind(kinds[part], seen[part])) is not None]
    complete = now - moment < KEPT and len(found) <= MOST
    return FoundChanges(found[:MOST], _sealed(request, item, last, now), complete)


def _kind(kinds, is_seen):
    if not is_seen:
        return REMOVED
    if ADDED in kinds:
        return ADDED
    return CHANGED if kinds & {CHANGED, REMOVED} else REACTED


def _sealed(request, item, position, moment):
    text = f"{position.hex()}{moment:x}"
    return text + _signature(request, item, text)


def _opened(request, item, cursor):
    text, signature = cursor[:-_SIGNATURE], cursor[-_SIGNATURE:]
    if not cursor.isascii() or not hmac.compare_digest(signature, _signature(request, item, text)):
        raise BadInput(_("“${field}” must be a cursor of an earlier response.", mapping={"field": "since"}))
    return bytes.fromhex(text[: _TID * 2]), int(text[_TID * 2 :], 16)


def _signature(request, item, text):
    said = f"stream {request.person.id or ''} {uid_name(item.uid)} {text}"
    return hmac.new(request.people.secret, said.encode(), "sha256").hexdigest()[:_SIGNATURE]
