"""Bring stored data up to this version: run every evolution step that this site has not run yet.

Each step is a transaction of its own, so that an interrupted run continues where
it ended. Make a backup first. With --dry-run the steps are only listed.
"""

import argparse
from typing import Any

import transaction

from moothall.command.configuration import application
from moothall.command.databases import opened
from moothall.core.storage.databases import open_databases
from moothall.core.storage.migrations import evolve, unfinished


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="only list the steps to run")


def run(options: argparse.Namespace) -> int:
    with application(options, read_only=options.dry_run) as app:
        return evolve_site(app, options.dry_run)


def evolve_site(app: Any, dry_run: bool = False) -> int:
    """Run the steps; return the exit code."""
    with opened(app) as databases:
        steps = unfinished(databases.site, app.registry)
    if not steps:
        print("Everything is up to date.")
        return 0
    if dry_run:
        print("\n".join(["Steps to run:", *steps]))
        return 0
    # The manager is not explicit, because the steps begin their transactions themselves.
    with open_databases(app.registry, manager=transaction.TransactionManager()) as databases:
        taken = evolve(databases.site, app.registry, databases.manager)
    print(f"Steps run: {len(taken)}.")
    return 0
