"""Measure the simulation of changes (See who is affected).

    ./bootstrap.sh bench rehearse
    ./bootstrap.sh bench rehearse --sizes 1000 20000 --people 5000

Builds a site of each size: half of the items in one space with half of the people, the others
in spaces of a thousand items with a hundred members each. One item in fifty is shared with a person.
Simulates each change through the HTTP API, first in a new process and then again. Prints CPU
seconds, and whether the databases are unchanged afterwards.
"""

import argparse
import hashlib
import random
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from grounds import make_application
from webtest import TestApp

from moothall.command.databases import opened
from moothall.core.access.records import Grant
from moothall.core.access.space_policies import PRESETS
from moothall.core.authorization.sharing import set_roles
from moothall.core.event_log.log import ActionContext
from moothall.core.search.fulltext import index_of
from moothall.document.content import Document
from moothall.document.workflow import CONTENT
from moothall.people.store import store_of
from moothall.site.command import create
from moothall.space.content import Workspace
from moothall.web import sessions

SIZES = (1_000, 20_000)
STATES = ("published",) * 7 + ("draft", "proposed", "archived")
ROLES = ("reader",) + ("member",) * 6 + ("author",) * 2 + ("moderator", "facilitator")
SIGNED_IN = PRESETS["members-group"][1]


def build(app, items, people):
    """Fill the new site of ``app`` and return the administrator's token."""
    create(app, demo=False)
    chosen = random.Random(3)
    with opened(app) as databases:
        store, manager, site = store_of(databases.people_connection), databases.manager, databases.site
        now = datetime.now(UTC)
        everybody = [store.add(f"person-{number}", None, "", f"Person {number}").id for number in range(people)]
        admin = store.by_login("admin")
        token = store.sessions.begin(admin.id, sessions.BEARER, admin.generation, now, timedelta(days=1))
        manager.commit()
        manager.begin()
        act = ActionContext(admin.id, now - timedelta(days=9))
        hall = _space(site, act, "Hall", everybody[::2], chosen)
        place = None
        for number in range(items):
            if number % 2 == 0:
                library, writers = hall["documents"], everybody[::2]
            else:
                if number % 2000 == 1:
                    writers_here = chosen.sample(everybody, min(100, people))
                    place = _space(site, act, f"Room {number // 2000}", writers_here, chosen)
                library, writers = place["documents"], writers_here
            _document(library, ActionContext(chosen.choice(writers), act.at), number, chosen, everybody)
            if number % 500 == 499:
                manager.commit()
                manager.begin()
        manager.commit()
        manager.begin()
    return token


def _space(site, act, title, members, chosen):
    space = site["workspaces"].add_item(act, Workspace(act, title=title, policies=SIGNED_IN, state="active"))
    for person in members:
        site.access.set_grants(space.record, person, [Grant(chosen.choice(ROLES), act.at)])
    return space


def _document(library, act, number, chosen, everybody):
    item = library.add_item(act, Document(act, title=f"Report {number}", text="<p>Words.</p>"))
    state = chosen.choice(STATES)
    if state != "draft":
        item.move_to(act, item.working, state, live=state != "proposed")
    if number % 50 == 0:
        set_roles(act, item, chosen.choice(everybody), ["author"])


def changes(people):
    """Yield (label, path, change)."""
    content = CONTENT.shipped()
    content["matrix"]["published"]["edit"] = ["creator", "moderator", "facilitator"]
    return (
        ("a setting: a space becomes private", "/workspaces/hall",
         {"kind": "dial", "visibility": "private", "joining": "request"}),
        ("a setting: authors add, not members", "/workspaces/hall", {"kind": "dial", "creation": "authors"}),
        ("a workflow of the whole site", "/workflows/content",
         {"kind": "workflow", "definition": content}),
        ("a membership", "/workspaces/hall", {"kind": "member", "person": f"person-{people // 2}", "roles": ["owner"]}),
        ("an action: the space is paused", "/workspaces/hall", {"kind": "transition", "name": "suspend"}),
    )  # fmt: skip


def measure(folder, token, people):
    """Return {label: (first time, second time, rows, people, items)}."""
    found = {}
    for what, path, change in changes(people):
        app = make_application(folder)
        try:
            browser = TestApp(app, extra_environ={"HTTP_ACCEPT": "application/json"})
            browser.authorization = ("Bearer", token)
            # The first request of a process compiles templates and loads workflows.
            browser.get("/")
            took = []
            for _turn in range(2):
                started = time.process_time()
                told = browser.post_json(f"{path}/@rehearse", {"change": change}).json
                took.append(time.process_time() - started)
            found[what] = (*took, len(told["gains"]) + len(told["losses"]), told["people"], told["items"])
        finally:
            _close(app)
    return found


def _close(app):
    index_of(app.registry).close()
    for database in app.registry._zodb_databases.values():
        database.close()


def bytes_of(folder):
    """Return a digest of both databases."""
    return {name: hashlib.sha256(Path(folder, name, "fs").read_bytes()).hexdigest() for name in ("content", "people")}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--people", type=int, default=5_000)
    options = parser.parse_args()
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as temporary:
            folder, people = Path(temporary), min(options.people, size)
            app = make_application(folder)
            token = build(app, size, people)
            _close(app)
            before = bytes_of(folder)
            print(f"{size:,} items, {people:,} people{'':<36}{'first':>7} {'again':>7}   CPU s; rows, people, items")
            for what, (first, again, rows, concerned, items) in measure(folder, token, people).items():
                print(f"  {what:<66}{first:6.2f}  {again:6.2f}   {rows:,}, {concerned:,}, {items:,}")
            same = bytes_of(folder) == before
            print(f"  the databases are {'unchanged' if same else 'CHANGED'}")


if __name__ == "__main__":
    main()
