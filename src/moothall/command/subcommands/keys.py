"""List the keys that encrypt stored credentials, or rotate one; secrets are never shown.

    keys list             the names, ids and ages of the keys
    keys rotate NAME      add a key that encrypts from now on; the older ones still decrypt

No backup contains the keys. Copy the file (setting keys_path) to a safe place of its
own; without it, people have to enter stored credentials again.
"""

import argparse
import sys
from datetime import UTC, datetime

from moothall.command.configuration import Configuration
from moothall.core.base.settings import Settings, parse_settings
from moothall.core.storage.keys import KeyStore


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("list", "rotate"), help="show names, ids and ages, or add a new current key")
    parser.add_argument("name", nargs="?", metavar="NAME", help="rotate: what the key is for, as shown by list")


def run(options: argparse.Namespace) -> int:
    store = KeyStore(parse_settings(Settings, Configuration(options).settings).keys_path)
    if options.action == "rotate":
        return rotate(store, options.name)
    return show(store, datetime.now(UTC))


def show(store: KeyStore, now: datetime) -> int:
    """Print a line for each key; return the exit code."""
    keys = store.listing()
    for key in keys:
        state = "current" if key.is_current else "decrypts only"
        print(f"{key.name}  {key.id}  {(now - key.created).days} days  {state}")
    if not keys:
        print(f"There are no keys in {store.path}.")
    return 0


def rotate(store: KeyStore, name: str) -> int:
    """Rotate the key of ``name``; return the exit code."""
    if name not in {key.name for key in store.listing()}:
        print(f"There is no key {name}. A key is created when it is first needed.", file=sys.stderr)
        return 1
    print(f"{name} is encrypted with key {store.rotate(name)} from now on.")
    return 0
