"""``check``: nothing to say about a good site; whatever is wrong is found and can be repaired."""

import json
import shutil
from datetime import UTC, datetime

import pytest

from moothall.command.databases import opened
from moothall.command.subcommands.check import check
from moothall.core.access.log_events import POLICY
from moothall.core.audit.copying import copy_all
from moothall.core.authorization.access_requests import AccessRequest
from moothall.core.event_log.log import ActionContext
from moothall.core.search.fulltext import index_of
from moothall.core.storage.databases import open_databases
from moothall.core.work.workers import Workers
from tests.command_line import DOCUMENTS


def item(databases, name):
    space = databases.site["workspaces"]["women-in-ict"]
    return space["discussions"]["rooms"] if name == "rooms" else space["documents"][name]


def lose_uid(databases):
    databases.site.uids.remove(item(databases, "plan-0").uid)


def lose_entry(databases):
    databases.site.catalog.forget(item(databases, "plan-0").uid)


def change_behind_the_catalog(databases):
    document = item(databases, "plan-0")
    document.live_state = "archived"


def leave_an_entry(databases):
    site, document = databases.site, item(databases, "plan-0")
    document.__parent__.remove(document.__name__)
    assert document.uid in site.catalog


def list_as_secondary(databases):
    databases.site.catalog.secondary.insert(item(databases, "plan-0").uid)


def forget_a_request(databases):
    space = databases.site["workspaces"]["women-in-ict"]
    databases.site.join_requests.insert((space.uid, "somebody"))


def forget_an_end(databases):
    space = databases.site["workspaces"]["women-in-ict"]
    databases.site.membership_ends.insert((datetime(2027, 1, 1, tzinfo=UTC), space.uid, "somebody"))


def list_a_request_for_access(databases):
    databases.site.access_requests.open.insert((item(databases, "plan-0").uid, "somebody"))


def keep_a_request_for_access(databases):
    databases.site.access_requests.put(AccessRequest(1, "somebody", "reader", "", datetime.now(UTC)))


BREAKAGES = [
    lose_uid,
    lose_entry,
    change_behind_the_catalog,
    leave_an_entry,
    list_as_secondary,
    forget_a_request,
    forget_an_end,
    list_a_request_for_access,
    keep_a_request_for_access,
]


def test_a_good_site_has_no_drift(moothall):
    code, said, _err = moothall("check")
    assert code == 0
    assert "Everything agrees." in said
    assert "items" in said and "events" in said


def test_it_can_be_asked_while_the_server_has_the_databases(moothall, serving):
    assert moothall("check")[0] == 0


@pytest.mark.parametrize("breakage", BREAKAGES, ids=lambda one: one.__name__)
def test_drift_is_found_and_repaired(moothall, breakage, capsys):
    with moothall.app() as app:
        with opened(app) as databases:
            breakage(databases)
            databases.commit()
        assert check(app, repair=True) == 1
        assert "Everything agrees" not in capsys.readouterr().out
        Workers(app.registry).indexing.indexer.drain()
        code, said = check(app), capsys.readouterr().out
    if breakage is leave_an_entry:
        # The facts still miss that it went: what happened cannot be made up afterwards.
        assert [line.partition(":")[0] for line in said.splitlines()[1:]] == ["items deleted without an event"]
    else:
        assert (code, said.splitlines()[1:]) == (0, ["Everything agrees."])


def test_the_command_repairs_as_well(moothall):
    with moothall.open() as databases:
        lose_entry(databases)
    assert moothall("check", "--repair")[0] == 1
    assert moothall("check")[0] == 0


def test_a_stale_index_is_found(moothall):
    with moothall.open() as databases:
        site, document = databases.site, item(databases, "plan-0")
        document.live_state = "archived"
        site.reindex(document)
        site.index_queue.done(site.index_queue.peek(100))
    code, said, _err = moothall("check")
    assert code == 1
    assert f"index entries with another access class: 1 ({DOCUMENTS}/plan-0)" in said


def test_what_waits_to_be_indexed_is_no_drift(moothall):
    with moothall.open() as databases:
        document = item(databases, "plan-0")
        document.live_state = "archived"
        databases.site.reindex(document)
    assert moothall("check")[0] == 0


# -- the audit trail


def told(moothall):
    """Copy what waits, as a worker does; returns today's seal."""
    with moothall.app() as app:
        copy_all(app.registry)
        with open_databases(app.registry, "audit") as databases:
            number, digest = databases.root["audit"].head
    return f"{number}:{digest.hex()}"


def tamper(moothall, change):
    with moothall.app() as app, open_databases(app.registry, "audit") as databases:
        change(databases.root["audit"])
        databases.commit()


def another_actor(trail):
    block = trail.blocks[trail.blocks.maxKey(9)]
    pairs = list(block.pairs)
    data, digest = pairs[9 - block.first]
    pairs[9 - block.first] = (data.replace(b'"kind":"', b'"kind":"x'), digest)
    block.pairs = tuple(pairs)


def written_anew(trail):
    """By somebody who can compute hashes: the chain holds, and another one was sealed."""
    records = [
        ({**json.loads(data), "actor": "mallory" if number == 9 else None}, {})
        for number, (data, _digest) in enumerate((pair for block in trail.blocks.values() for pair in block.pairs), 1)
    ]
    trail.__init__()
    trail.append(
        [
            ({name: value for name, value in said.items() if name not in ("n", "note") and value is not None}, {})
            for said, _note in records
        ]
    )


def cut_off(trail):
    trail.blocks = type(trail.blocks)({first: block for first, block in trail.blocks.items() if first == 1})
    block = trail.blocks[1]
    trail.head = (len(block.pairs), block.pairs[-1][1])
    trail.repair_index()


def test_the_audit_trail_agrees_with_the_facts(moothall):
    told(moothall)
    code, said, _err = moothall("check")
    assert code == 0
    assert "audit entries" in said


@pytest.mark.parametrize(("change", "number"), [(another_actor, "9"), (cut_off, ""), (written_anew, "")])
def test_a_trail_that_was_tampered_with_is_named_at_its_entry(moothall, change, number):
    told(moothall)
    tamper(moothall, change)
    code, said, _err = moothall("check")
    assert code == 1
    assert f"The audit log was altered at entry {number}" in said
    # What somebody has rewritten cannot be put right.
    moothall("check", "--repair")
    assert moothall("check")[0] == 1


def test_a_seal_that_was_noted_elsewhere_is_proof_against_everything_here(moothall):
    """Also against somebody who rewrites the trail and the seals in the other database alike."""
    seal = told(moothall)
    assert moothall("check", "--seal", seal)[0] == 0
    tamper(moothall, written_anew)
    with moothall.open() as databases:
        databases.site.event_log.waiting.seals.kept.clear()
        databases.site.event_log.waiting.seals.newest = None
    code, said, _err = moothall("check", "--seal", seal)
    assert code == 1
    assert "when it was sealed" in said


def test_a_fact_the_trail_was_never_told_of_is_found_and_told(moothall):
    told(moothall)
    with moothall.open() as databases:
        waiting = databases.site.event_log.waiting
        databases.site.event_log.append(
            ActionContext(None, datetime(2026, 3, 2, tzinfo=UTC)), POLICY, databases.site.uid
        )
        waiting.done([id for _order, id in waiting.peek(10)])
    code, said, _err = moothall("check", "--repair")
    assert code == 1
    assert "events missing in the audit log: 1" in said
    told(moothall)
    assert moothall("check")[0] == 0


def write_something(moothall):
    with moothall.open() as databases:
        databases.site.event_log.append(ActionContext(None, datetime.now(UTC)), POLICY, databases.site.uid)


def test_a_trail_newer_than_the_content_is_no_tampering(moothall, tmp_path):
    """As in a backup under load, which has the audit log as of some seconds later."""
    told(moothall)
    shutil.copytree(moothall.var, tmp_path / "older", ignore=shutil.ignore_patterns("*.lock"))
    for _event in range(3):
        write_something(moothall)
    told(moothall)
    newer = moothall.var / "filestorage" / "audit.fs"
    shutil.copy(newer, tmp_path / "older" / "filestorage" / "audit.fs")
    shutil.copy(f"{newer}.index", tmp_path / "older" / "filestorage" / "audit.fs.index")
    moothall.var = tmp_path / "older"
    code, said, _err = moothall("check")
    assert code == 0, said
    assert "3 entries of the audit log are about events after the content was saved" in said
    # Nor is it later, when the site has gone on from there.
    for _round in range(2):
        write_something(moothall)
        told(moothall)
        code, said, _err = moothall("check")
        assert code == 0 and "3 entries" in said, said
    # An event that was deleted from the content is still found.
    with moothall.open() as databases:
        log = databases.site.event_log
        fact = next(iter(log.about(databases.site.uid, {POLICY.id})))
        for shard in log._facts:
            shard.pop(fact.id, None)
        for shard in log._by_subject:
            for key in [key for key in shard if key[-1] == fact.id]:
                shard.remove(key)
    code, said, _err = moothall("check")
    assert code == 1 and "it has no event" in said


def test_a_fact_that_was_changed_is_found(moothall):
    told(moothall)
    with moothall.open() as databases:
        next(event for event in databases.site.event_log if event.kind == "membership").actor = "mallory"
    code, said, _err = moothall("check")
    assert code == 1
    assert "events that differ from the audit log: 1" in said


def test_looking_writes_nothing(moothall):
    before = {path: path.stat().st_size for path in moothall.var.rglob("*.fs")}
    moothall("check")
    assert before == {path: path.stat().st_size for path in moothall.var.rglob("*.fs")}


def test_an_index_newer_than_what_was_read_is_no_drift(moothall, serving, monkeypatch):
    """As beside a running server, which goes on writing while the command reads."""

    def later(registry):
        with opened(serving) as databases:
            item(databases, "plan-0").live_state = "archived"
            databases.site.reindex(item(databases, "plan-0"))
            databases.commit()
        Workers(serving.registry).indexing.indexer.drain()
        return index_of(registry)

    monkeypatch.setattr("moothall.command.subcommands.check.index_of", later)
    code, said, _err = moothall("check")
    assert code == 0, said
    assert "1 items in the search index cannot be compared" in said
    monkeypatch.undo()
    assert moothall("check")[1].splitlines()[-1] == "Everything agrees."
