"""The result of an import."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

IMPORTED, UPDATED, UNCHANGED, LEFT, EDITED = "imported", "updated", "unchanged", "left alone", "edited"


@dataclass
class Report:
    """Counts of imported files, and every refusal and loss with its reason."""

    counts: Counter[str] = field(default_factory=Counter)
    #: (path, reason) of refused files, and of those left alone.
    refused: list[tuple[str, str]] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    #: (path, sentence) of links and images that were removed.
    lost: list[tuple[str, str]] = field(default_factory=list)
    linked: int = 0
    #: Paths of earlier imports that are no longer in the folder.
    gone: list[str] = field(default_factory=list)
    #: Number of items that cannot be found by words yet.
    waiting: int = 0
    #: True if the import was stopped.
    interrupted: bool = False

    def summary(self) -> Iterator[str]:
        """Yield a few lines for the terminal."""
        yield (
            f"{self.counts[IMPORTED]} imported, {self.counts[UPDATED]} updated, {self.counts[UNCHANGED]} unchanged, "
            f"{len(self.refused)} refused"
        )
        if self.linked:
            yield f"{self.linked} linked as translations"
        if self.counts[LEFT]:
            yield f"{self.counts[LEFT]} left alone because they were deleted on the site"
        if self.counts[EDITED]:
            yield f"{self.counts[EDITED]} left alone because they were edited on the site and their files changed"
        if self.gone:
            yield f"{len(self.gone)} left on the site although their files are gone"
        for reason, count in Counter(reason for _path, reason in self.refused).most_common(10):
            yield f"refused: {count} × {reason}"
        for what, count in Counter(sentence.partition(":")[0] for _path, sentence in self.lost).most_common(10):
            yield f"removed: {count} × {what}"
        if self.waiting:
            yield f"{self.waiting} items wait for the search index; the server or the worker adds them"
        if self.interrupted:
            yield "Stopped. Everything above is on the site; run the command again to import the rest."

    def lines(self) -> Iterator[str]:
        """Yield the complete report, for a file."""
        yield from self.summary()
        gone = [(path, "is gone from the folder") for path in self.gone]
        for title, entries in (
            ("refused", self.refused),
            ("left alone", [*self.left, *gone]),
            ("removed", self.lost),
        ):
            for path, sentence in entries:
                yield f"{title}\t{path}\t{sentence}"
