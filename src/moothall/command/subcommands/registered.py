"""List what the features of a site register: the categories, or the entries of one.

    registered              every category, with the number of its entries
    registered CATEGORY     every entry of a category in order, with the file and line that register it

It reads the configuration only and opens no database.
"""

import argparse
import sys

from pyramid.registry import Introspector

from moothall.command.configuration import Configuration
from moothall.core.storage.databases import close_databases

DATABASES = {
    "zodbconn.uri": "memory://?database_name=content",
    "zodbconn.uri.people": "memory://?database_name=people",
    "zodbconn.uri.audit": "memory://?database_name=audit",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the argument of the command."""
    parser.add_argument("category", nargs="?", metavar="CATEGORY", help="list the entries of this category")


def run(options: argparse.Namespace) -> int:
    """Print the list; return the exit code."""
    app = Configuration(options).application(changed=DATABASES)
    try:
        introspector = app.registry.introspector
        return list_category(introspector, options.category) if options.category else list_categories(introspector)
    finally:
        close_databases(app.registry)


def list_categories(introspector: Introspector) -> int:
    """Print every category with the number of its entries; return the exit code."""
    for category, entries in introspector.categorized():
        print(f"{len(entries):5}  {category}")
    return 0


def list_category(introspector: Introspector, category: str) -> int:
    """Print the entries of a category; return the exit code, 1 for an unknown category."""
    entries = introspector.get_category(category)
    if entries is None:
        print(f"There is no category {category}. Without an argument, this command lists all.", file=sys.stderr)
        return 1
    entries.sort(key=lambda entry: (entry["introspectable"].get("order", 0), entry["introspectable"].order))
    for entry in entries:
        one = entry["introspectable"]
        place = f"{one.action_info.file}:{one.action_info.line}" if one.action_info is not None else ""
        print(f"{one.title or one.discriminator}  {place}".rstrip())
    return 0
