"""Measure the audit log: writing, size, reading, verification, and the cost of queueing an event.

./bootstrap.sh bench audit [ENTRIES]
"""

import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import transaction
from ZODB.DB import DB
from ZODB.FileStorage import FileStorage

from moothall.core.audit import entries
from moothall.core.audit.audit_log import AuditLog
from moothall.core.event_log.log import ActionContext, EventLog

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
KINDS = ("membership", "edition state", "created", "grant", "dial")


def records(number):
    """Yield events of 200 people in 50 spaces, as audit entries."""
    chosen, log = random.Random(7), EventLog()
    for count in range(number):
        reason = "Because." if count % 5 == 0 else ""
        act = ActionContext(f"person{chosen.randrange(200):06}", NOW + timedelta(seconds=count), reason)
        space = chosen.randrange(1, 50)
        event = log.append(
            act,
            chosen.choice(KINDS),
            chosen.randrange(10_000),
            key=f"person{chosen.randrange(200):06}",
            before=(),
            after=("author",),
        )
        yield entries.from_log_event(event, space)


def write(folder, told, batch):
    """Write ``told`` in batches, one commit each; return (seconds, path of the database)."""
    path = Path(folder) / f"{batch}.fs"
    database = DB(FileStorage(str(path)))
    connection = database.open()
    trail = connection.root()["audit"] = AuditLog()
    began = time.perf_counter()
    for start in range(0, len(told), batch):
        trail.append(told[start : start + batch])
        transaction.commit()
    took = time.perf_counter() - began
    database.close()
    return took, path


def read(path):
    """Return milliseconds per kind of page, and seconds to verify the chain."""
    database = DB(FileStorage(str(path), read_only=True), cache_size=5000)
    trail = database.open().root()["audit"]
    figures = {}
    for name, terms, since in (
        ("the newest 50", (), None), ("50 of one person", ("person:person000007",), None),
        ("50 of one person, kind and space", ("person:person000007", "kind:grant", "space:7"), None),
        ("50 of a day", (), NOW),
    ):  # fmt: skip
        began = time.perf_counter()
        for _again in range(20):
            trail.find(terms, since, limit=50)
        figures[name] = (time.perf_counter() - began) / 20 * 1000
    began = time.perf_counter()
    assert list(trail.verify()) == []
    return figures, time.perf_counter() - began


def waiting(number):
    """Return microseconds to append an event, without and with the audit queue."""
    log, plain = EventLog(), EventLog()
    plain.waiting = type("Nobody", (), {"put": lambda _self, _fact: None})()
    took = []
    for each in (plain, log):
        began = time.perf_counter()
        for count in range(number):
            each.append(ActionContext("person", NOW + timedelta(milliseconds=count)), "state", count % 1000)
        took.append((time.perf_counter() - began) / number * 1e6)
    return took


def main(number):
    told = list(records(number))
    with tempfile.TemporaryDirectory() as folder:
        for batch in (500, 20, 1):
            some = told if batch == 500 else told[:2000]
            took, path = write(folder, some, batch)
            print(
                f"written in batches of {batch:>3}: {took / len(some) * 1e6:7.0f} µs and "
                f"{path.stat().st_size / len(some):7,.0f} bytes per entry"
            )
        figures, proof = read(Path(folder) / "500.fs")
        for name, took in figures.items():
            print(f"{name}: {took:.2f} ms")
        print(f"the chain of {number:,} entries verified and compared with the index: {proof:.1f} s")
    without, with_ = waiting(number)
    print(f"append an event: {with_:.1f} µs, of which {with_ - without:.1f} µs for the queue")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
