"""``bin/moothall``: what an operator types.

Each subcommand is a module with a docstring, whose first line is its help, and
two functions: ``add_arguments(parser)`` and ``run(options)``, which may return
an exit code.  A module is imported only when its command is asked for, so that
``bin/moothall init --help`` does not load the whole site.
"""

import argparse
import importlib
import sys

from moothall.command.configuration import add_configuration_arguments

# Name and what it does; the module of the same name says how. See also module_name.
COMMANDS = {
    "init": "create the site, empty or with sample content",
    "serve": "answer requests",
    "worker": "index, send mail and do what else waits, apart from the server",
    "evolve": "bring stored data up to this version",
    "rename-stored-classes": "write today's class names into the databases",
    "reindex": "rebuild the search index",
    "check": "look for drift between tree, access, catalog and index, and follow the audit trail",
    "explain": "say why a person may do something, or may not",
    "user": "add a person, set a password, give a role",
    "import": "bring a folder of files into a library",
    "keys": "list or rotate the keys that encrypt stored credentials",
    "backup": "copy the databases and their files",
    "restore": "put a backup in place",
}


def main(arguments=None):
    """Run the command line; returns the exit code."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    options = _parser(arguments).parse_args(arguments)
    try:
        return options.run(options)
    except KeyboardInterrupt:
        return 130


def _parser(arguments):
    parser = argparse.ArgumentParser(prog="moothall", description="Run and look after a Moothall site.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    asked = next((word for word in arguments if not word.startswith("-")), None)
    for name, help in COMMANDS.items():
        subparser = commands.add_parser(name, help=help)
        if name == asked:
            module = importlib.import_module(f"moothall.command.{module_name(name)}")
            subparser.description = module.__doc__
            subparser.formatter_class = argparse.RawDescriptionHelpFormatter
            add_configuration_arguments(subparser)
            module.add_arguments(subparser)
            subparser.set_defaults(run=module.run)
    return parser


def module_name(command):
    """Return the module below this package that is a command."""
    return "import_" if command == "import" else command.replace("-", "_")
