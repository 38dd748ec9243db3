"""Death while the audit trail is told: nothing is lost, and nothing is told twice."""

from contextlib import contextmanager

import pytest

from moothall.core.audit import copying
from moothall.core.event_log.log import ActionContext
from moothall.core.storage.databases import AUDIT, PEOPLE, drop_connections, open_databases
from tests.factories import GROUP
from tests.serving import Place


@pytest.fixture
def site(base, tmp_path):
    """The site over real files, with something that waits in both databases."""
    with Place(base, tmp_path / "var").site() as site:
        site.author = site.program("author")
        site.copy_audit()
        site.before = site.trail(len)
        for number in range(3):
            site.author.post_json(
                f"{GROUP}/documents", {"@type": "document", "title": f"Minutes {number}", "text": "<p>We met.</p>"}
            )
        site.client().post_json("/@login", {"login": "author", "password": "moothall-demo"})
        site.people(
            lambda store: store.end_sessions(
                ActionContext(store.by_login("author").id, site.clock.now), store.by_login("member")
            )
        )
        yield site


class Died(BaseException):
    """The process is gone: nothing that catches exceptions gets hold of this."""


@contextmanager
def dying_at(site, monkeypatch, name, step):
    """A block in which the process dies when a database comes to ``step`` of a commit."""
    storage = site.databases[name].storage._storage
    original = getattr(storage, step)

    def die(transaction, *args):
        monkeypatch.undo()
        if step == "tpc_finish":
            storage.tpc_abort(transaction)
        raise Died

    monkeypatch.setattr(storage, step, die)
    with pytest.raises(Died):
        yield
    assert getattr(storage, step) == original
    drop_connections(site.registry)


def waiting(site):
    facts = site.read(lambda tree: {id for _order, id in tree.event_log.waiting.peek(1000)})
    return facts, site.people(lambda store: {event.id for event in store.root.events.peek(1000)})


def check_told_once(site, facts, events):
    site.copy_audit()
    assert waiting(site) == (set(), set())
    ids = site.trail(lambda trail: [entry.id for entry in trail])
    assert len(ids) == len(set(ids))
    assert facts | events <= set(ids)
    assert site.trail(len) == site.before + len(facts) + len(events)
    seals = site.read(lambda tree: list(tree.event_log.waiting.seals))
    assert site.trail(lambda trail: list(trail.verify(seals))) == []


@pytest.mark.parametrize("name", [AUDIT, "", PEOPLE])
@pytest.mark.parametrize("step", ["tpc_begin", "tpc_finish"])
def test_death_at_any_commit_loses_nothing_and_doubles_nothing(site, monkeypatch, name, step):
    facts, events = waiting(site)
    assert len(facts) == 3
    assert len(events) == 2
    with dying_at(site, monkeypatch, name, step):
        copying.copy(site.registry)
    check_told_once(site, facts, events)


def test_death_between_the_trail_and_what_waits(site, monkeypatch):
    facts, events = waiting(site)

    def die(*args):
        raise Died

    monkeypatch.setattr(copying, "_confirm", die)
    for _again in range(2):
        with pytest.raises(Died):
            copying.copy(site.registry)
    monkeypatch.undo()
    assert waiting(site) == (facts, events)
    check_told_once(site, facts, events)


def test_two_writers_tell_it_once(site):
    """A second worker, by mistake, reads the same and writes it later."""
    facts, events = waiting(site)
    with open_databases(site.registry) as databases:
        tree, people = databases.site, databases.people_connection.root()
        records = copying._records(site.registry, tree, *copying._waiting(tree, people["people"], 1000))
        copying.copy(site.registry)
        copying._append(site.registry, records)
    check_told_once(site, facts, events)


def test_a_change_that_is_not_saved_is_not_told(site, monkeypatch):
    facts, events = waiting(site)
    with dying_at(site, monkeypatch, "", "tpc_begin"):
        site.author.post_json(f"{GROUP}/documents", {"@type": "document", "title": "Lost", "text": ""})
    assert waiting(site) == (facts, events)
    check_told_once(site, facts, events)


def test_small_batches_end_as_well(site):
    facts, events = waiting(site)
    while copying.copy(site.registry, batch=2):
        pass
    check_told_once(site, facts, events)
