"""The configuration file a command works on, and the site it describes.

The files leave two words open, so that one file serves several sites on one
machine: ``%(var)s``, the folder of everything the site keeps, and ``%(port)s``.
"""

import os
import sys
from contextlib import contextmanager
from pathlib import Path

import plaster
import zc.lockfile
from pyramid.exceptions import ConfigurationError, ConfigurationExecutionError

from moothall import main
from moothall.core.storage.databases import close_databases
from moothall.core.storage.renamed import MissingClasses

DEFAULT_PORT = 6543


def add_configuration_arguments(parser):
    """The arguments that every command has."""
    parser.add_argument(
        "-c",
        "--config",
        metavar="FILE",
        default=os.environ.get("MOOTHALL_CONFIG") or str(_root() / "etc" / "development.ini"),
        help="the configuration (default: etc/development.ini, or what MOOTHALL_CONFIG names)",
    )
    parser.add_argument(
        "--var", metavar="DIR", help="the folder of databases, files and index (default: var/ beside etc/)"
    )


class Configuration:
    """What the options name: a configuration file, with its open words filled in."""

    def __init__(self, options):
        self.file = Path(options.config).absolute()
        if not self.file.is_file():
            sys.exit(f"There is no configuration {self.file}; ./bootstrap.sh makes etc/development.ini.")
        var = Path(options.var) if options.var else self.file.parent.parent / "var"
        self.words = {"var": str(var.absolute()), "port": str(getattr(options, "port", None) or DEFAULT_PORT)}
        self._loader = plaster.get_loader(str(self.file), protocols=["wsgi"])
        self._refuse_fixed("var", options.var)
        self._refuse_fixed("port", getattr(options, "port", None))

    @property
    def var(self) -> Path:
        """The folder of everything the site keeps."""
        return Path(self.words["var"])

    def settings(self, section):
        """The settings of one section, for instance ``server:main``."""
        return dict(self._loader.get_settings(section, self.words))

    def setup_logging(self):
        """Log as the file says."""
        self._loader.setup_logging(self.words)

    def application(self, read_only=False):
        """The WSGI application; FileStorage makes its files, but not their folder.

        ``read_only`` looks at the last state of a FileStorage without taking it from a server that has it open.
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

    def _looking(self):
        settings = self._loader.get_wsgi_app_settings("main", self.words)
        for name in list(settings):
            if name.startswith("zodbconn.uri") and settings[name].startswith("file:"):
                settings[name] += ("&" if "?" in settings[name] else "?") + "read_only=true"
        try:
            return main({}, **settings)
        except FileNotFoundError:
            sys.exit(f"There are no databases in {self.var}; bin/moothall init makes a site.")
        except (MissingClasses, ConfigurationError) as error:
            sys.exit(_sentence(error))

    def _refuse_fixed(self, word, asked):
        # The file wins over words given here, so that asking for another value would be passed over in silence.
        fixed = self._loader.get_settings("DEFAULT").get(word)
        if fixed is None:
            return
        if asked is not None and str(asked) != fixed:
            sys.exit(f"{self.file} sets {word} itself, to {fixed}; change it there.")
        self.words[word] = fixed


@contextmanager
def application(options, read_only=False):
    """The application the options name; its databases are closed at the end."""
    configuration = Configuration(options)
    configuration.setup_logging()
    app = configuration.application(read_only)
    try:
        yield app
    finally:
        close_databases(app.registry)


def _sentence(error):
    """Return what is wrong, without where in the code it was found if a late check found it."""
    is_late = isinstance(error, ConfigurationExecutionError) and isinstance(error.evalue, ConfigurationError)
    return str(error.evalue if is_late else error)


def _root():
    # bin/moothall is one folder below the root.
    return Path(sys.argv[0]).resolve().parent.parent
