"""Handle errors that no other code handles: log the traceback under an ID and show the ID."""

import logging
import secrets
from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from moothall.core.base.errors import MoothallError, StorageFailed, StorageFull
from moothall.core.base.i18n import _
from moothall.core.base.settings import Settings
from moothall.core.storage.failures import is_disk_full, is_storage_failure
from moothall.web.error_responses import plain_error_response
from moothall.web.headers import secure

logger = logging.getLogger(__name__)


def unexpected(error: Exception, path: str) -> MoothallError:
    """Log ``error`` and return an error that shows only the ID of the log entry."""
    id = secrets.token_hex(4)
    logger.error("Unexpected error %s at %r", id, path, exc_info=error)
    return MoothallError(
        _(
            "Something went wrong on our side and has been logged. Anything already saved is safe. If it "
            "happens again, tell us this number: ${id}.",
            mapping={"id": id},
        )
    )


def fallback_response(error: Exception, environ: dict[str, Any]) -> Response:
    """Return the response to a request that failed outside the application's exception views."""
    shown: MoothallError
    if is_disk_full(error):
        shown = StorageFull()
    elif is_storage_failure(error):
        shown = StorageFailed()
    else:
        shown = unexpected(error, environ.get("PATH_INFO", ""))
    # The failed request has ended, so the response is made with a new one.
    return plain_error_response(Request(environ), shown)


def complete(response: Response, settings: Settings) -> Response:
    """Add the headers that the tweens would have added."""
    return secure(response, settings)
