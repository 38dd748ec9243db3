"""The command line of operators: ``bin/moothall``.

Each subcommand is a module with a docstring, whose first line is its help, and
two functions: ``add_arguments(parser)`` and ``run(options)``, which can return
an exit code.  A module is imported only for its own command, so that
``bin/moothall init --help`` does not load the whole site.

A package adds commands by entry points of the group ``moothall.commands``; each names
such a module.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType
from typing import Any

from moothall.command.configuration import add_configuration_arguments

# Name → help; see module_name for the module of each.
COMMANDS = {
    "init": "create the site, empty or with sample content",
    "serve": "run the server",
    "worker": "index content, send emails and run periodic tasks, separate from the server",
    "evolve": "migrate stored data to this version",
    "rename-stored-classes": "write the current class names into the databases",
    "reindex": "rebuild the search index",
    "check": "check that tree, access, catalog and index agree, and verify the audit log",
    "explain": "explain why a person can do something, or cannot",
    "user": "add accounts, set passwords and roles",
    "import": "import a folder of files into a library",
    "settings": "show the settings and where each comes from",
    "registered": "list what the features register, and where",
    "keys": "list or rotate the keys that encrypt stored credentials",
    "pack": "delete earlier states of objects from all databases; completes erasure",
    "backup": "copy the databases and their files",
    "restore": "restore a backup",
}

#: The group of the entry points by which packages add commands.
GROUP = "moothall.commands"


def main(arguments: Sequence[str] | None = None) -> int | None:
    """Run the command line and return the exit code."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    options = _parser(arguments).parse_args(arguments)
    try:
        return options.run(options)
    except KeyboardInterrupt:
        return 130


def _parser(arguments: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="moothall", description="Run and maintain a Moothall site.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    asked = next((word for word in arguments if not word.startswith("-")), None)
    for name, help in COMMANDS.items():
        subparser = commands.add_parser(name, help=help)
        if name == asked:
            _fill(subparser, importlib.import_module(f"moothall.command.{module_name(name)}"))
    for name, points in _added_commands().items():
        # Their modules are imported only for the help of all commands, or for the command itself.
        subparser = commands.add_parser(name, help=_help_of(name, points) if asked is None else None)
        if name == asked:
            try:
                _fill(subparser, _loaded(name, points))
            except _BrokenCommandError as error:
                sys.exit(str(error))
    return parser


def _fill(subparser: argparse.ArgumentParser, module: Any) -> None:
    subparser.description = module.__doc__
    subparser.formatter_class = argparse.RawDescriptionHelpFormatter
    add_configuration_arguments(subparser)
    module.add_arguments(subparser)
    subparser.set_defaults(run=module.run)


class _BrokenCommandError(Exception):
    """A command of another package cannot be used; the message says why."""


def _added_commands() -> dict[str, list[EntryPoint]]:
    """Return the entry points of other packages by the name of their command; most names have one."""
    found: dict[str, list[EntryPoint]] = {}
    for point in entry_points(group=GROUP):
        if point.name in COMMANDS:
            print(f"{_package_of(point)} adds a command {point.name}, but Moothall already has one.", file=sys.stderr)
        else:
            found.setdefault(point.name, []).append(point)
    return dict(sorted(found.items()))


def _loaded(name: str, points: list[EntryPoint]) -> ModuleType:
    """Return the module of a command; raise _BrokenCommandError with a sentence."""
    if len(points) > 1:
        packages = " and ".join(sorted(_package_of(point) for point in points))
        raise _BrokenCommandError(f"There is more than one command {name}: in {packages}.")
    try:
        module = points[0].load()
    except Exception as error:
        raise _BrokenCommandError(
            f"The command {name} of {_package_of(points[0])} cannot be loaded: {type(error).__name__}: {error}"
        ) from error
    missing = [part for part in ("add_arguments", "run") if not callable(getattr(module, part, None))]
    if missing:
        raise _BrokenCommandError(f"The command {name} of {_package_of(points[0])} has no {' and no '.join(missing)}.")
    return module


def _package_of(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else ""


def _help_of(name: str, points: list[EntryPoint]) -> str:
    try:
        first, _newline, _rest = (_loaded(name, points).__doc__ or "").strip().partition("\n")
    except _BrokenCommandError as error:
        first = str(error)
    return first.replace("%", "%%")


def module_name(command: str) -> str:
    """Return the name of the module of a command."""
    return "import_" if command == "import" else command.replace("-", "_")
