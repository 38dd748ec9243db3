"""``check``: nothing to say about a good site; whatever is wrong is found and can be repaired."""

import pytest

from moothall.command.check import check
from moothall.command.opening import opened
from moothall.core.working import Workers
from tests.command.conftest import DOCUMENTS


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


BREAKAGES = [lose_uid, lose_entry, change_behind_the_catalog, leave_an_entry, list_as_secondary, forget_a_request]


def test_a_good_site_has_no_drift(moothall):
    code, said, _err = moothall("check")
    assert code == 0
    assert "Everything agrees." in said
    assert "items" in said and "facts" in said


def test_it_can_be_asked_while_the_server_has_the_databases(moothall, serving):
    assert moothall("check")[0] == 0


@pytest.mark.parametrize("breakage", BREAKAGES, ids=lambda one: one.__name__)
def test_drift_is_found_and_repaired(moothall, breakage, capsys):
    with moothall.app() as app:
        with opened(app) as databases:
            breakage(databases)
            databases.manager.commit()
            databases.manager.begin()
        assert check(app, repair=True) == 1
        assert "Everything agrees" not in capsys.readouterr().out
        Workers(app.registry).indexing.indexer.drain()
        code, said = check(app), capsys.readouterr().out
    if breakage is leave_an_entry:
        # The facts still miss that it went: what happened cannot be made up afterwards.
        assert [line.partition(":")[0] for line in said.splitlines()[1:]] == [
            "items that are gone without a fact that says so"]
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
        site.changed(document)
        site.queue.done(site.queue.peek(100))
    code, said, _err = moothall("check")
    assert code == 1
    assert f"index entries with another access class: 1 ({DOCUMENTS}/plan-0)" in said


def test_what_waits_to_be_indexed_is_no_drift(moothall):
    with moothall.open() as databases:
        document = item(databases, "plan-0")
        document.live_state = "archived"
        databases.site.changed(document)
    assert moothall("check")[0] == 0


def test_looking_writes_nothing(moothall):
    before = {path: path.stat().st_size for path in moothall.var.rglob("*.fs")}
    moothall("check")
    assert before == {path: path.stat().st_size for path in moothall.var.rglob("*.fs")}
