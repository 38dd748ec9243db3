"""Measure the bytes that a post writes, by database and class of record.

    ./bootstrap.sh bench written
    ./bootstrap.sh bench written --posts 200 --documents 10000

Adds posts to one thread through its form, one after the other, with the workers inside the server. Then
reads the transactions that were written. Prints bytes and records per post; asserts nothing.
"""

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path

from forms import add_post, start_thread
from grounds import Server, Visitor, site_in
from ZODB.FileStorage import FileStorage
from zodbpickle.pickletools_3 import genops

DATABASES = ("content", "people", "audit")


def class_of(data):
    """Return the name of the class of a record."""
    words = []
    for operation, argument, _place in genops(data):
        if isinstance(argument, str):
            words.append(argument.replace(" ", "."))
        if operation.name in ("STOP", "TUPLE2", "REDUCE") or len(words) == 2:
            break
    return ".".join(words) or "?"


def sizes(folder):
    return {name: (folder / name / "fs").stat().st_size for name in DATABASES}


def written(folder, name, before):
    """Return {class: (bytes, records)} and the number of transactions after a position in the file."""
    found, records, transactions = Counter(), Counter(), 0
    storage = FileStorage(str(folder / name / "fs"), read_only=True)
    try:
        for transaction in storage.iterator():
            if transaction._tpos < before:
                continue
            transactions += 1
            for record in transaction:
                kind = class_of(record.data)
                found[kind] += len(record.data) + 42
                records[kind] += 1
    finally:
        storage.close()
    return found, records, transactions


def measure(folder, posts, warm):
    """Add posts; return {database: (bytes, records, transactions)} and the growth of each file."""
    with Server(folder) as server:
        author, reader = Visitor(server.port, "owner"), Visitor(server.port, "member")
        thread = start_thread(author, "Written")
        for number in range(warm):
            add_post(reader, f"Warm {number}", thread)
        server.settle()
        before = sizes(folder)
        for number in range(posts):
            add_post(reader, f"Post {number}", thread)
            # Readers take longer to write, so that workers do not gather several posts into one commit.
            time.sleep(0.3)
        server.settle()
        after = sizes(folder)
    return {name: written(folder, name, before[name]) for name in DATABASES}, {
        name: after[name] - before[name] for name in DATABASES
    }


def report(found, growth, posts):
    print(f"{sum(growth.values()) / posts / 1000:.1f} kB per post")
    for name in DATABASES:
        kinds, records, transactions = found[name]
        print(f"{name}: {growth[name] / posts / 1000:.1f} kB, {transactions / posts:.1f} transactions")
        for kind, size in kinds.most_common(14):
            print(f"  {size / posts:9,.0f} bytes {records[kind] / posts:6.2f} records  {kind}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--posts", type=int, default=60)
    parser.add_argument("--warm", type=int, default=40, help="posts before the measurement")
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--folder", help="keep the site in this folder and reuse it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, site_in(options.folder, temporary, options.documents) as folder:
        found, growth = measure(Path(folder), options.posts, options.warm)
        report(found, growth, options.posts)


if __name__ == "__main__":
    main()
