"""The result of an import."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

IMPORTED, UPDATED, UNCHANGED, LEFT = "imported", "updated", "unchanged", "left alone"


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

    def summary(self) -> Iterator[str]:
        """Yield a few lines for the terminal."""
        yield (
            f"{self.counts[IMPORTED]} imported, {self.counts[UPDATED]} updated, {self.counts[UNCHANGED]} unchanged, "
            f"{len(self.refused)} refused"
        )
        if self.linked:
            yield f"{self.linked} linked as translations"
        if self.left:
            yield f"{len(self.left)} left alone because they were deleted on the site"
        for reason, count in Counter(reason for _path, reason in self.refused).most_common(10):
            yield f"refused: {count} × {reason}"
        for what, count in Counter(sentence.partition(":")[0] for _path, sentence in self.lost).most_common(10):
            yield f"removed: {count} × {what}"

    def lines(self) -> Iterator[str]:
        """Yield the complete report, for a file."""
        yield from self.summary()
        for title, entries in (("refused", self.refused), ("left alone", self.left), ("removed", self.lost)):
            for path, sentence in entries:
                yield f"{title}\t{path}\t{sentence}"
