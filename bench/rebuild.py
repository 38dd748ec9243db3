"""Measure the memory of a rebuild of the search index: by the command, and by a server while people search.

    ./bootstrap.sh bench rebuild
    ./bootstrap.sh bench rebuild --documents 15000 --searchers 4

First rebuilds the index as ``bin/moothall reindex`` does, in a process of its own. Then deletes the folder of the
index under a running server, and searches until every item is indexed again. Prints the largest resident memory
of both, the times, and the waits of the searches. Asserts nothing.
"""

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from forms import Failed
from grounds import Server, Visitor, make_application, share, site_in
from growth import SEARCHES
from ZODB.DB import DB
from ZODB.FileStorage import FileStorage

from moothall.command.subcommands.reindex import rebuild
from moothall.core.storage.databases import SITE
from moothall.core.storage.renamed import class_of


def waiting(folder):
    """Return the number of items that wait to be indexed, read beside the server."""
    storage = FileStorage(str(folder / "content" / "fs"), read_only=True)
    database = DB(storage, class_factory=class_of)
    try:
        return len(database.open().root()[SITE].index_queue)
    finally:
        database.close()


def reindexed(folder):
    """Run the command, and return its largest resident memory in megabytes and its seconds."""
    began = time.perf_counter()
    subprocess.run([sys.executable, __file__, "--reindex", str(folder)], check=True, stdout=subprocess.DEVNULL)
    took = time.perf_counter() - began
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, took


def reindex(folder):
    """Rebuild the index, as the command does with its application."""
    sys.exit(rebuild(make_application(folder)))


def measure(folder, searchers):
    """Return {figure: value}."""
    command_memory, command_seconds = reindexed(folder)
    with Server(folder) as server:
        visitor = Visitor(server.port, "member")
        visitor.get("/search?SearchableText=digital")
        server.settle()
        before = largest = server.memory
        ended, waits, failures = threading.Event(), [], []

        def search(number):
            mine, turn = Visitor(server.port, "member" if number % 2 else None), number
            while not ended.is_set():
                started = time.perf_counter()
                try:
                    answer = mine.get(f"/search?SearchableText={SEARCHES[turn % len(SEARCHES)].replace(' ', '+')}")
                    if answer.status != 200:
                        raise Failed(str(answer.status))
                except (Failed, OSError) as error:
                    failures.append(str(error))
                waits.append((time.perf_counter() - started) * 1000)
                turn += searchers

        shutil.rmtree(folder / "index")
        threads = [threading.Thread(target=search, args=(number,)) for number in range(searchers)]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        seen = 0
        while time.perf_counter() - began < 1800:
            for _sample in range(10):
                largest = max(largest, server.memory)
                time.sleep(0.2)
            left = waiting(folder)
            seen = max(seen, left)
            if seen and not left:
                break
        took = time.perf_counter() - began
        ended.set()
        for thread in threads:
            thread.join(120)
        return {
            "command, MB": command_memory,
            "command, seconds": command_seconds,
            "server before, MB": before,
            "server at most, MB": largest,
            "items queued": seen,
            "seconds": took,
            "searches": len(waits),
            "failed searches": len(failures),
            "search p50, ms": share(waits, 0.5),
            "search p95, ms": share(waits, 0.95),
        }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=15_000)
    parser.add_argument("--searchers", type=int, default=4)
    parser.add_argument("--folder", help="keep the site in this folder and reuse it")
    parser.add_argument("--reindex", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.reindex:
        reindex(Path(options.reindex))
    with tempfile.TemporaryDirectory() as temporary, site_in(options.folder, temporary, options.documents) as folder:
        for name, value in measure(Path(folder), options.searchers).items():
            print(f"{name:<22}{value:10,.0f}")


if __name__ == "__main__":
    main()
