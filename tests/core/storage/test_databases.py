"""Databases opened outside of a request: what is committed stays, and conflicts are tried again."""

import threading
from pathlib import Path

import pytest
from transaction.interfaces import TransientError

import moothall
from moothall.core.storage.databases import databases_of, drop_connections, open_databases
from moothall.core.storage.write_lock import write


def title(site):
    return site.read(lambda root: root.title)


def test_what_is_not_committed_is_lost(site):
    before = title(site)
    with open_databases(site.registry) as databases:
        databases.site.title = "Changed"
    assert title(site) == before
    with open_databases(site.registry) as databases:
        databases.site.title = "Changed"
        databases.commit()
        databases.site.title = "Changed again"
        databases.refresh()
        assert databases.site.title == "Changed"
    assert title(site) == "Changed"


def test_a_write_that_meets_another_is_tried_again(site):
    seen = []

    def change(databases):
        seen.append(databases.site.title)
        databases.site.title = f"{databases.site.title}!"
        if len(seen) == 1:
            with open_databases(site.registry) as others:
                others.site.title = "Of others"
                others.commit()
        return len(seen)

    assert write(site.registry, change) == 2
    assert seen[1] == "Of others" and title(site) == "Of others!"
    assert not site.registry.moothall_write_lock.is_mine


def test_after_the_last_attempt_the_conflict_is_raised(site):
    def conflict(databases):
        raise TransientError

    with pytest.raises(TransientError):
        write(site.registry, conflict, attempts=2)


def test_dropping_connections_from_several_threads_keeps_the_pools(site):
    sizes = {name: database.getPoolSize() for name, database in databases_of(site.registry).items()}
    start = threading.Barrier(8)

    def drop():
        start.wait(10)
        for _ in range(50):
            drop_connections(site.registry)
            with open_databases(site.registry) as databases:
                assert databases.site.title

    threads = [threading.Thread(target=drop) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sizes == {name: database.getPoolSize() for name, database in databases_of(site.registry).items()}
    assert min(sizes.values()) > 0


def test_nothing_else_begins_transactions_by_hand():
    package = Path(moothall.__file__).parent
    found = {
        file.relative_to(package).as_posix()
        for file in package.rglob("*.py")
        if "TransactionManager(" in file.read_text("utf-8")
    }
    # Two commands let other code begin and commit.
    assert found == {"core/storage/databases.py", "command/subcommands/evolve.py", "site/command.py"}
