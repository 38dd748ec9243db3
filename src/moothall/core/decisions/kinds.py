"""The base class of types of decisions, and their registry."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from pyramid.config import Configurator

from moothall.core.access.permissions import Permission
from moothall.core.access.records import AccessRecord
from moothall.core.authorization.access_context import AccessContext
from moothall.core.authorization.domain_request import DomainRequest
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.base.registry import register, registered
from moothall.core.content.editions import Edition
from moothall.core.content.items import Item
from moothall.core.content.site import Site
from moothall.core.content.uids import uid_name
from moothall.core.event_log.kinds import EventKind
from moothall.core.event_log.log import ActionContext
from moothall.core.storage.databases import registry_of

CATEGORY = "decision type"
FACTS = "decision facts"


def add_decision_type(config: Configurator, kind: "DecisionType", order: int = 0) -> None:
    """Add a type of decisions that the queue lists for the people who can decide.

    Where several types cover one state of an item, the one with the highest ``order`` does.
    """
    register(config, CATEGORY, kind.id, kind, order=order)


def decision_types(site: Site) -> Mapping[str, "DecisionType"]:
    """Return all types by id that the application of ``site`` has registered."""
    return registered(registry_of(site), CATEGORY)


def add_decision_facts(
    config: Configurator, name: str, facts: Callable[[DomainRequest, "PendingDecision"], Iterable[tuple[str, str]]]
) -> None:
    """Show facts of a feature to the people who decide.

    ``facts(request, waiting)`` yields (title, text) in the language of the request.
    """
    register(config, FACTS, name, facts)


def decision_facts(request: DomainRequest, waiting: "PendingDecision") -> list[tuple[str, str]]:
    """Return the facts of all features about a pending decision."""
    return [fact for facts in registered(request.registry, FACTS).values() for fact in facts(request, waiting)]


class QueueEntry(NamedTuple):
    """A pending decision, known without loading any object; entries sort by waiting time.

    ``since`` is in microseconds (:func:`moothall.core.base.dates.microseconds`); ``uid`` is the uid of
    the item or edition to decide on.
    """

    since: int
    key: str
    uid: int
    kind: "DecisionType"


class PendingDecision(NamedTuple):
    """A decision on ``item``, requested by ``asker`` (an opaque person id) at ``at``.

    ``edition`` is the edition to decide on; ``None`` for items without editions.
    """

    key: str
    kind: "DecisionType"
    item: Item
    edition: Edition | None
    asker: str | None
    at: datetime | None
    message: str = ""

    @property
    def title(self) -> str:
        """Return the title of the edition or item."""
        return self.edition.version.title if self.edition is not None else self.item.title


class DecisionOption(NamedTuple):
    """One way to decide: ``title`` is the text of the button; ``grants`` marks the option that grants the request.

    ``after`` is the resulting state ("Published"), if the title does not say it.  ``needs_rule``: it restricts someone,
    and is based on a rule.
    """

    id: str
    title: str
    needs_reason: bool = False
    grants: bool = False
    after: str = ""
    needs_rule: bool = False


class DecisionPreview(NamedTuple):
    """The content shown to the people who decide, as its readers will see it.

    ``description`` and the values of ``facts`` are plain text, ``text`` is clean HTML; ``state`` is
    (workflow, state, uid of the scope), or ``None`` for content without a state.
    """

    title: str
    lang: str | None = None
    state: tuple | None = None
    description: str = ""
    text: Any = ""
    facts: tuple = ()
    file: Any = None
    file_url: str = ""
    alternative: str = ""
    target: str = ""


class DecisionType:
    """A type of decisions: subclass it, or :class:`.state_kinds.StateDecisionType` for items in a state.

    ``id`` is one word without dashes; ``title`` says what is requested ("Membership"); ``icon`` is the
    name of an icon, empty for the icon of the item's type.

    Methods with ``viewer`` use its snapshot and its permissions.  Methods with ``request`` return texts
    for a page, the API or an email; for an email, ``request`` is an object that only has the ``site``,
    ``registry``, ``viewer``, ``person``, ``people``, ``localizer`` and ``names`` of a request.
    """

    id = ""
    title = ""
    icon = ""
    #: Whether a state of items is what waits; other types keep lists of their own.
    of_states = False
    #: The kinds of events that deciding logs about the item, with the end of the key of the decision as their key.
    logged_as: tuple[EventKind, ...] = ()

    def key(self, uid: int, rest: str) -> str:
        """Return the key of a decision on the item with ``uid``; ``rest`` (letters, digits) makes it unique there."""
        return f"{uid_name(uid)}-{self.id}-{rest}"

    # -- what waits

    def entries(self, viewer: AccessContext) -> Iterable[QueueEntry]:
        """Return the entries of the decisions that wait for ``viewer``, in any order, without loading items.

        The result is exact: :meth:`perform` succeeds for each entry.
        """
        raise NotImplementedError

    def count(self, viewer: AccessContext) -> int:
        """Return the number of entries; every page calls it."""
        return sum(1 for _entry in self.entries(viewer))

    def find(self, viewer: AccessContext, key: str, uid: int, rest: str) -> PendingDecision | None:
        """Return the decision with ``key``, or None if this person cannot decide it, or not any more."""
        raise NotImplementedError

    def scopes(self, site: Site) -> Iterable[int] | None:
        """Return the uids of the scopes with pending decisions, where the recipients of emails are looked up.

        None means that everyone has to be checked, since a role in a scope is not needed to decide.
        """

    def etag(self, _waiting: PendingDecision) -> str:
        """Return a string that changes with the content, so that no one decides on content they have not seen."""
        return ""

    def decides_at(self, viewer: AccessContext, item: Item) -> bool:
        """Return True if this person could decide such a request about ``item``."""
        return viewer.allowed(Permission.MANAGE, item)

    # -- deciding

    def steps(self, viewer: AccessContext, waiting: PendingDecision) -> list[DecisionOption]:
        """Return the options this person has now, the one that grants first."""
        raise NotImplementedError

    def require(self, viewer: AccessContext, waiting: PendingDecision, step: str) -> DecisionOption:
        """Return the option with the id ``step``; raise the error that explains why there is none."""
        found = next((one for one in self.steps(viewer, waiting) if one.id == step), None)
        if found is None:
            raise BadInput(_("There is no action “${name}” here.", mapping={"name": step}))
        return found

    def perform(
        self,
        viewer: AccessContext,
        act: ActionContext,
        waiting: PendingDecision,
        step: str,
        notify: Callable[[Any], Any],
    ) -> bool | None:
        """Perform the option with the id ``step``, which has been required; ``notify`` sends events to subscribers.

        Return False if the decision still needs other people.
        """
        raise NotImplementedError

    # -- in words

    def missing(self, _request: DomainRequest, _waiting: PendingDecision) -> Iterable[str]:
        """Return sentences on what prevents options this person would have otherwise."""
        return ()

    def word(self, request: DomainRequest, _waiting: PendingDecision) -> str:
        """Return what is requested, for a list."""
        return request.localizer.translate(self.title)

    def asker(self, request: DomainRequest, waiting: PendingDecision) -> Any:
        """Return the name and link of the person who requested the decision, as ``request.names`` does."""
        return request.names(waiting.asker)

    def heading(self, request: DomainRequest, waiting: PendingDecision) -> str:
        """Return the subject of the decision, for a list."""
        return request.localizer.translate(waiting.title)

    def rule(self, _request: DomainRequest, _waiting: PendingDecision) -> str:
        """Return the sentence on why this person can decide."""
        return ""

    def place(self, waiting: PendingDecision) -> Item | None:
        """Return the item in which the decision was requested, by default the parent of its item."""
        return waiting.item.__parent__

    def show(self, request: DomainRequest, waiting: PendingDecision) -> DecisionPreview:
        """Return the content to be shown."""
        return DecisionPreview(self.heading(request, waiting))


def role_reason(request: DomainRequest, members_record: AccessRecord, there: str, here: str) -> str:
    """Return the sentence that a person can decide by their role in a space.

    ``members_record`` is the access record with the members.  The message ``there`` names the space as ``place``;
    ``here`` does not, for people who were given access to a part of a space they may not see.
    """
    space, translate = request.site.uids.get(members_record.uid), request.localizer.translate
    if space is None or not request.viewer.sees(space):
        return translate(here)
    return translate(_(there, mapping={"place": translate(space.title)}))
