"""Build the search index anew, beside the old one, which answers until the new one is complete.

The index has one writer. Where the embedded server runs, that is the server, and
this command says so: either stop the server first, or delete the folder of the
index while it runs; it then builds the index anew by itself. Searches are
incomplete meanwhile, nothing is lost.
"""

import sys

from moothall.command.configuration import application
from moothall.command.databases import opened
from moothall.command.progress import progress
from moothall.core.authorization.access_context import access_data_of
from moothall.core.search.fulltext import document_of, index_of
from moothall.core.search.index.interface import IndexLocked
from moothall.core.work.workers import snapshot_tid


def add_arguments(parser):
    """None of its own."""


def run(options):
    with application(options) as app:
        return rebuild(app)


def rebuild(app):
    """Build the index of ``app`` anew; returns the exit code."""
    index = index_of(app.registry)
    with opened(app) as databases:
        site = databases.site
        waiting = site.queue.peek(len(site.queue))
        tid = snapshot_tid(databases.connection)
        try:
            index.rebuild(progress(_documents(site), "Indexing", total=_count(site), unit="items"), tid)
        except IndexLocked:
            print(
                "The server or a worker is writing to the index. Stop it first, or delete the folder of the index "
                "while it runs: it then builds the index anew by itself.",
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


def _documents(site):
    facts = access_data_of(site)
    for uid in site.uids:
        document = document_of(site, uid, facts)
        if document is not None:
            yield document


def _count(site):
    return len(site.uids)
