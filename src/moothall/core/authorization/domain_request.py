"""The part of a request that the domain uses."""

from datetime import datetime
from typing import Any, Protocol

from pyramid.i18n import Localizer
from pyramid.registry import Registry

from moothall.core.access.person import Person
from moothall.core.authorization.access_context import AccessContext
from moothall.core.content.site import Site
from moothall.core.event_log.log import ActionContext


class DomainRequest(Protocol):
    """Who asks, when, in which language and on which site; :mod:`moothall.web.request` sets these attributes."""

    registry: Registry
    site: Site
    now: datetime
    person: Person
    viewer: AccessContext
    localizer: Localizer
    #: The display names of people; ``name(id)`` returns one.
    names: Any

    def act(self, reason: str = "", rule: str = "") -> ActionContext:
        """Return the context for an action of this person."""
        ...
