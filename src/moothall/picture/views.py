"""Store an image for a text that is being written, and show it to those who can see the text."""

from pyramid.httpexceptions import HTTPNotFound

from moothall.core.access.permissions import Permission
from moothall.core.base.errors import BadInput, Unauthorized
from moothall.core.base.i18n import _
from moothall.core.content.items import Item
from moothall.core.operations import authoring
from moothall.picture.content import ADDRESS, can_see
from moothall.ui.page import View
from moothall.web.stored_files import file_response


class PicturePage(View):
    """``text-picture``: POST stores an image for the text of an item, GET shows one below the site."""

    def show(self):
        """Return the image; raise HTTPNotFound if this person can see no text that contains it."""
        name = "/".join(self.request.subpath)
        picture = self.request.site.pictures.get(name) if self.context is self.request.site else None
        if picture is None or not can_see(self.viewer, name, picture):
            raise HTTPNotFound()
        return file_response(picture.blob, picture.size, name, picture.media_type)

    def take(self):
        """Store the image in the field ``picture``; return its address and size."""
        self._require_writing()
        sent = self.request.POST.get("picture")
        if not hasattr(sent, "file"):
            raise BadInput(_("Choose a file first."))
        site = self.request.site
        name = site.pictures.add(site._p_jar, sent.file.read(), sent.filename, self.request.person.id, self.request.now)
        picture = site.pictures.get(name)
        return {
            "src": self.request.resource_path(site, ADDRESS, name),
            "width": picture.width,
            "height": picture.height,
        }

    def _require_writing(self):
        """Raise unless the person may change the text of the context, or add something with a text to it."""
        if self.request.person.id is None:
            raise Unauthorized()
        may_write = any(self.viewer.allowed(one, self.context) for one in (Permission.ADD, Permission.REPLY))
        if not (may_write or authoring.addable(self.request, self.context)):
            authoring.require(self.request, Permission.EDIT, self.context)


def upload_address(view):
    """Return the address that stores images for the text of this page; empty for visitors, who write no texts."""
    return view.url(view.context, ADDRESS) if view.request.person.id is not None else None


def includeme(config):
    """Register the page and the panel."""
    config.add_panel("images in texts", "upload", upload_address)
    config.add_view(PicturePage, attr="show", name=ADDRESS, context=Item, request_method="GET", segments=1)
    config.add_view(PicturePage, attr="take", name=ADDRESS, context=Item, request_method="POST", renderer="json")
