"""Workflows as tables: states × roles × permissions, and transitions with guards.

:mod:`.validation` checks a table, :mod:`.definition` compiles it, :mod:`.transition` performs what
it allows.  :mod:`.kinds` is what features register: the tables a new site begins with, and what the
program needs of each table that can stand for one of them.
"""


def includeme(config):
    config.include(".kinds")
    config.include(".log_events")
