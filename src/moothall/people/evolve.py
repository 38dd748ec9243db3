"""Evolution steps of the database of people."""

from moothall.core.storage.databases import PEOPLE


def list_sessions_by_person(site, _registry):
    """2026-11: index sessions by person, so that people can see their own."""
    site._p_jar.get_connection(PEOPLE).root()[PEOPLE].sessions.index()


def includeme(config):
    config.add_evolution_step(list_sessions_by_person, name="people.evolve.list_sessions_by_person")
