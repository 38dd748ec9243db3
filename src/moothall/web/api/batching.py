"""Batches of long lists: ``?b_start=&b_size=`` and the addresses of the other batches."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from pyramid.request import Request

from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _

SIZE, LARGEST = 20, 500
_NUMBER = re.compile(r"[0-9]{1,9}\Z")


class Batch:
    """The batch of a list that ``request`` selects; raises :class:`BadInput` for invalid numbers."""

    def __init__(self, request: Request, size: int = SIZE) -> None:
        self._request = request
        self.start = _number(request, "b_start", 0, least=0)
        self.size = min(_number(request, "b_size", size, least=1), LARGEST)

    def links(self, total: int) -> dict[str, str]:
        """Return ``batching``: the addresses of this, the first, the last, the next and the previous batch."""
        found = {"@id": self._request.url, "first": self._at(0), "last": self._at(max(0, total - 1) // self.size)}
        if self.start + self.size < total:
            found["next"] = self._from(self.start + self.size)
        if self.start > 0:
            found["prev"] = self._from(max(0, min(self.start, total) - self.size))
        return found

    def of(self, everything: Sequence[Any]) -> dict[str, Any]:
        """Return the batch of an in-memory list, with its exact total and links."""
        return {
            "items": everything[self.start : self.start + self.size],
            "items_total": len(everything),
            "batching": self.links(len(everything)),
        }

    def _at(self, number: int) -> str:
        return self._from(number * self.size)

    def _from(self, start: int) -> str:
        sent = self._request.GET.items()
        kept = [(name, value) for name, value in sent if name.partition(":")[0] not in ("b_start", "b_size")]
        return f"{self._request.path_url}?{urlencode([*kept, ('b_start', start), ('b_size', self.size)])}"


def _number(request: Request, name: str, default: int, least: int) -> int:
    # Plone's clients also send ``b_size:int``.
    sent = [value for key, value in request.GET.items() if key.partition(":")[0] == name]
    if not sent:
        return default
    text = sent[-1]
    if not _NUMBER.match(text) or int(text) < least:
        raise BadInput(_("“${name}” must be a number, ${least} or more.", mapping={"name": name, "least": least}))
    return int(text)
