"""Rebuild the search index next to the current one, which serves searches until the new one is complete.

The index has one writer. If the embedded server runs, that is the server, and
this command says so: either stop the server first, or delete the folder of the
index while it runs; the server then rebuilds the index. Searches are
incomplete until then; nothing is lost.
"""

import argparse
import sys
from collections.abc import Iterator
from typing import Any

from moothall.command.configuration import application
from moothall.command.databases import opened
from moothall.command.progress import progress
from moothall.core.authorization.access_context import access_data_of
from moothall.core.search.fulltext import document_of, index_of
from moothall.core.search.index.interface import IndexDocument, IndexLocked
from moothall.core.search.index.limits import BATCH
from moothall.core.work.workers import snapshot_tid


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Add nothing: there are no further arguments."""


def run(options: argparse.Namespace) -> int:
    with application(options) as app:
        return rebuild(app)


def rebuild(app: Any) -> int:
    """Rebuild the index of ``app``; return the exit code."""
    index = index_of(app.registry)
    with opened(app) as databases:
        site = databases.site
        waiting = site.index_queue.peek(len(site.index_queue))
        tid = snapshot_tid(databases.connection)
        try:
            index.rebuild(progress(_entries(site), "Indexing", total=_count(site), unit="items"), tid)
        except IndexLocked:
            print(
                "The server or a worker is writing to the index. Stop it first, or delete the folder of the index "
                "while it runs: it then rebuilds the index.",
                file=sys.stderr,
            )
            return 1
        finally:
            index.close()
        databases.refresh()
        site.mark_indexed(waiting)
        databases.commit()
        print(f"{index.count()} items are in the index.")
    index.close()
    return 0


def _entries(site: Any) -> Iterator[IndexDocument]:
    access_data = access_data_of(site)
    for number, uid in enumerate(site.uids):
        if number % BATCH == 0:
            # Within one transaction, a connection keeps every object that was loaded.
            site._p_jar.cacheGC()
        entry = document_of(site, uid, access_data)
        if entry is not None:
            yield entry


def _count(site: Any) -> int:
    return len(site.uids)
