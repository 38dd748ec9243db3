"""Import a folder of files into a library: HTML, Markdown, text, and files of the accepted types.

Each page becomes a document and each folder a folder, with ids derived from their names,
so that the same page has the same address on every site. Links between the files
are kept. The language is detected from the text. Folders named after languages (de/,
fr/) make the same page in them translations of one another. Running the command again
saves new versions of the files that changed and leaves the rest unchanged. Items that
were edited or deleted on the site are left alone, and so are those whose files are gone.

Stop the server first, unless it shares the databases with this command.
"""

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from moothall.command.configuration import application
from moothall.command.progress import progress
from moothall.core.base.errors import BadInput
from moothall.core.base.settings import settings_of
from moothall.core.content.reserved_names import reserved_names
from moothall.core.content.slugs import checked
from moothall.core.event_log.log import ActionContext
from moothall.core.richtext import own_addresses
from moothall.core.storage.databases import open_databases
from moothall.document.content import Folder, Library
from moothall.importing.plan import title_from_name
from moothall.importing.reader import read_tree
from moothall.importing.writer import plan_for, write
from moothall.people.store import store_of

#: Exit code of a program that was stopped with Ctrl-C: 128 and the number of SIGINT.
INTERRUPTED = 130


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="FOLDER", help="the folder to read")
    parser.add_argument(
        "--into",
        metavar="PATH",
        required=True,
        help="the destination: a space, its library, or a folder in it, created if missing; "
        "for instance /workspaces/women-in-ict/documents/help",
    )
    parser.add_argument(
        "--as", dest="login", metavar="LOGIN", help="username of the creator of the documents (default: the system)"
    )
    parser.add_argument("--drafts", action="store_true", help="leave new documents as drafts, not published")
    parser.add_argument("--report", metavar="FILE", help="write everything refused or removed to a file")


def run(options: argparse.Namespace) -> int:
    folder = Path(options.folder)
    if not folder.is_dir():
        print(f"There is no folder {folder}.", file=sys.stderr)
        return 1
    with os.scandir(folder):
        # A folder that cannot be read ends the command here.
        pass
    if options.report:
        # An import that cannot be reported does not begin.
        with open(options.report, "a", encoding="utf-8"):
            pass
    with application(options) as app:
        return import_folder(app, folder, options.into, options.login, not options.drafts, options.report)


def import_folder(
    app: Any, folder: Path, into: str, login: str | None = None, published: bool = True, report_file: str | None = None
) -> int:
    """Import ``folder`` into the item at path ``into``; return the exit code."""
    try:
        with own_addresses([settings_of(app.registry).site_url]), open_databases(app.registry) as databases:
            act = _act(app, databases.people_connection, login)
            target = _target(databases.site, into, act)
            databases.commit()
            plan = plan_for(target, folder, act.reserved)
            entries = progress(read_tree(folder, plan), "Importing", total=len(plan), unit="files")
            report = write(target, entries, plan, act, databases.manager, published)
    except _Impossible as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(report.summary()))
    if report_file:
        Path(report_file).write_text("\n".join(report.lines()) + "\n", encoding="utf-8")
        print(f"Everything refused or removed is listed in {report_file}.")
    return INTERRUPTED if report.interrupted else 0


def _act(app: Any, people: Any, login: str | None) -> ActionContext:
    now, reserved = datetime.now(UTC), reserved_names(app.registry)
    if login is None:
        return ActionContext(None, now, rule="import", reserved=reserved)
    account = store_of(people, app.registry.moothall_passwords).by_login(login)
    if account is None:
        raise _Impossible(f"There is no account with the username {login}.")
    return ActionContext(account.id, now, rule="import", reserved=reserved)


def _target(site: Any, into: str, act: ActionContext) -> Any:
    """Return the library or folder at a path; create missing folders below a library."""
    if site is None:
        raise _Impossible("There is no site yet; create one with init.")
    item = site
    for name in filter(None, into.split("/")):
        if name in item:
            item = item[name]
        elif isinstance(item, (Library, Folder)):
            try:
                item = item.add_item(act, Folder(act, title=title_from_name(name)), checked(name))
            except BadInput as error:
                raise _Impossible(f"{name} cannot be part of an address: {error.message}")
        else:
            raise _Impossible(f"There is nothing at {into}.")
        if not hasattr(item, "values"):
            raise _Impossible(f"{into} is neither a library nor a folder.")
    library = item.get("documents")
    if not isinstance(item, (Library, Folder)) and isinstance(library, Library):
        item = library
    if not isinstance(item, (Library, Folder)):
        raise _Impossible(f"{into} is neither a library nor a folder.")
    return item


class _Impossible(Exception):
    """The reason why nothing was imported, shown to the operator."""
