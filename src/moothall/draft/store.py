"""The drafts of each person, by the item and the form."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.base.randomness import random_letters
from moothall.core.operations.redirects import current

DATA_KEY = "drafts"
#: Maximum number of drafts of a person, of fields of one, and of characters of all its fields.
MOST, MAX_FIELDS, MAX_SIZE = 50, 200, 300_000
MAX_NAME_LENGTH = 1000
#: Time for which a draft is kept after its last change.
KEPT = timedelta(days=90)
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


class Draft(NamedTuple):
    """A draft of a form of an item, which the first field names by its UID.

    ``fields`` are (name, value, whether it is checked).
    ``form`` names the form among those of the item, ``page`` is the path of its page, ``once`` its token against double
    submission, ``bases`` are the controls with the state from which it was made.  ``version`` changes with each save.
    """

    thing: int
    form: str
    page: str
    at: datetime
    version: str
    once: str
    fields: tuple[tuple[str, str, bool], ...]
    bases: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """Return the longest text in it."""
        return max(
            (value for name, value, _checked in self.fields if not name.endswith("_format")), key=len, default=""
        )


def id_of(thing: int, form: str) -> str:
    """Return the ID of the draft of a form of an item."""
    digest = hashlib.blake2b(f"{thing} {form}".encode(errors="replace"), digest_size=13).digest()
    return "".join(_LETTERS[byte % 32] for byte in digest)


class _Stored(Persistent):
    """A draft in a record of its own, so that saving one rewrites no other; with those of other browsers beside it."""

    def __init__(self, row: tuple, others: tuple = ()) -> None:
        self.row, self.others = row, others


class Drafts(Persistent):
    """The drafts of one person."""

    def __init__(self) -> None:
        self._stored = OOBTree()
        #: ID → (UID of the item, token of the form).
        self._known = OOBTree()
        #: ID → (UID of the item, time, version) of those that were sent or deleted.
        self._gone = OOBTree()

    def get(self, id: str) -> Draft | None:
        """Return a draft, or None."""
        found = self._stored.get(id)
        return Draft(*found.row) if found is not None else None

    def others(self, id: str) -> list[Draft]:
        """Return the drafts of the same form that were written in other browsers at the same time."""
        found = self._stored.get(id)
        return [Draft(*row) for row in found.others] if found is not None else []

    def gone_version(self, id: str) -> str | None:
        """Return the version that was sent or deleted last, or None."""
        found = self._gone.get(id)
        return found[2] if found is not None else None

    def newest(self) -> list[tuple[str, Draft]]:
        """Return (ID, draft), newest first."""
        found = [(id, Draft(*one.row)) for id, one in self._stored.items()]
        return sorted(found, key=lambda pair: pair[1].at, reverse=True)

    def is_about(self, thing: int) -> bool:
        """Return True if there is, or was lately, a draft of a form of the item."""
        return any(row[0] == thing for rows in (self._known, self._gone) for row in rows.values())

    def save(self, draft: Draft, base: str) -> Draft:
        """Store a draft that was made from the version ``base``; another version that is there is kept beside it."""
        _check(draft)
        id = id_of(draft.thing, draft.form)
        before, others = self.get(id), tuple(map(tuple, self.others(id)))
        if before is not None and (before.fields, before.bases) == (draft.fields, draft.bases):
            if before.once != draft.once:
                # The same text is in the form of another page now, which will send it.
                self._stored[id].row = tuple(before._replace(once=draft.once))
                self._known[id] = (draft.thing, draft.once)
            return before
        if before is not None and before.version != base:
            others = (*others, tuple(before))[-3:]
        saved = draft._replace(version=random_letters(_LETTERS, 13))
        self._stored[id] = _Stored(tuple(saved), others)
        self._known[id] = (draft.thing, draft.once)
        if len(self._known) > MOST:
            self.remove(self.newest()[-1][0], saved.at)
        return saved

    def remove(self, id: str, at: datetime) -> None:
        """Remove a draft with those beside it, if it is there."""
        found = self.get(id)
        if found is not None:
            del self._stored[id], self._known[id]
            self._gone[id] = (found.thing, at, found.version)

    def receive(self, once: str, at: datetime) -> None:
        """Remove the drafts of the form with a token, which has been sent."""
        for id in [id for id, row in self._known.items() if row[1] == once]:
            self.remove(id, at)

    def has_form(self, once: str) -> bool:
        """Return True if there is a draft of the form with a token."""
        return any(row[1] == once for row in self._known.values())

    def remove_old(self, before: datetime) -> int:
        """Remove what was changed or sent before a moment; return the number."""
        old = [id for id, draft in self.newest() if draft.at < before]
        for id in old:
            del self._stored[id], self._known[id]
        sent = [id for id, (_thing, at, _version) in self._gone.items() if at < before]
        for id in sent:
            del self._gone[id]
        return len(old) + len(sent)


def _check(draft: Draft) -> None:
    if len(draft.fields) > MAX_FIELDS or len(draft.bases) > MAX_FIELDS:
        raise BadInput(_("A draft can have up to ${n} fields.", mapping={"n": MAX_FIELDS}))
    size = sum(len(name) + len(value) for name, value, _checked in draft.fields)
    size += sum(len(name) + len(value) for name, value in draft.bases)
    if size > MAX_SIZE:
        raise BadInput(_("A draft can have up to ${n} characters.", mapping={"n": MAX_SIZE}))
    for text in (draft.form, draft.page, draft.once):
        if len(text) > MAX_NAME_LENGTH:
            raise BadInput(_("A draft can have up to ${n} characters.", mapping={"n": MAX_SIZE}))


def drafts_of(people, person: str | None) -> Drafts | None:
    """Return the drafts of a person for reading; None if there are none."""
    found = people.feature_data(DATA_KEY) if person is not None else None
    return found.get(person) if found is not None else None


def drafts_to_change(people, person: str) -> Drafts:
    """Return the drafts of a person for a change."""
    found = people.feature_data(DATA_KEY, OOBTree)
    if person not in found:
        found[person] = Drafts()
    return found[person]


def all_drafts(people) -> Iterable[Drafts]:
    """Return the drafts of all people."""
    found = people.feature_data(DATA_KEY)
    return found.values() if found is not None else ()


def forget(people, person: str) -> None:
    """Delete the drafts of a person."""
    found = people.feature_data(DATA_KEY)
    if found is not None:
        found.pop(person, None)


def visible(viewer, drafts: Drafts | None) -> Iterator[tuple[str, Draft, object]]:
    """Yield (ID, draft, item) of the drafts whose item the person sees, newest first."""
    for id, draft in drafts.newest() if drafts is not None else ():
        # A discussion that was merged stands for the one that it is part of.
        item = current(viewer.site, draft.thing)
        if draft.thing == viewer.site.uid:
            item = viewer.site
        if item is not None and viewer.sees(item):
            yield id, draft, item
