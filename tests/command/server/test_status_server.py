"""The listener for monitoring: what it says of a process, and to whom."""

import json
import urllib.error
import urllib.request
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pyramid.exceptions import ConfigurationError

from moothall.command.server.status_server import StatusServer, address_of
from moothall.core.base.settings import settings_of
from moothall.core.storage.backup_times import BACKUP, record_time
from moothall.core.storage.databases import databases_of, open_databases
from moothall.core.storage.write_lock import write
from tests.factories import GROUP
from tests.serving import free_port


@contextmanager
def monitored(registry, is_stopping=lambda: False):
    server = StatusServer(registry, f"127.0.0.1:{free_port()}", is_stopping)
    try:
        yield lambda path: get(f"http://{server.address}{path}")
    finally:
        server.close()


def get(address):
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def metrics(ask):
    """{name, or (name, label): value}."""
    status, text = ask("/metrics")
    assert status == 200
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = tuple(sample.labels.values())
            found[(sample.name, *labels) if labels else sample.name] = sample.value
    return found


def test_a_running_site_is_healthy_ready_and_measured(site, api, clock, make):
    with monitored(site.registry) as ask:
        assert ask("/health")[0] == ask("/ready")[0] == 200
        assert ask("/")[0] == ask("/login")[0] == ask("/metrics/x")[0] == 404
        before = metrics(ask)
        api.member.post_json(f"{GROUP}/documents", {"@type": "document", "title": "Counted"})
        api.guest.get("/nothing-here", status=404)
        discussion = make.discussion(f"{GROUP}/discussions", by="owner")
        api.member.post_json(str(discussion), {"@type": "post", "text": "<p>Reply</p>"})
        clock.advance(minutes=5)
        record_time(settings_of(site.registry).backups_path, BACKUP, datetime(2026, 3, 1, tzinfo=UTC))
        after = metrics(ask)

    def more(name):
        return after[name] - before.get(name, 0)

    assert more("moothall_commits_total") >= 2
    assert more(("moothall_requests_total", "2xx")) >= 2 and more(("moothall_requests_total", "4xx")) == 1
    assert more("moothall_index_queue_items") >= 1 and more("moothall_audit_queue_events") >= 2
    assert more("moothall_outbox_messages") == 1 and after["moothall_outbox_oldest_seconds"] == 300
    assert after["moothall_last_backup_timestamp_seconds"] == datetime(2026, 3, 1, tzinfo=UTC).timestamp()
    assert after["moothall_last_tested_restore_timestamp_seconds"] == 0
    assert after["moothall_databases_readable"] == 1 and after["process_resident_memory_bytes"] > 10_000_000
    assert {("moothall_database_bytes", name) for name in ("content", "people", "audit")} <= set(after)


def test_conflicts_and_retries_are_counted(site):
    tries = []

    def change(databases):
        databases.site.title = f"{databases.site.title}!"
        tries.append(1)
        if len(tries) == 1:
            with open_databases(site.registry) as others:
                others.site.title = "Of others"
                others.commit()

    with monitored(site.registry) as ask:
        before = metrics(ask)
        write(site.registry, change)
        after = metrics(ask)
    names = ("moothall_conflicts_total", "moothall_retries_total", "moothall_commits_total", "moothall_given_up_total")
    assert [after[name] - before[name] for name in names] == [1, 1, 2, 0]


def test_a_process_that_stops_is_not_ready_but_healthy(site):
    with monitored(site.registry, lambda: True) as ask:
        assert ask("/health")[0] == 200
        status, said = ask("/ready")
        assert status == 503 and json.loads(said)["problems"] == ["The process is stopping."]


def test_without_a_database_it_says_so_and_goes_on_measuring(site, monkeypatch):
    def lost(*args, **kw):
        raise OSError("gone")

    monkeypatch.setattr(databases_of(site.registry)[""], "open", lost)
    with monitored(site.registry) as ask:
        status, said = ask("/ready")
        assert status == 503 and "cannot be read: OSError" in said and "gone" not in said
        assert ask("/health")[0] == 200
        found = metrics(ask)
    assert found["moothall_databases_readable"] == 0 and "moothall_outbox_messages" not in found


def test_a_worker_thread_that_ended_makes_it_unhealthy(site, monkeypatch):
    class Ended:
        def alive(self):
            return {"indexing": False, "delivering": True}

    monkeypatch.setattr(site.registry, "workers", Ended())
    with monitored(site.registry) as ask:
        status, said = ask("/health")
    assert status == 503 and "indexing" in said


@pytest.mark.parametrize("text", ["9100", "localhost", "localhost:0", "localhost:http", "localhost:99999", ":"])
def test_another_address_is_refused(text):
    with pytest.raises(ConfigurationError, match=r"like 127\.0\.0\.1:9100"):
        address_of(text)


def test_the_outbox_and_the_clock_do_not_move(site):
    """Looking is no write."""
    with monitored(site.registry) as ask:
        before = [database.lastTransaction() for database in databases_of(site.registry).values()]
        for path in ("/metrics", "/ready", "/health"):
            ask(path)
        assert before == [database.lastTransaction() for database in databases_of(site.registry).values()]
    assert timedelta(0) == site.clock.now - site.clock()
