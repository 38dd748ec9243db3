"""Upkeep: what has had its time goes."""

import time
from itertools import pairwise

import pytest
from pyramid.config import Configurator
from pyramid.traversal import find_resource

from moothall.core.authorization import sharing
from moothall.core.operations.deletion import purge_deleted
from moothall.core.work.workers import PeriodicThread, add_periodic_task, periodic_tasks, run_hourly_tasks
from moothall.people.periodic_tasks import purge
from tests.factories import CURATED


@pytest.fixture
def deleted(make):
    return make.document(CURATED + "/documents", "A plan", state="deleted", by="member")


def test_what_was_deleted_a_month_ago_is_gone_with_a_fact(site, deleted, clock):
    clock.advance(days=31)
    assert purge_deleted(site.registry) == 1
    assert site.read(lambda tree: tree.uids.get(deleted.uid)) is None
    kinds = site.read(lambda tree: {event.kind for event in tree.event_log.about(deleted.uid)})
    assert {"created", "deleted", "erased"} <= kinds
    assert site.read(lambda tree: deleted.uid in tree.catalog) is False


def test_what_can_be_restored_stays(site, deleted, clock):
    clock.advance(days=29)
    assert purge_deleted(site.registry) == 0
    assert site.read(lambda tree: find_resource(tree, str(deleted)).title) == "A plan"


def test_what_was_restored_stays(site, make, deleted, clock):
    make.step(deleted, "restore", by="facilitator")
    clock.advance(days=31)
    assert purge_deleted(site.registry) == 0


def test_many_go_in_small_steps(site, make, clock, monkeypatch):
    monkeypatch.setattr("moothall.core.operations.deletion.BATCH", 2)
    for number in range(5):
        make.document(CURATED + "/documents", f"Plan {number}", state="deleted", by="member")
    clock.advance(days=31)
    assert purge_deleted(site.registry) == 5


def test_a_shared_item_takes_its_access_along(site, make, clock):
    document = make.document(CURATED + "/documents", state="draft", by="member")
    site.on(
        str(document), lambda item: sharing.set_roles(site.act("member"), item, site.id_of("outsider"), ("reader",))
    )
    make.step(document, "delete", by="member")
    clock.advance(days=31)
    assert purge_deleted(site.registry) == 1
    assert site.read(lambda tree: document.uid in tree.access) is False


def test_ended_sessions_are_forgotten(site, clock):
    clock.advance(days=60)
    assert purge(site.registry) >= 20
    assert purge(site.registry) == 0


def test_they_are_registered(site):
    assert {purge_deleted, purge} <= {task.work for task in periodic_tasks(site.registry)}


def test_one_that_fails_does_not_stop_the_others(caplog):
    called = []

    def feature(config):
        config.add_periodic_task("first", lambda registry: 1 / 0)
        config.add_periodic_task("second", called.append)
        config.add_periodic_task("often", called.append, every=3)

    config = Configurator()
    config.add_directive("add_periodic_task", add_periodic_task)
    config.include(feature)
    config.commit()
    run_hourly_tasks(config.registry)
    assert called == [config.registry]
    assert "The periodic task “first” failed" in caplog.text


def test_a_thread_that_fails_pauses_longer_each_time_and_is_not_woken_early(monkeypatch):
    monkeypatch.setattr("moothall.core.work.workers.FIRST_PAUSE", 0.1)
    monkeypatch.setattr("moothall.core.work.workers.MAX_PAUSE", 10)
    began, failed = [], []

    def work():
        began.append(time.monotonic())
        if len(began) < 5:
            raise OSError("the database is down")

    thread = PeriodicThread("test", work, 0.01, failed.append)
    thread.start()
    deadline = time.monotonic() + 30
    while len(began) < 7:
        assert time.monotonic() < deadline
        thread.wake()
        time.sleep(0.005)
    thread.stop()
    pauses = [later - earlier for earlier, later in pairwise(began)]
    assert all(pause >= least for pause, least in zip(pauses, (0.05, 0.1, 0.2, 0.4), strict=False))
    assert len(failed) == 4
