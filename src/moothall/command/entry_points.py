"""Find the subcommands of ``bin/moothall`` by the entry points of one group: see :mod:`moothall.command`.

Each names a module such as :mod:`moothall.people.command`.  The help is read from its source, since importing all of
them would load the whole application.
"""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Sequence
from functools import cached_property
from importlib.abc import InspectLoader
from importlib.machinery import PathFinder
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType

#: The group of the entry points.
GROUP = "moothall.commands"
#: The distribution of Moothall itself, whose commands cannot be replaced.
OWN = "moothall"
#: The functions that a module of a command has.
FUNCTIONS = ("add_arguments", "run")


class UnusableCommandError(Exception):
    """A command of a feature cannot be used; the message says why."""


class Subcommand:
    """A subcommand; ``points`` is its entry point, or several of them if packages disagree on the name."""

    def __init__(self, name: str, points: list[EntryPoint]) -> None:
        self.name = name
        self._points = points

    def load(self) -> ModuleType:
        """Import and return the module; raise UnusableCommandError if it is not one of a command."""
        if len(self._points) > 1:
            packages = " and ".join(sorted(package_of(point) for point in self._points))
            raise UnusableCommandError(f"There is more than one command {self.name}: in {packages}.")
        point = self._points[0]
        try:
            module = point.load()
        except Exception as error:
            raise UnusableCommandError(
                f"The command {self.name} of {package_of(point)} cannot be loaded: {type(error).__name__}: {error}"
            ) from error
        missing = [part for part in FUNCTIONS if not callable(getattr(module, part, None))]
        if missing:
            raise UnusableCommandError(
                f"The command {self.name} of {package_of(point)} has no {' and no '.join(missing)}."
            )
        return module

    @cached_property
    def help(self) -> str:
        """Return the first line of the docstring for argparse, or why the command cannot be used."""
        text = _docstring(self._points[0]) if len(self._points) == 1 else None
        if text is None:
            try:
                text = self.load().__doc__ or ""
            except UnusableCommandError as error:
                text = str(error)
        first, _newline, _rest = text.strip().partition("\n")
        return first.replace("%", "%%")


def find_subcommands(first: Sequence[EntryPoint] = ()) -> list[Subcommand]:
    """Return ``first``, then what packages add, by name; print who adds a name that Moothall has itself."""
    found: dict[str, list[EntryPoint]] = {point.name: [point] for point in first}
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        found.setdefault(point.name, []).append(point)
    return [Subcommand(name, _without_replacements(points)) for name, points in found.items()]


def _without_replacements(points: list[EntryPoint]) -> list[EntryPoint]:
    if len(points) == 1:
        return points
    own = [point for point in points if package_of(point) == OWN][:1]
    for point in points if own else ():
        if package_of(point) != OWN:
            print(f"{package_of(point)} adds a command {point.name}, but Moothall already has one.", file=sys.stderr)
    return own or points


def package_of(point: EntryPoint) -> str:
    """Return the name of the distribution that has an entry point."""
    return point.dist.name if point.dist is not None else OWN


def _docstring(point: EntryPoint) -> str | None:
    """Return the docstring of a module with the functions of a command, without importing it; None if unsure."""
    source = "" if point.attr else _source(point.module) or ""
    if not all(re.search(rf"^def {name}\b", source, re.MULTILINE) for name in FUNCTIONS):
        return None
    # Parsing whole modules would take longer than everything else here.
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    first = next(token for token in tokens if token.type not in (tokenize.COMMENT, tokenize.NL))
    return ast.literal_eval(first.string) if first.type == tokenize.STRING else None


def _source(module: str) -> str | None:
    """Return the source of a module; None if it is not on the path, or is not Python source."""
    name, path, spec = "", None, None
    for part in module.split("."):
        name = f"{name}.{part}" if name else part
        # Unlike importlib.util.find_spec, this imports no parent.
        spec = sys.modules[name].__spec__ if name in sys.modules else PathFinder.find_spec(name, path)
        if spec is None:
            return None
        path = spec.submodule_search_locations
    loader = spec.loader if spec is not None else None
    return loader.get_source(name) if isinstance(loader, InspectLoader) else None
