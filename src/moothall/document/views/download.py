"""Download of a file; only pictures are shown inline."""

from pyramid.response import FileIter, Response

from moothall.core.content.files import response_headers
from moothall.document.content import File
from moothall.space.item_page import shown_edition
from moothall.ui.page import View


class Download(View):
    """``download``: the file of the edition that this person works with."""

    def show(self):
        stored = shown_edition(self).version.get("file")
        # Committed blob files never change, and the server closes the files it has sent.
        content = FileIter(stored.blob.open("c"))
        response = Response(app_iter=content, content_type=stored.media_type)
        response.content_length = stored.size
        response.headers.update(response_headers(stored.filename, stored.media_type))
        return response


def includeme(config):
    config.add_view(Download, attr="show", name="download", context=File, request_method="GET")
