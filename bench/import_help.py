"""Measure how fast a folder is read, written, indexed and searched.

    ./bootstrap.sh bench import_help FOLDER

FOLDER is any tree of HTML pages. The figures in docs/performance.rst are for the office help of Debian's packages
libreoffice-help-en-us, -de, -fr, -es, -it and -pl, unpacked into one folder with `dpkg -x`. FOLDER is then
usr/share/libreoffice/help in that folder. Uses a temporary site. Asserts nothing.
"""

import argparse
import secrets
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import transaction

from moothall import main as application
from moothall.core.access.person import GUEST
from moothall.core.access.space_policies import PRESETS
from moothall.core.authorization.access_context import AccessContext
from moothall.core.event_log.log import ActionContext
from moothall.core.search.fulltext import document_of
from moothall.core.search.index.interface import SearchRequest
from moothall.core.search.index.limits import BATCH
from moothall.core.search.index.xapian import XapianIndex
from moothall.core.storage.databases import PEOPLE, SITE, close_databases, open_databases
from moothall.core.storage.migrations import begin
from moothall.importing.reader import read_tree
from moothall.importing.writer import plan_for, write
from moothall.people.store import create_people
from moothall.site.build import build_site
from moothall.space.content import Workspace

# A word that the pages contain in another form, so that only its stem matches.
WORDS = {
    "en": "formatting tables",
    "de": "Tabellen formatieren",
    "fr": "tableaux formatés",
    "es": "tablas formateadas",
    "it": "tabelle formattate",
    "pl": "formatowanie tabel",
}


class Watch:
    """Print the CPU and wall time of a block."""

    def __init__(self, title, of=0, what=""):
        self.title, self.of, self.what = title, of, what

    def __enter__(self):
        self.cpu, self.wall = time.process_time(), time.perf_counter()
        return self

    def __exit__(self, *exc_info):
        cpu, wall = time.process_time() - self.cpu, time.perf_counter() - self.wall
        rate = f"{self.of / cpu:8,.0f} {self.what}/s of CPU" if self.of else ""
        print(f"{self.title:<32} {cpu:7.1f} s CPU {wall:7.1f} s wall {rate}", flush=True)


def make_site(folder):
    """Return an application with an empty site and one public workspace, and its transaction manager."""
    for name in ("content", "people", "audit"):
        (folder / name).mkdir()
    app = application(
        {},
        **{
            "zodbconn.uri": f"file://{folder}/content/fs?blobstorage_dir={folder}/blobs&connection_cache_size=20000",
            "zodbconn.uri.people": f"file://{folder}/people/fs",
            "zodbconn.uri.audit": f"file://{folder}/audit/fs",
            "moothall.index_path": str(folder / "index"),
            "moothall.mail_path": str(folder / "mail"),
            "moothall.site_url": "http://localhost",
            "moothall.work_inside": "false",
        },
    )
    manager = transaction.TransactionManager(explicit=True)
    manager.begin()
    connection = app.registry._zodb_databases[""].open(manager)
    people = connection.get_connection(PEOPLE)
    create_people(people, secrets.token_bytes(32))
    site = connection.root()[SITE] = build_site(app.registry, datetime.now(UTC))
    begin(connection.root(), app.registry)
    act = ActionContext(None, datetime.now(UTC), rule="bench")
    site["workspaces"].add_item(
        act, Workspace(act, title="Help", policies=PRESETS["open-community"][1], state="active")
    )
    manager.commit()
    connection.close()
    return app, manager


def bring(site, folder, manager, title):
    target = site["workspaces"]["help"]["documents"]
    act = ActionContext(None, datetime.now(UTC), rule="bench")
    plan = plan_for(target, folder)
    with Watch(f"{title}: read", len(plan), "files"):
        entries = list(read_tree(folder, plan))
    with Watch(f"{title}: write", len(plan), "files"):
        report = write(target, entries, plan, act, manager)
    print("  " + "\n  ".join(report.summary()))


def index_all(site, index):
    pairs = site.index_queue.peek(1_000_000)
    with Watch("index", len(pairs), "documents"):
        for start in range(0, len(pairs), BATCH):
            documents = [document_of(site, uid) for uid, _ticket in pairs[start : start + BATCH]]
            index.put([document for document in documents if document is not None])
    # Without this marker, a server would consider the index lost and rebuild it.
    index.set_watermark(b"\0" * 8)


def search_all(site, index):
    classes = AccessContext(site, GUEST, datetime.now(UTC)).visible_classes()
    print(f"\n{'search':<28} {'found':>6} {'own':>6} {'ms CPU':>7}")
    for language, words in WORDS.items():
        request = SearchRequest(classes, words, query_languages=(language, "en"), facets=("language",), snippets=True)
        spent, result = min((_timed(index, request) for _ in range(5)), key=lambda pair: pair[0])
        own = dict(result.facets.get("language", ())).get(language, 0)
        print(f"{language}: {words:<24} {result.total:6,} {own:6,} {spent:7.1f}")


def _timed(index, request):
    started = time.process_time()
    result = index.find(request)
    return (time.process_time() - started) * 1000, result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        app, manager = make_site(Path(temporary))
        try:
            with open_databases(app.registry, manager=manager) as databases:
                bring(databases.site, options.folder, manager, "first run")
                bring(databases.site, options.folder, manager, "second run")
                index = XapianIndex(Path(temporary) / "index")
                index_all(databases.site, index)
                search_all(databases.site, index)
                index.close()
        finally:
            close_databases(app.registry)


if __name__ == "__main__":
    main()
