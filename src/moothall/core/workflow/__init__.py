"""Workflows as tables: states × roles × permissions, and transitions with guards.

:mod:`.definition` checks and compiles a table, :mod:`.transition` performs what
it allows, ``shipped/*.yaml`` are the tables a new site begins with.
"""
