"""The base of every service: its context, its request, and what was sent."""

from moothall.core.base.errors import BadInput, NotFound, Unauthorized
from moothall.core.base.i18n import _
from moothall.web.api.representation import Representation

NOT_AN_OBJECT = _("The body must be a JSON object.")


class Service:
    """A view of the API gets ``context`` and ``request``; its methods return what becomes JSON."""

    def __init__(self, context, request):
        self.context = context
        self.request = request
        self.viewer = request.viewer
        self.show = Representation(request)

    def translate(self, text):
        return self.request.localizer.translate(text)

    def url(self, *parts, item=None):
        """The absolute address of the context (or ``item``), or of something below it."""
        return self.show.url(self.context if item is None else item, *parts)

    def body(self, optional=False):
        """The JSON object that was sent; raises :class:`BadInput` for anything else."""
        if optional and not self.request.body:
            return {}
        sent = self.request.json_body
        if not isinstance(sent, dict):
            raise BadInput(NOT_AN_OBJECT)
        return sent

    def must_be_signed_in(self):
        """Raise :class:`Unauthorized` for guests: whatever they send, an account is what is missing."""
        if self.request.person.id is None:
            raise Unauthorized()

    def rest(self, most=1):
        """What stands behind the service's name in the address, as at most ``most`` words."""
        if len(self.request.subpath) > most:
            raise NotFound()
        return tuple(self.request.subpath)

    def no_rest(self):
        """Raise :class:`NotFound` when something stands behind the service's name."""
        self.rest(0)

    def nothing(self):
        """204: done, and there is nothing to say about it."""
        response = self.request.response
        response.status_int = 204
        response.content_type = None
        return response

    def asks_for_representation(self):
        """Whether the program wants to see what a change has made (``Prefer: return=representation``)."""
        wishes = self.request.headers.get("Prefer", "").lower().replace(" ", "").split(",")
        return "return=representation" in wishes


def text_of(body, name, longest, required=False):
    """A text field of a plain body; raises :class:`BadInput` naming it when it is none."""
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
