"""The settings of a command: one set for the application, the server, the workers and all commands.

A settings file can contain two variables, so that one file serves several sites on one machine:
``%(var)s``, the folder of all data of the site, and ``%(port)s``.  An option (``--var``, ``--port``) comes
before ``[DEFAULT]`` in the file, and that before the default.
"""

import argparse
import os
import re
import sys
from collections.abc import Iterator, Mapping
from configparser import Error, RawConfigParser
from contextlib import contextmanager
from logging.config import fileConfig
from pathlib import Path
from typing import Any, NamedTuple

import zc.lockfile
from paste.deploy.loadwsgi import APP, ConfigLoader
from pyramid.exceptions import ConfigurationError, ConfigurationExecutionError

from moothall.command.file_storages import paths_of_address
from moothall.core.base.locations import DATABASE, absolute_address, default_var, locate
from moothall.core.base.settings import HERE, VAR
from moothall.core.storage.databases import PEOPLE, close_databases
from moothall.core.storage.renamed import MissingClasses

PORT = "port"
DEFAULT_PORT, HIGHEST_PORT = 6543, 65535
#: The sections of the application and of the server.
APPLICATION, SERVER = "app:main", "server:main"

#: Settings of the databases that every site has; one of an earlier version has no audit log yet.
_REQUIRED = (DATABASE, f"{DATABASE}.{PEOPLE}")
#: Settings of Waitress that say where it listens.
_LISTENING = ("listen", "host", PORT, "unix_socket", "sockets")


def add_configuration_arguments(parser: argparse.ArgumentParser, repeated: bool = False) -> None:
    """Add the arguments of every command; ``repeated`` for what comes after a word that already has them."""
    parser.add_argument(
        "-c",
        "--config",
        metavar="FILE",
        default=argparse.SUPPRESS
        if repeated
        else os.environ.get("MOOTHALL_CONFIG") or str(_root() / "etc" / "development.ini"),
        help="the configuration file (default: etc/development.ini, or the value of MOOTHALL_CONFIG)",
    )
    parser.add_argument(
        "--var",
        metavar="DIR",
        default=argparse.SUPPRESS if repeated else None,
        help="the folder of databases, files and index (default: var/ next to etc/)",
    )


class Variable(NamedTuple):
    """The value of a variable, and where it comes from."""

    value: str
    origin: str


class Configuration:
    """The settings file that the options name, with values for its variables."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.file = Path(options.config).absolute()
        if not self.file.is_file():
            sys.exit(f"There is no configuration {self.file}; ./bootstrap.sh creates etc/development.ini.")
        try:
            self._loader = ConfigLoader(str(self.file))
            #: What is written in each section, without the defaults and without interpolation.
            self.written = RawConfigParser(default_section="", strict=False)
            self.written.optionxform = str  # type: ignore[assignment,method-assign]
            self.written.read(self.file, "utf-8")
            self.variables = self._variables(options)
        except OSError as error:
            sys.exit(f"{self.file} cannot be read: {error.strerror}.")
        except (Error, UnicodeDecodeError) as error:
            sys.exit(f"{self.file} cannot be read: {error}")
        self.words = {name: variable.value for name, variable in self.variables.items()}
        escaped = {name: value.replace("%", "%%") for name, value in self._globals.items()}
        self._loader.update_defaults(escaped)
        self._asked_port = getattr(options, PORT, None)

    def _variables(self, options: argparse.Namespace) -> dict[str, Variable]:
        found = {
            VAR: self._variable(VAR, options.var, str(default_var(self.file.parent))),
            PORT: self._variable(PORT, getattr(options, PORT, None), str(DEFAULT_PORT)),
        }
        port = found[PORT]
        if not re.fullmatch(r"[0-9]{1,5}", port.value) or int(port.value) > HIGHEST_PORT:
            sys.exit(f"The port must be a number up to {HIGHEST_PORT}, not “{port.value}” ({port.origin}).")
        # A folder in the file is relative to the file, an option to the working directory.
        base = Path.cwd() if options.var else self.file.parent
        return {**found, VAR: found[VAR]._replace(value=os.path.normpath(base / found[VAR].value))}

    def _variable(self, name: str, asked: Any, default: str) -> Variable:
        if asked:
            return Variable(str(asked), f"--{name}")
        if self.written.has_option("DEFAULT", name):
            return Variable(self._loader.parser.get("DEFAULT", name), f"{self.file}, [DEFAULT]")
        return Variable(default, "default")

    @property
    def _globals(self) -> dict[str, str]:
        return {"__file__": str(self.file), HERE: str(self.file.parent), **self.words}

    @property
    def var(self) -> Path:
        """Return the folder of all data of the site."""
        return Path(self.words[VAR])

    @property
    def settings(self) -> dict[str, str]:
        """Return the settings of the application as it gets them, with absolute paths of databases."""
        return locate(self._globals, self._context().local_conf)

    @property
    def server(self) -> dict[str, str]:
        """Return the settings of the server; stop the command if ``--port`` has no effect on them."""
        found = {}
        if self.written.has_section(SERVER):
            found = {name: self._value(SERVER, name) for name in self.written.options(SERVER)}
        found.pop("use", None)
        if not set(_LISTENING) & set(found):
            found["listen"] = f"127.0.0.1:{self.words[PORT]}"
        if self._asked_port is not None and not self._uses_port(found):
            sys.exit(
                f"{self.file} says where the server listens without %({PORT})s, so that --port has no effect. "
                f"Write listen = 127.0.0.1:%({PORT})s there."
            )
        return found

    def _uses_port(self, server: Mapping[str, str]) -> bool:
        variable = f"%({PORT})s"
        return any(
            variable in self.written.get(SERVER, name, fallback=variable) for name in _LISTENING if name in server
        )

    def _value(self, section: str, name: str) -> str:
        if name == PORT:
            # The parser would look for the variable in the setting of the same name.
            return self.written.get(section, name).replace(f"%({PORT})s", self.words[PORT])
        try:
            return self._loader.parser.get(section, name)
        except Error as error:
            sys.exit(f"{self.file} cannot be read: {error}")

    def _context(self) -> Any:
        try:
            return self._loader.get_context(APP, "main", self._globals)
        except (Error, LookupError, ImportError, AttributeError) as error:
            sys.exit(f"{self.file} cannot be read: {error}")

    def is_locked(self) -> bool:
        """Return True if another process has a FileStorage open."""
        for name, address in self.settings.items():
            place = paths_of_address(address) if name == DATABASE or name.startswith(f"{DATABASE}.") else None
            if place is None or not place.file.parent.is_dir():
                continue
            try:
                zc.lockfile.LockFile(f"{place.file}.lock").close()
            except zc.lockfile.LockError:
                return True
        return False

    def require_databases(self) -> None:
        """Stop the command if a FileStorage is missing or empty, since opening it would begin a new one there."""
        for name, address in self.settings.items():
            place = paths_of_address(address) if name in _REQUIRED else None
            if place is None or (place.file.exists() and place.file.stat().st_size):
                continue
            if name == DATABASE:
                sys.exit(f"There are no databases in {self.var}; bin/moothall init creates a site.")
            sys.exit(f"The database {place.file} is missing or empty; bin/moothall restore puts a backup in place.")

    def setup_logging(self) -> None:
        """Configure logging as the file says."""
        if self.written.has_section("loggers"):
            try:
                fileConfig(self._loader.parser, disable_existing_loggers=False)
            except Exception as error:
                # The file names classes, whose constructors can raise anything.
                sys.exit(f"Logging cannot be set up as {self.file} says: {type(error).__name__}: {error}")

    def application(
        self, read_only: bool = False, changed: Mapping[str, str] | None = None, creates: bool = False
    ) -> Any:
        """Return the WSGI application; ``creates`` databases that are missing, which otherwise stop the command.

        ``read_only`` opens the last state of a FileStorage, even while a server has it open; ``changed``
        settings replace those of the file.  Stop the command if the databases cannot be opened.
        """
        if not creates and DATABASE not in (changed or {}):
            self.require_databases()
        context = self._context()
        context.local_conf.update(changed or {})
        addresses = {
            name: absolute_address(value, self.file.parent)
            for name, value in context.local_conf.items()
            if name == DATABASE or name.startswith(f"{DATABASE}.")
        }
        for name, address in addresses.items():
            place = paths_of_address(address)
            if place is not None and read_only:
                context.local_conf[name] = f"{address}{'&' if '?' in address else '?'}read_only=true"
            elif place is not None:
                _create(place.file.parent)
        try:
            return context.create()
        except FileNotFoundError as error:
            sys.exit(f"There is no {error.filename}.")
        except zc.lockfile.LockError:
            sys.exit(f"Another process has the databases in {self.var} open; stop it first.")
        except PermissionError as error:
            sys.exit(f"{error.filename} cannot be opened: {error.strerror}.")
        except (MissingClasses, ConfigurationError) as error:
            sys.exit(sentence_of(error))


@contextmanager
def application(options: argparse.Namespace, read_only: bool = False, creates: bool = False) -> Iterator[Any]:
    """Open the application that the options name, see ``Configuration``; close its databases at the end."""
    configuration = Configuration(options)
    configuration.setup_logging()
    app = configuration.application(read_only, creates=creates)
    try:
        yield app
    finally:
        close_databases(app.registry)


def sentence_of(error: Any) -> str:
    """Return the message of an error, without the place in the code that a late check adds."""
    is_late = isinstance(error, ConfigurationExecutionError) and isinstance(error.evalue, ConfigurationError)
    return str(error.evalue if is_late else error)


def _create(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        sys.exit(f"The folder {folder} cannot be created: {error.strerror}.")


def _root() -> Path:
    # bin/moothall is one folder below the root.
    return Path(sys.argv[0]).resolve().parent.parent
