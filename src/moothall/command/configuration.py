"""The configuration file of a command, and its application.

The files contain two variables, so that one file serves several sites on one
machine: ``%(var)s``, the folder of all data of the site, and ``%(port)s``.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import plaster
import zc.lockfile
from pyramid.exceptions import ConfigurationError, ConfigurationExecutionError

from moothall import main
from moothall.core.storage.databases import close_databases
from moothall.core.storage.renamed import MissingClasses

DEFAULT_PORT = 6543


def add_configuration_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of every command."""
    parser.add_argument(
        "-c",
        "--config",
        metavar="FILE",
        default=os.environ.get("MOOTHALL_CONFIG") or str(_root() / "etc" / "development.ini"),
        help="the configuration file (default: etc/development.ini, or the value of MOOTHALL_CONFIG)",
    )
    parser.add_argument(
        "--var", metavar="DIR", help="the folder of databases, files and index (default: var/ next to etc/)"
    )


class Configuration:
    """The configuration file that the options name, with values for its variables."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.file = Path(options.config).absolute()
        if not self.file.is_file():
            sys.exit(f"There is no configuration {self.file}; ./bootstrap.sh creates etc/development.ini.")
        var = Path(options.var) if options.var else self.file.parent.parent / "var"
        self.words = {"var": str(var.absolute()), "port": str(getattr(options, "port", None) or DEFAULT_PORT)}
        self._loader = plaster.get_loader(str(self.file), protocols=["wsgi"])
        self._refuse_fixed("var", options.var)
        self._refuse_fixed("port", getattr(options, "port", None))

    @property
    def var(self) -> Path:
        """Return the folder of all data of the site."""
        return Path(self.words["var"])

    def settings(self, section: str) -> dict[str, str]:
        """Return the settings of one section, for example ``server:main``."""
        return dict(self._loader.get_settings(section, self.words))

    def setup_logging(self) -> None:
        """Configure logging as the file says."""
        self._loader.setup_logging(self.words)

    def application(self, read_only: bool = False) -> Any:
        """Return the WSGI application, and create the folder of its databases if needed.

        ``read_only`` opens the last state of a FileStorage, even while a server has it open.  Stop the
        command if the databases cannot be opened.
        """
        if read_only:
            return self._looking()
        (self.var / "filestorage").mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            return self._loader.get_wsgi_app("main", self.words)
        except zc.lockfile.LockError:
            sys.exit(f"Another process has the databases in {self.var} open; stop it first.")
        except (MissingClasses, ConfigurationError) as error:
            sys.exit(_sentence(error))

    def _looking(self) -> Any:
        settings = self._loader.get_wsgi_app_settings("main", self.words)
        for name in list(settings):
            if name.startswith("zodbconn.uri") and settings[name].startswith("file:"):
                settings[name] += ("&" if "?" in settings[name] else "?") + "read_only=true"
        try:
            return main({}, **settings)
        except FileNotFoundError:
            sys.exit(f"There are no databases in {self.var}; bin/moothall init creates a site.")
        except (MissingClasses, ConfigurationError) as error:
            sys.exit(_sentence(error))

    def _refuse_fixed(self, word: str, asked: Any) -> None:
        # The file overrides variables, so that another value in the options would be ignored silently.
        fixed = self._loader.get_settings("DEFAULT").get(word)
        if fixed is None:
            return
        if asked is not None and str(asked) != fixed:
            sys.exit(f"{self.file} sets {word} itself, to {fixed}; change it there.")
        self.words[word] = fixed


@contextmanager
def application(options: argparse.Namespace, read_only: bool = False) -> Iterator[Any]:
    """Open the application that the options name; close its databases at the end."""
    configuration = Configuration(options)
    configuration.setup_logging()
    app = configuration.application(read_only)
    try:
        yield app
    finally:
        close_databases(app.registry)


def _sentence(error: Any) -> str:
    """Return the message of an error, without the place in the code that a late check adds."""
    is_late = isinstance(error, ConfigurationExecutionError) and isinstance(error.evalue, ConfigurationError)
    return str(error.evalue if is_late else error)


def _root() -> Path:
    # bin/moothall is one folder below the root.
    return Path(sys.argv[0]).resolve().parent.parent
