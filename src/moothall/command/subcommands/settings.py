"""Show the settings as the server, the worker and every command use them, and where each comes from.

Relative paths in a settings file are relative to that file. Passwords and other secrets are not shown.
No database is opened.
"""

import argparse
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from pyramid.registry import Registry

from moothall.command.configuration import APPLICATION, SERVER, Configuration
from moothall.command.subcommands.registered import DATABASES
from moothall.core.base.locations import DATABASE
from moothall.core.base.registry import registered
from moothall.core.base.settings import CATEGORY, PREFIX, settings_of
from moothall.core.storage.databases import close_databases

#: What is shown for a secret.
MASK = "***"

_SECRET_NAME = re.compile(r"(?:^|[._])(?:password|passwd|secret|token|key|dsn|credentials)$", re.IGNORECASE)
_PASSWORD_IN_ADDRESS = re.compile(r"(://[^:/?@\s]*:).*@")
_SECRET_IN_QUERY = re.compile(r"([?&;\s]\w*(?:password|passwd|secret|token)\w*=)[^&;\s]*", re.IGNORECASE)


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Add nothing: there are no further arguments."""


def run(options: argparse.Namespace) -> int:
    """Print the settings; return the exit code."""
    configuration = Configuration(options)
    app = configuration.application(changed=DATABASES)
    try:
        print("\n".join(lines(configuration, app.registry)))
    finally:
        close_databases(app.registry)
    return 0


def lines(configuration: Configuration, registry: Registry) -> Iterator[str]:
    """Yield the lines of the listing: name, value and origin."""
    yield f"settings file = {configuration.file}"
    for name, variable in configuration.variables.items():
        yield f"{name} = {variable.value}  ({variable.origin})"
    raw = configuration.settings
    own = f"{configuration.file}, [{APPLICATION}]"
    yield ""
    declared = registered(registry, CATEGORY)
    values = _parsed(registry)
    for name, one in declared.items():
        value = MASK if one.secret or _SECRET_NAME.search(name) else shown(values[name])
        yield f"{PREFIX}{name} = {value}  ({own if PREFIX + name in raw else 'default'})"
    yield ""
    written = {name for name in raw if not name.startswith(PREFIX) and (name == DATABASE or "." in name)}
    for name in sorted(written):
        yield f"{name} = {MASK if _SECRET_NAME.search(name) else shown(raw[name])}  ({own})"
    yield ""
    section = f"{configuration.file}, [{SERVER}]"
    for name, value in configuration.server.items():
        origin = section if configuration.written.has_option(SERVER, name) else "default"
        yield f"server {name} = {MASK if _SECRET_NAME.search(name) else shown(value)}  ({origin})"


def _parsed(registry: Registry) -> dict[str, Any]:
    """Return the value of every declared setting by its name, as the code that declares it gets it."""
    found: dict[str, Any] = {}
    for declared in list(registry.moothall_settings):
        parsed = settings_of(registry, declared)
        found.update({each.name: getattr(parsed, each.name) for each in fields(declared)})
    return found


def shown(value: Any) -> str:
    """Return a value as it is written in a settings file, without the secrets in it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return " ".join(map(shown, value))
    if value == Path():
        return ""
    text = _PASSWORD_IN_ADDRESS.sub(rf"\g<1>{MASK}@", str(value))
    return _SECRET_IN_QUERY.sub(rf"\g<1>{MASK}", text)
