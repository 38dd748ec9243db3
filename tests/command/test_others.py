"""``user``, ``explain``, ``reindex``, ``evolve`` and ``worker``."""

import argparse
import io
import shutil
import threading
from datetime import UTC, datetime, timedelta

import pytest
from pyramid.config import Configurator
from substanced.evolution import FINISHED_KEY

from moothall.command.evolve import evolve_site
from moothall.command.serve import _welcome
from moothall.command.user import act_on, add_arguments
from moothall.command.worker import work
from moothall.core.event_log.log import ActionContext
from moothall.core.search.fulltext import index_of
from moothall.space.members import set_member
from tests.command.conftest import DOCUMENTS, Operator


def facts(databases, kind):
    return [(event.key, event.before, event.after) for event in databases.site.event_log if event.kind == kind]


# -- user


def test_everybody_is_listed(moothall):
    code, said, _err = moothall("user", "list")
    assert code == 0
    assert [line.split()[0] for line in said.splitlines()] == ["admin", "facilitator", "member"]
    assert "administrator" in said


def test_a_person_is_added_with_a_password_that_is_shown_once(moothall):
    code, said, _err = moothall("user", "add", "petra", "--name", "Petra Person", "--role", "reviewer")
    assert code == 0 and "Password" in said
    password = said.rsplit(" ", 1)[1].strip()
    with moothall.open() as databases:
        account = databases.people.by_login("petra")
        assert databases.people._passwords.matches(account.password, password)
        assert ((account.id, "reviewer"), False, True) in facts(databases, "site role")


def test_a_password_can_come_from_the_input(moothall, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("a stony field of rye\n"))
    code, said, _err = moothall("user", "password", "member", "--password-stdin")
    assert code == 0 and "rye" not in said
    with moothall.open() as databases:
        account = databases.people.by_login("member")
        assert databases.people._passwords.matches(account.password, "a stony field of rye")


def typed(databases, *words):
    """Do as if ``moothall user`` was typed with these words."""
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return act_on(databases, parser.parse_args(words))


def test_roles_are_given_and_taken(moothall):
    with moothall.open() as databases:
        assert typed(databases, "roles", "member", "site_moderator", "reviewer") == 0
        assert typed(databases, "roles", "member", "reviewer") == 0
        assert databases.people.by_login("member").site_roles == {"reviewer"}
        assert len(facts(databases, "site role")) == 3


def test_accounts_are_disabled_and_enabled(moothall, capsys):
    with moothall.open() as databases:
        typed(databases, "disable", "member")
        assert not databases.people.by_login("member").enabled
        typed(databases, "list")
        assert "(disabled)" in capsys.readouterr().out
        typed(databases, "enable", "member")
        assert databases.people.by_login("member").enabled


def test_what_cannot_be_done_is_said(moothall, capsys):
    with moothall.open() as databases:
        for words in (
            ("disable", "admin"),
            ("disable", "nobody"),
            ("roles", "member", "king"),
            ("roles", "admin"),
            ("add", "member", "--name", "Again"),
            ("add", "x y", "--name", "Spaced"),
        ):
            assert typed(databases, *words) == 1
            assert capsys.readouterr().err


# -- explain


def test_it_says_who_may_and_why(moothall):
    code, said, _err = moothall("explain", "member", "edit", f"{DOCUMENTS}/draft")
    assert code == 0
    assert said.startswith("Mika Member (member) may edit “A draft”.")
    assert "Mika Member created it." in said


def test_it_says_who_may_not_and_why(moothall):
    code, said, _err = moothall("explain", "member", "edit", f"{DOCUMENTS}/plan-0")
    assert code == 1
    assert "may not edit" in said
    assert "its creator; facilitators" in said
    assert "is a member of “Women in ICT”: Member. Given by Finn Facilitator on" in said
    assert "It would be different if" in said and "“Women in ICT”: Facilitator." in said


def test_it_says_that_nobody_can_log_in(moothall):
    with moothall.open() as databases:
        typed(databases, "disable", "member")
    code, said, _err = moothall("explain", "member", "edit", f"{DOCUMENTS}/draft")
    assert code == 1
    assert "The account of Mika Member is disabled" in said


def test_it_says_what_is_hidden(moothall):
    code, said, _err = moothall("explain", "everyone", "edit", f"{DOCUMENTS}/draft")
    assert code == 1 and "It is hidden from this person" in said
    assert moothall("explain", "everyone", "view", f"{DOCUMENTS}/plan-0")[0] == 0


def test_it_says_where_a_closed_space_takes_something_away(moothall):
    with moothall.open() as databases:
        space = databases.site["workspaces"]["women-in-ict"]
        databases.site.access.set_state(space.record, "suspended")
    code, said, _err = moothall("explain", "facilitator", "edit", f"{DOCUMENTS}/plan-0")
    assert code == 1 and "“Women in ICT” is paused" in said


def test_it_names_roles_on_the_site(moothall):
    code, said, _err = moothall("explain", "admin", "manage", "/workspaces/women-in-ict")
    assert code == 0 and "has a site-wide role: Administrator" in said


def test_it_says_what_was_so_on_a_past_date(moothall):
    with moothall.open() as databases:
        space = databases.site["workspaces"]["women-in-ict"]
        act = ActionContext(None, datetime.now(UTC) + timedelta(days=40))
        set_member(act, space, databases.people.by_login("member").id, ())
    path = f"{DOCUMENTS}"
    tomorrow, later = (datetime.now(UTC).date() + timedelta(days=days) for days in (1, 41))
    code, said, _err = moothall("explain", "member", "add", path, "--at", tomorrow.isoformat())
    assert code == 0
    assert said.startswith(f"Mika Member (member) could add “Documents” on {tomorrow} at 23:59 UTC.")
    assert "Given by Finn Facilitator" in said
    assert moothall("explain", "member", "add", path, "--at", f"{later}T12:00")[0] == 1
    code, _said, complaint = moothall("explain", "member", "add", path, "--at", "2020-01-01")
    assert code == 2 and "at that time" in complaint


@pytest.mark.parametrize("words", [("nobody", "view", "/"), ("member", "view", "/nothing")])
def test_unknown_people_and_places_are_said(moothall, words):
    code, _said, complaint = moothall("explain", *words)
    assert code in (1, 2) and complaint


def test_it_can_be_asked_while_the_server_runs(moothall, serving):
    assert moothall("explain", "admin", "view", "/")[0] == 0


# -- reindex


def test_a_deleted_index_is_built_anew(moothall):
    shutil.rmtree(moothall.var / "index")
    code, said, _err = moothall("reindex")
    assert code == 0 and "items are in the index" in said
    assert moothall("check")[0] == 0


def test_the_index_of_a_running_server_is_left_alone(moothall, serving):
    code, _said, complaint = moothall("reindex")
    assert code == 1 and "stop it first" in complaint.lower()


def test_another_writer_of_the_index_is_named(moothall, kept_site, tmp_path, capsys):
    with moothall.app() as app:
        index_of(app.registry).set_watermark(b"\0" * 8)
        # The same index beside databases that are free: as with databases that several processes share.
        shutil.copytree(
            moothall.var / "filestorage", tmp_path / "copy" / "filestorage", ignore=shutil.ignore_patterns("*.lock")
        )
        (tmp_path / "copy" / "index").symlink_to(moothall.var / "index")
        code, _said, complaint = Operator(moothall.config, tmp_path / "copy", capsys)("reindex")
    assert code == 1 and "writing to the index" in complaint


# -- evolve


def give_titles(site, registry):
    site.title = f"{site.title} evolved"


def test_a_new_site_has_nothing_to_evolve(moothall):
    before = (moothall.var / "filestorage" / "content.fs").stat().st_size
    code, said, _err = moothall("evolve")
    assert code == 0 and "up to date" in said
    assert (moothall.var / "filestorage" / "content.fs").stat().st_size == before


def test_steps_are_taken_once(moothall, capsys):
    with moothall.app() as app:
        config = Configurator(registry=app.registry)
        config.add_evolution_step(give_titles, name="give_titles")
        config.commit()
        assert evolve_site(app, dry_run=True) == 0
        assert "give_titles" in capsys.readouterr().out
        assert evolve_site(app) == 0
        assert "Steps run: 1." in capsys.readouterr().out
        evolve_site(app)
        assert "up to date" in capsys.readouterr().out
    with moothall.open() as databases:
        assert databases.site.title == "Moothall evolved"


def grow_old(databases):
    """Store workflows as the first versions did: bare tables, without author and date; no jobs."""
    site = databases.site
    del site.jobs
    for definition in site["workflows"].values():
        definition.versions[1] = definition.versions[1].data
        del definition.kind, definition.active


def test_an_old_site_gets_versions_with_author_and_date(moothall, capsys):
    with moothall.open() as databases:
        grow_old(databases)
        before = databases.site["workflows"]["content"].created
        finished = databases.connection.root()[FINISHED_KEY]
        for name in list(finished):
            del finished[name]
    with moothall.app() as app:
        assert evolve_site(app) == 0
        assert evolve_site(app) == 0
        assert "up to date" in capsys.readouterr().out
    with moothall.open() as databases:
        definition = databases.site["workflows"]["content"]
        stored = definition.versions[definition.active]
        assert (definition.kind, definition.active, stored.at, stored.data["id"]) == ("content", 1, before, "content")
        assert databases.site.jobs.open == []
    assert moothall("check")[0] == 0


def test_a_site_that_has_yet_to_evolve_is_not_served(moothall):
    with moothall.open() as databases:
        databases.connection.root()[FINISHED_KEY].clear()
    with moothall.app() as app, pytest.raises(SystemExit, match="bin/moothall evolve"):
        _welcome(app, "http://localhost", [("127.0.0.1", 6543)])


# -- worker


def test_a_worker_indexes_and_stops(moothall):
    with moothall.open() as databases:
        document = databases.site["workspaces"]["women-in-ict"]["documents"]["plan-0"]
        databases.site.reindex(document)
        assert len(databases.site.index_queue) == 1
    with moothall.app() as app:
        stopping = threading.Event()
        thread = threading.Thread(target=work, args=(app.registry, stopping))
        thread.start()
        for _try in range(100):
            workers = app.registry.workers
            if workers is not None and workers.indexing.lag().watermark:
                break
            stopping.wait(0.1)
        stopping.set()
        thread.join(20)
        assert not thread.is_alive()
    with moothall.open() as databases:
        assert len(databases.site.index_queue) == 0


def test_where_the_server_works_itself_there_is_no_worker(moothall):
    code, _said, complaint = moothall("worker")
    assert code == 1 and "work_inside" in complaint


@pytest.mark.parametrize("command", ["check", "explain", "backup"])
def test_without_a_site_the_commands_say_so(moothall, tmp_path, command):
    moothall.var = tmp_path / "nothing"
    words = {"check": (), "explain": ("admin", "view", "/"), "backup": (tmp_path / "copy",)}[command]
    code, _said, complaint = moothall(command, *words)
    assert code == 1 and "There " in complaint
