"""Download of a file; only pictures are shown inline."""

from moothall.document.content import File
from moothall.space.item_page import shown_edition
from moothall.ui.page import View
from moothall.web.stored_files import DOWNLOAD, file_response


class Download(View):
    """``download``: the file of the edition that this person works with."""

    def show(self):
        stored = shown_edition(self).version.get("file")
        return file_response(stored.blob, stored.size, stored.filename, stored.media_type)


def includeme(config):
    config.add_view(Download, attr="show", name=DOWNLOAD, context=File, request_method="GET")
