"""Domain errors with a message for people and an HTTP status for programs.

`moothall.web.exception_views` turns them into a page or a JSON body, so that no view needs a
``try`` for them.  ``type`` is the error type in the body of an API response; it follows plone.restapi.
"""

from typing import Any, Self

from moothall.core.base.i18n import _


class MoothallError(Exception):
    """Base class of domain errors; ``message`` says what went wrong."""

    status = 500
    type = "InternalServerError"
    heading = _("Something went wrong")
    default = _("Something went wrong on our side. Anything already saved is safe.")
    #: (item, permission) if a missing permission caused the error.
    missing: tuple[Any, str] | None = None
    #: (item, id of a workflow transition) if the transition was not possible.
    step: tuple[Any, str] | None = None

    def __init__(self, sentence: str | None = None, retry_after: int | None = None) -> None:
        self.message = self.default if sentence is None else sentence
        #: Seconds after which a retry makes sense, if known.
        self.retry_after = retry_after
        super().__init__(self.message)

    def missing_permission(self, permission: str, item: object) -> Self:
        """Record the missing permission and return the error."""
        self.missing = item, permission
        return self


class BadInput(MoothallError):
    """The input cannot be parsed or is not valid."""

    status = 400
    type = "BadRequest"
    heading = _("That did not work")
    default = _("We could not understand what was sent. Check it and send it again.")


class InvalidField(BadInput):
    """The value of one form field is not valid; the message is shown next to it."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class Unauthorized(MoothallError):
    """A login is required, or the credentials are wrong."""

    status = 401
    type = "Unauthorized"
    heading = _("Log in to continue")
    default = _("Log in to do this.")


class Forbidden(MoothallError):
    """The person can see the item but lacks the permission."""

    status = 403
    type = "Forbidden"
    heading = _("Not allowed")
    default = _("You can see this, but your role does not allow you to do that.")


class NotFound(MoothallError):
    """The item does not exist or is hidden from the person; the response is the same for both."""

    status = 404
    type = "NotFound"
    heading = _("Page not found")
    default = _("There is no page at this address, or you cannot see it with this account.")


class Conflict(MoothallError):
    """The current state of the item does not allow the action."""

    status = 409
    type = "Conflict"
    heading = _("Not possible right now")
    default = _("This is not possible in the current state. Reload the page and check again.")


class PreconditionFailed(MoothallError):
    """The item changed after the program read it (``If-Match``)."""

    status = 412
    type = "PreconditionFailed"
    heading = _("Changed meanwhile")
    default = _("This was changed after you read it. Read it again, then send your change.")


class TooLarge(MoothallError):
    """The input exceeds a size limit."""

    status = 413
    type = "RequestEntityTooLarge"
    heading = _("Too large")
    default = _("What you sent is too large. Send less at a time.")


class TooManyRequests(MoothallError):
    """A rate limit is exceeded; ``retry_after`` is given in seconds."""

    status = 429
    type = "TooManyRequests"
    heading = _("Too many attempts")
    default = _("Too many attempts. Wait a little and try again.")


class ServiceUnavailable(MoothallError):
    """The request failed for a temporary reason and can be repeated."""

    status = 503
    type = "ServiceUnavailable"
    heading = _("Try again")
    default = _("Many people are saving at the moment, so we could not save your changes. Send them again.")

    def __init__(self, sentence: str | None = None, retry_after: int = 2) -> None:
        super().__init__(sentence, retry_after)


class StorageFull(ServiceUnavailable):
    """The disk is full; stored data can still be read."""

    default = _(
        "There is no space left, so this was not saved. You can still read the site. Keep your text and try "
        "again later."
    )

    def __init__(self, sentence: str | None = None, retry_after: int = 120) -> None:
        super().__init__(sentence, retry_after)


class StorageFailed(ServiceUnavailable):
    """The database could not be reached or reported an error."""

    default = _("The database did not respond, so this was not saved. Try again in a moment.")

    def __init__(self, sentence: str | None = None, retry_after: int = 10) -> None:
        super().__init__(sentence, retry_after)
