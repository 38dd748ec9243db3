"""The base class of services: context, request and body."""

from collections.abc import Collection
from functools import cached_property
from typing import Any, ClassVar

from pyramid.request import Request
from pyramid.response import Response

from moothall.core.base.errors import BadInput, NotFound, Unauthorized
from moothall.core.base.i18n import _
from moothall.core.content.editions import Edition
from moothall.core.content.items import Item
from moothall.core.content.schema import CHANGE_NOTE, MAX_NOTE_LENGTH
from moothall.core.content.types import type_of, types_of
from moothall.core.event_log.log import ActionContext
from moothall.core.operations.revisions import require_match, revision_of
from moothall.core.workflow.grounds import MAX_RULE_ID_LENGTH
from moothall.core.workflow.transition import MAX_REASON_LENGTH
from moothall.web.api.body import SentFields, refuse_fields
from moothall.web.api.parameters import Known, Parameters
from moothall.web.api.representation import Representation

#: The parameters that name the components to expand, and their options.
EXPANSION: Known = {"expand": ("navigation.depth",)}
NOT_AN_OBJECT = _("The body must be a JSON object.")


class Service:
    """A view of the API, created with ``context`` and ``request``; its methods return JSON data."""

    #: The parameters that a GET can have, and the options of each; all others are refused.  None leaves that to the
    #: service.
    parameters: ClassVar[Known | None] = {}
    #: Keys of its own responses that may be sent back and have no meaning then.
    passed_over: ClassVar[Collection[str]] = ()

    def __init__(self, context: Any, request: Request) -> None:
        self.context = context
        self.request = request
        self.viewer = request.viewer
        self.show = Representation(request)

    @cached_property
    def sent(self) -> Parameters:
        """The parameters in the address."""
        return Parameters(self.request.GET.items(), self.parameters or {})

    def translate(self, text: str) -> str:
        """Return a text in the language of the request."""
        return self.request.localizer.translate(text)

    def url(self, *parts: Any, item: Item | None = None) -> str:
        """Return the absolute address of the context (or ``item``), or of an address below it."""
        return self.show.url(self.context if item is None else item, *parts)

    def expand(self, found: dict[str, Any]) -> None:
        """Replace the links to the components that ``expand`` names by their responses; pass over unknown names."""
        components = self.show.components(self.context)
        for name in dict.fromkeys(self.sent.every("expand")):
            if name in components:
                found["@components"][name] = components[name].answer(self.context, self.request)

    def body(self, optional: bool = False) -> dict[str, Any]:
        """Return the JSON object in the body; raise :class:`BadInput` for any other content."""
        if optional and not self.request.body:
            return {}
        sent = self.request.json_body
        if not isinstance(sent, dict):
            raise BadInput(NOT_AN_OBJECT)
        fields = self.request.sent_fields
        if sent and not fields:
            # JSON of another content type.
            fields = self.request.sent_fields = SentFields(sent)
        fields.read.update(self.passed_over)
        return fields

    def refuse_unknown(self, body: dict[str, Any], known: Collection[str]) -> None:
        """Raise :class:`BadInput`, with their names, for keys that are neither ``known`` nor ignored.

        Fields of the body that a service never reads are refused without it; a service that hands the body on to a
        schema, or reads an object within it, calls this.
        """
        self.request.sent_fields.read.update(known)
        refuse_fields(set(body) - {CHANGE_NOTE} - set(known))

    def require_login(self) -> None:
        """Raise :class:`Unauthorized` for visitors, before the body is checked."""
        if self.request.person.id is None:
            raise Unauthorized()

    def rest(self, most: int = 1) -> tuple[str, ...]:
        """Return the path segments after the service's name; raise :class:`NotFound` for more than ``most``."""
        if len(self.request.subpath) > most:
            raise NotFound()
        return tuple(self.request.subpath)

    def no_rest(self) -> None:
        """Raise :class:`NotFound` if path segments follow the service's name."""
        self.rest(0)

    def revision(self, edition: Edition | None = None) -> str:
        """Return the beginning of the entity tag of the context, as this person reads it; empty if it has none.

        Services with values of their own, such as those of an account, return theirs.
        """
        if getattr(self.context, "type_id", None) not in types_of(self.request.registry):
            return ""
        return revision_of(self.viewer, self.context, type_of(self.request, self.context).schema, edition)

    def check_if_match(self) -> None:
        """Raise :class:`PreconditionFailed` if ``If-Match`` names another revision; check the right to change first."""
        self.request.is_match_checked = True
        sent = self.request.headers.get("If-Match")
        if sent is not None:
            require_match(sent, self.revision())

    def nothing(self) -> Response:
        """Set the status 204 No Content."""
        response = self.request.response
        response.status_int = 204
        response.content_type = None
        return response

    def asks_for_representation(self) -> bool:
        """Return True if the request wants the changed item back (``Prefer: return=representation``)."""
        wishes = self.request.headers.get("Prefer", "").lower().replace(" ", "").split(",")
        return "return=representation" in wishes


def note_of(body: dict[str, Any]) -> str:
    """Return the note about a change in a body."""
    return " ".join(text_of(body, CHANGE_NOTE, MAX_NOTE_LENGTH).split())


def act_of(request: Request, body: dict[str, Any]) -> ActionContext:
    """Return the context of an action with the reason (``comment``) and the rule that were sent, if any."""
    reason = text_of(body, "comment", MAX_REASON_LENGTH)
    return request.act(reason).citing(text_of(body, "rule", MAX_RULE_ID_LENGTH))


def text_of(body: dict[str, Any], name: str, longest: int, required: bool = False) -> str:
    """Return a text field of a body; raise :class:`BadInput` naming the field if it is missing or invalid."""
    value = body.get(name)
    if value is None and not required:
        return ""
    if not isinstance(value, str) or len(value) > longest:
        raise BadInput(
            _(
                "“${field}” must be text of up to ${longest} characters.",
                mapping={"field": name, "longest": longest},
            )
        )
    return value
