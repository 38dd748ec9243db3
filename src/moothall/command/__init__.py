"""The command line of operators: ``bin/moothall``.

The modules of :mod:`moothall.command.subcommands` are the subcommands for any site, whatever its features.
A feature or an extension has its own, by an entry point of the group ``moothall.commands``.

Each subcommand is a module with a docstring, whose first line is its help, and two functions:
``add_arguments(parser)`` and ``run(options)``, which can return an exit code.  A module is imported only for its own
command, so that ``bin/moothall --help`` does not load the whole site.  It opens the site by
:mod:`moothall.command.configuration` and :mod:`moothall.command.databases`.
"""

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import EntryPoint
from types import ModuleType

from moothall.command.configuration import add_configuration_arguments
from moothall.command.entry_points import GROUP, Subcommand, UnusableCommandError, find_subcommands
from moothall.command.failures import end_with_a_sentence

#: The names of the subcommands for any site, in the order of the help.
COMMANDS = (
    "serve",
    "worker",
    "evolve",
    "rename-stored-classes",
    "reindex",
    "check",
    "settings",
    "registered",
    "keys",
    "pack",
    "backup",
    "restore",
)


def main(arguments: Sequence[str] | None = None) -> int | None:
    """Run the command line and return the exit code."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)

    def run() -> int | None:
        options = _parser(arguments).parse_args(arguments)
        return options.run(options)

    return end_with_a_sentence(run)


def _parser(arguments: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="moothall", description="Run and maintain a Moothall site.")
    parsers = parser.add_subparsers(metavar="COMMAND", required=True)
    asked = next((word for word in arguments if not word.startswith("-")), None)
    for command in commands():
        subparser = parsers.add_parser(command.name, help=command.help if asked is None else None)
        if command.name == asked:
            try:
                _fill(subparser, command.load())
            except UnusableCommandError as error:
                sys.exit(str(error))
    return parser


def commands() -> list[Subcommand]:
    """Return all subcommands: those for any site, then those of features by name."""
    here = [EntryPoint(name, f"{__name__}.subcommands.{name.replace('-', '_')}", GROUP) for name in COMMANDS]
    return find_subcommands(here)


def _fill(subparser: argparse.ArgumentParser, module: ModuleType) -> None:
    subparser.description = module.__doc__
    subparser.formatter_class = argparse.RawDescriptionHelpFormatter
    add_configuration_arguments(subparser)
    module.add_arguments(subparser)
    subparser.set_defaults(run=module.run)
