"""``evolve``: stored data of earlier versions, brought up to this one."""

from pyramid.config import Configurator
from substanced.evolution import FINISHED_KEY

from moothall.command.subcommands.evolve import evolve_site


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
