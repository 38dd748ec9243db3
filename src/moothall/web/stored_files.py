"""Responses with stored files, which browsers keep and ask for again only if they changed."""

import hashlib
from typing import Any

from pyramid.response import FileIter, Response

from moothall.core.content.files import response_headers

#: Name of the page that sends the file of an item, and of a version of it.
DOWNLOAD = "download"


def file_response(blob: Any, size: int, filename: str, media_type: str) -> Response:
    """Return a response with the content of a committed blob; it answers conditional and range requests."""
    # Committed blob files never change, and the server closes the files it has sent.
    response = Response(app_iter=FileIter(blob.open("c")), content_type=media_type)
    response.content_length = size
    response.headers.update(response_headers(filename, media_type))
    response.accept_ranges = "bytes"
    return validated(response, blob)


def validated(response: Response, stored: Any) -> Response:
    """Add an ETag that changes with a stored object, and answer 304 to those who have that content."""
    # The serial is known once the object is loaded.
    stored._p_activate()
    response.etag = hashlib.sha256(stored._p_oid + stored._p_serial).hexdigest()[:32]
    response.conditional_response = True
    return response
