"""Batches of long lists: ``?b_start=&b_size=`` and the addresses of the other batches."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from pyramid.request import Request

from moothall.web.api.parameters import Known, Parameters

SIZE, LARGEST = 20, 500
#: More than any list in memory has.
WHOLE = 10**9
#: The parameters of a batch and their options.
BATCH: Known = {"b_start": (), "b_size": ()}


class Batch:
    """The batch of a list that ``request`` selects; raises :class:`BadInput` for invalid numbers.

    With ``whole``, a ``b_size`` of -1 selects the whole list, as in plone.restapi.
    """

    def __init__(self, request: Request, size: int = SIZE, whole: bool = False) -> None:
        self._request, sent = request, Parameters(request.GET.items(), BATCH)
        self.start = sent.number("b_start", 0, least=0)
        self._is_whole = whole and sent.last("b_size") == "-1"
        self.size = WHOLE if self._is_whole else min(sent.number("b_size", size, least=1), LARGEST)

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
        size = -1 if self._is_whole else self.size
        return f"{self._request.path_url}?{urlencode([*kept, ('b_start', start), ('b_size', size)])}"
