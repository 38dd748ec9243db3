"""Measure the first grant on a folder, by the number of its documents.

    ./bootstrap.sh bench scopes --items 2000 20000

A folder with access of its own becomes a scope. Its contents then belong to that scope: in the catalog in the same
transaction, in the search index in the background. Removing the last grant reverses this.
"""

import argparse
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from activation import opened
from import_help import make_site

from moothall.core.authorization.sharing import set_roles
from moothall.core.event_log.log import ActionContext
from moothall.document.content import Document, Folder

GIVEN = "b" * 16


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, nargs="+", default=[2000, 20000])
    options = parser.parse_args()
    for items in options.items:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder), *make_site(Path(folder)), items)


def measure(folder, app, manager, items):
    registry = app.registry
    fill(registry, manager, items)
    for words, roles in (("given", ("member",)), ("taken back", ())):
        before = size_of(folder)
        with opened(registry, manager) as site:
            plans = site["workspaces"]["help"]["documents"]["plans"]
            began = time.process_time()
            set_roles(ActionContext("a" * 16, datetime.now(UTC)), plans, GIVEN, roles)
            worked = time.process_time() - began
            began = time.process_time()
        committed = time.process_time() - began
        print(f"{items} documents, {words}: {1000 * worked:.0f} ms, and {1000 * committed:.0f} ms to commit "
              f"{(size_of(folder) - before) / 1e6:.1f} MB")  # fmt: skip


def fill(registry, manager, items):
    with opened(registry, manager) as site:
        library = site["workspaces"]["help"]["documents"]
        library.add_item(
            ActionContext("a" * 16, datetime.now(UTC)),
            Folder(ActionContext("a" * 16, datetime.now(UTC)), title="Plans"),
        )
    for start in range(0, items, 500):
        with opened(registry, manager) as site:
            act = ActionContext("a" * 16, datetime.now(UTC))
            plans = site["workspaces"]["help"]["documents"]["plans"]
            for number in range(start, min(start + 500, items)):
                item = plans.add_item(act, Document(act, title=f"Report {number}", text="<p>Some words.</p>"))
                item.move_to(act, item.working, "published", live=True)


def size_of(folder):
    return sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())


if __name__ == "__main__":
    main()
