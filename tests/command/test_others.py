"""``reindex``, ``evolve`` and ``worker``."""

import shutil
import threading

import pytest
from pyramid.config import Configurator
from substanced.evolution import FINISHED_KEY

from moothall.command.evolve import evolve_site
from moothall.command.serve import _welcome
from moothall.command.worker import work
from moothall.core.search.fulltext import index_of
from tests.command_line import Operator

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
