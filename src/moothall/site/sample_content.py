"""Sample content for new sites: one package registers how it is loaded."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from pyramid.config import Configurator
from pyramid.path import DottedNameResolver

from moothall.core.base.registry import register, registered
from moothall.core.storage.databases import OpenDatabases
from moothall.people.store import PeopleStore

CATEGORY = "sample content"


def set_sample_content(config: Configurator, load: str | Callable[..., Any]) -> None:
    """Load the sample content of new sites by ``load(app, databases, people, now)``, which returns the site.

    ``load`` may commit, but leaves the site uncommitted.  A dotted name is imported only when it is needed.
    """
    register(config, CATEGORY, "", load)


def load_sample_content(app: Any, databases: OpenDatabases, people: PeopleStore, now: datetime) -> Any:
    """Return a new site with sample content, not yet stored as the site."""
    load = DottedNameResolver(None).maybe_resolve(registered(app.registry, CATEGORY)[""])
    return load(app, databases, people, now)


def includeme(config: Configurator) -> None:
    """Register the directive."""
    config.add_directive("set_sample_content", set_sample_content)
