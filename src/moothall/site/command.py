"""Create the site, empty or with sample content.

Does nothing if the site exists; an interrupted run starts again from the beginning.
An empty site gets one person, the administrator ``admin``, whose password is
printed once.
"""

import argparse
import secrets
from datetime import UTC, datetime
from typing import Any

import transaction

from moothall.command.configuration import application
from moothall.core.access.roles import ADMINISTRATOR
from moothall.core.audit.copying import copy_all
from moothall.core.storage import migrations
from moothall.core.storage.databases import SITE, open_databases
from moothall.people.store import create_people, store_of
from moothall.site.build import build_site
from moothall.site.sample_content import load_sample_content


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="add sample content")
    parser.add_argument("--date", type=_day, help="the day to which sample dates are relative (default: today)")


def _day(text: str) -> datetime:
    """Return the day; raise ArgumentTypeError for one that dates of the sample content cannot be relative to."""
    try:
        day = datetime.fromisoformat(text)
        is_possible = 2000 <= day.year < 2100
    except ValueError:
        is_possible = False
    if not is_possible:
        raise argparse.ArgumentTypeError(f"{text} is not a day such as 2026-12-31, from 2000 to 2099")
    return day


def run(options: argparse.Namespace) -> int:
    with application(options, creates=True) as app:
        return create(app, options.demo, options.date)


def create(app: Any, demo: bool, date: datetime | None = None) -> int:
    """Create the site of ``app`` unless it exists; return the exit code."""
    now = datetime.now(UTC)
    # Not an explicit manager: the sample content is committed in parts.
    with open_databases(app.registry, manager=transaction.TransactionManager()) as databases:
        root, people = databases.root, databases.people_connection
        if SITE in root:
            print("The site exists already; nothing was changed.")
            return 0
        # An interrupted run leaves no site, because only the last commit creates one.
        create_people(people, secrets.token_bytes(32))
        store = store_of(people, app.registry.moothall_passwords)
        if demo:
            # The time is set to the beginning of the day, so that a date always gives the same result.
            day = (date or now).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC)
            root[SITE] = load_sample_content(app, databases, store, day)
        else:
            root[SITE] = build_site(app.registry, now)
            password = secrets.token_urlsafe(12)
            store.add("admin", password, "", "Administrator", site_roles=(ADMINISTRATOR,))
            print(f"Log in as admin with the password {password}")
            print("It is shown only once; change it under Settings.")
            # Before the site is saved: without the password, no one could use it.
            print("Then add a coalition or a workspace, and accounts for its people under Administration.", flush=True)
        migrations.begin(root, app.registry)
        databases.commit()
        copy_all(app.registry)
    return 0
