"""Errors with a sentence for people and a status for machines.

A verb raises one of these; `moothall.web.exception_views` turns it into a page or
a JSON body, so that no view needs a ``try`` for them.  ``type`` is the word
that clients of the HTTP API find in the body; it follows plone.restapi.
"""

from moothall.core.base.i18n import _


class MoothallError(Exception):
    """Something that did not happen, and the sentence that says why."""

    status = 500
    type = "InternalServerError"
    heading = _("Something went wrong")
    default = _("Something went wrong on our side. Anything already saved is safe.")
    #: (item, permission) that was missing, where that is what was wrong.
    missing = None
    #: (item, id of a step of its workflow) that was not possible, where that is what was wrong.
    step = None

    def __init__(self, sentence=None, retry_after=None):
        self.message = self.default if sentence is None else sentence
        #: Seconds after which it makes sense to try again, where that is known.
        self.retry_after = retry_after
        super().__init__(self.message)

    def missing_permission(self, permission, item):
        """The same error, which says what was missing."""
        self.missing = item, permission
        return self


class BadInput(MoothallError):
    """What was sent cannot be understood or is not allowed to be so."""

    status = 400
    type = "BadRequest"
    heading = _("That did not work")
    default = _("We could not understand what was sent. Check it and send it again.")


class InvalidField(BadInput):
    """One field of a form holds what cannot be taken; the sentence stands beside it."""

    def __init__(self, field, sentence):
        super().__init__(sentence)
        self.field = field


class Unauthorized(MoothallError):
    """A log-in is needed, or the one given is not right."""

    status = 401
    type = "Unauthorized"
    heading = _("Log in to continue")
    default = _("Log in to do this.")


class Forbidden(MoothallError):
    """The person may see the thing, but not do this to it."""

    status = 403
    type = "Forbidden"
    heading = _("Not allowed")
    default = _("You can see this, but your role does not allow you to do that.")


class NotFound(MoothallError):
    """There is no such thing, or none that this person may know of: the two are never told apart."""

    status = 404
    type = "NotFound"
    heading = _("Page not found")
    default = _("There is no page at this address, or you cannot see it with this account.")


class Conflict(MoothallError):
    """Only the present state of things forbids it."""

    status = 409
    type = "Conflict"
    heading = _("Not possible right now")
    default = _("This is not possible in the current state. Reload the page and check again.")


class TooLarge(MoothallError):
    """More than we take in one go."""

    status = 413
    type = "RequestEntityTooLarge"
    heading = _("Too large")
    default = _("What you sent is too large. Send less at a time.")


class TooManyRequests(MoothallError):
    """Too often; ``retry_after`` says when it will be answered again."""

    status = 429
    type = "TooManyRequests"
    heading = _("Too many attempts")
    default = _("Too many attempts. Wait a little and try again.")


class ServiceUnavailable(MoothallError):
    """It would have worked at a quieter moment."""

    status = 503
    type = "ServiceUnavailable"
    heading = _("Try again")
    default = _("Many people are saving at the moment, so we could not save your changes. Send them again.")

    def __init__(self, sentence=None, retry_after=2):
        super().__init__(sentence, retry_after)


class StorageFull(ServiceUnavailable):
    """The disk takes no more; what is stored can still be read."""

    default = _(
        "There is no space left, so this was not saved. You can still read the site. Keep your text and try "
        "again later."
    )

    def __init__(self, sentence=None, retry_after=120):
        super().__init__(sentence, retry_after)


class StorageFailed(ServiceUnavailable):
    """The database could not be reached or did not answer properly."""

    default = _("The database did not respond, so this was not saved. Try again in a moment.")

    def __init__(self, sentence=None, retry_after=10):
        super().__init__(sentence, retry_after)
