"""Measure how fast the full-text index searches and writes, and how that grows.

    ./bootstrap.sh bench search_index --documents 100000

Builds an index of generated documents in six languages (word frequencies as in natural language, 30 to 1,500 words
each). Searches for three words as a person who sees three in five access classes, with three facets and an excerpt for
each of the 20 hits. Prints CPU and wall time per search; asserts nothing.
"""

import argparse
import itertools
import random
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from moothall.core.search.index.interface import IndexDocument, SearchRequest
from moothall.core.search.index.limits import BATCH
from moothall.core.search.index.xapian import XapianIndex

LANGUAGES = ("en", "de", "fr", "es", "it", "pl")
TYPES = ("document", "post", "discussion", "file", "resource", "goodpractice")
STATES = ("published", "draft", "proposed", "open")
SYLLABLES = [a + b for a in "bcdfglmnprstv" for b in ("a", "e", "i", "o", "u", "er", "ing", "al", "ös", "é")]
START = datetime(2024, 1, 1, tzinfo=UTC)


class Corpus:
    """Generated documents, the same for the same seed."""

    def __init__(self, classes, seed=7, words=30_000):
        self._random = random.Random(seed)
        found = dict.fromkeys(
            "".join(self._random.choices(SYLLABLES, k=self._random.choice((2, 2, 3, 3, 4)))) for _ in range(words * 2)
        )
        self.words = list(found)[:words]
        self._sums = list(itertools.accumulate(1 / (rank + 10) for rank in range(len(self.words))))
        self._subjects = self.words[100:150]
        self.classes = [
            f"{self._random.getrandbits(63)}:content:{state}" for state in STATES for _ in range(classes // len(STATES))
        ]

    def document(self, uid):
        choose = self._random
        length = int(min(max(choose.lognormvariate(5.2, 0.8), 30), 1500))
        made = START + timedelta(minutes=choose.randrange(1_000_000))
        return IndexDocument(
            uid=uid,
            access_class=choose.choice(self.classes),
            type_id=choose.choices(TYPES, (30, 40, 10, 10, 5, 5))[0],
            state=choose.choice(STATES),
            language=choose.choices(LANGUAGES, (40, 15, 15, 10, 10, 10))[0],
            creator=f"person{choose.randrange(500)}",
            containers=(1, choose.randrange(2, 500), choose.randrange(1000, 5000)),
            title=self._text(6),
            description=self._text(15),
            text=self._text(length),
            subjects=tuple(choose.sample(self._subjects, choose.randrange(4))),
            terms=(("level", choose.choice(("basic", "advanced"))), ("country", choose.choice(LANGUAGES))),
            created=made,
            modified=made,
            public=uid % 2 == 0,
        )

    def request(self, seen, **values):
        ranks = [int(self._random.triangular(5, 250, 40)) for _ in range(3)]
        return SearchRequest(
            seen,
            " ".join(self.words[rank] for rank in ranks),
            facets=("type_id", "language", "subjects"),
            snippets=True,
            limit=20,
            **values,
        )

    def _text(self, length):
        return " ".join(self._random.choices(self.words, cum_weights=self._sums, k=length))


def build(index, corpus, documents):
    """Build the index in one run, beside the old one, as after its loss."""
    making = 0.0

    def made():
        nonlocal making
        for uid in range(1, documents + 1):
            started = time.process_time()
            document = corpus.document(uid)
            making += time.process_time() - started
            yield document
            if uid % BATCH == 0:
                print(f"\r{uid:>9,} documents", end="", flush=True)

    cpu, wall = time.process_time(), time.perf_counter()
    index.rebuild(made())
    cpu, wall = time.process_time() - cpu - making, time.perf_counter() - wall - making
    print(f"\r{documents:>9,} documents built: {documents / cpu:,.0f}/s of CPU, {documents / wall:,.0f}/s")


def add_batch(index, corpus, documents):
    """Add one more batch, as the indexer does."""
    batch = [corpus.document(uid) for uid in range(documents + 1, documents + BATCH + 1)]
    cpu = time.process_time()
    index.put(batch)
    print(f"{BATCH:,} more in one commit: {BATCH / (time.process_time() - cpu):,.0f}/s of CPU")
    cpu = time.process_time()
    index.put(batch[:1])
    print(f"one in one commit: {(time.process_time() - cpu) * 1000:.1f} ms of CPU")


def measure(index, requests, overlay=()):
    """Return CPU and wall milliseconds of each search, and the number of documents found."""
    figures = []
    for request in requests:
        cpu, wall = time.process_time(), time.perf_counter()
        result = index.find(request, overlay)
        figures.append(
            (
                (time.process_time() - cpu) * 1000,
                (time.perf_counter() - wall) * 1000,
                result.total,
                len(result.hits),
            )
        )
    return figures


def report(name, figures):
    def at(column, share):
        return sorted(figure[column] for figure in figures)[int((len(figures) - 1) * share)]

    print(
        f"{name:<44} {at(0, 0.5):7.1f} {at(0, 0.95):7.1f} {at(1, 0.5):8.1f} {at(1, 0.95):8.1f}"
        f" {at(2, 0.5):8,} {at(3, 0.5):5}"
    )
    return at(0, 0.5)


def searches(index, corpus, documents, number):
    seen = frozenset(corpus.classes[: len(corpus.classes) * 3 // 5])
    index.find(corpus.request(seen))
    print(f"\n{documents:,} documents, {len(corpus.classes):,} access classes, {len(seen):,} visible")
    print(f"{'ms':<44} {'CPU p50':>7} {'p95':>7} {'wall p50':>8} {'p95':>8} {'found':>8} {'hits':>5}")
    plain = [corpus.request(seen) for _ in range(number)]
    middle = report("three words, three facets, 20 excerpts", measure(index, plain))
    bare = [SearchRequest(seen, request.text) for request in plain]
    report("the same without facets and excerpts", measure(index, bare))
    every = [corpus.request(seen, query_languages=("de", "fr", "es", "it", "pl", "en")) for _ in range(number)]
    report("stems of six languages", measure(index, every))
    pending = [corpus.document(uid) for uid in range(1, 21)]
    report("with 20 pending documents", measure(index, plain, pending))
    newest = [SearchRequest(seen, facets=("type_id", "language", "subjects")) for _ in range(min(number, 20))]
    report("everything visible, newest first", measure(index, newest))
    single = [SearchRequest(seen, corpus.words[rank], facets=("type_id",), snippets=True) for rank in range(10)]
    report("one of the commonest words", measure(index, single))
    return middle


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--small", type=int, default=1_000, help="size of the smaller index to compare with")
    parser.add_argument("--classes", type=int, default=4_840)
    parser.add_argument("--searches", type=int, default=200)
    parser.add_argument("--folder", type=Path, help="keep the index in this folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        index = XapianIndex((options.folder or Path(temporary)) / "index")
        corpus = Corpus(options.classes)
        middles = []
        for documents in (options.small, options.documents):
            if index.count() != documents:
                build(index, corpus, documents)
            middles.append(searches(index, corpus, documents, options.searches))
        if len(middles) == 2:
            growth = middles[1] / middles[0]
            print(f"\n{options.small:,} to {options.documents:,} documents: {growth:.1f} times the CPU")
        present = index.count()
        files = [path for path in (options.folder or Path(temporary)).rglob("*") if path.is_file()]
        print(f"{sum(path.stat().st_size for path in files) / present / 1024:.1f} KiB on disk per document")
        add_batch(index, corpus, present)
        index.close()


if __name__ == "__main__":
    main()
