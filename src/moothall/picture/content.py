"""The images of a site's texts."""

import os
import re
from datetime import timedelta

from BTrees.OOBTree import OOBTree, OOTreeSet
from persistent import Persistent

from moothall.core.access.permissions import Permission
from moothall.core.authorization.versions import versions_for
from moothall.core.base.errors import BadInput
from moothall.core.base.i18n import _
from moothall.core.content import files
from moothall.core.content.uids import new_uid, uid_name
from moothall.core.content.versioned import Versioned
from moothall.core.storage import blobs

#: Name of the page of an image, and of the page that stores a new one.
ADDRESS = "text-picture"
#: Time for which an image is kept that no saved text contains.
UNUSED_FOR = timedelta(days=7)

_USED = re.compile(rf'<img [^>]*?src="[^"]*/{ADDRESS}/([a-z2-9]{{13}}\.[a-z]+)"')


class Picture(Persistent):
    """An image: its blob, who uploaded it when, and the uids of the items whose texts contained it when saved."""

    def __init__(self, checked, blob, by, at):
        self.blob = blob
        self.media_type, self.size = checked.media_type, checked.size
        self.width, self.height = checked.width, checked.height
        self.by, self.at = by, at
        self.items = ()


class Pictures(Persistent):
    """The images of a site by their random names, and which items contain which."""

    def __init__(self):
        self._by_name = OOBTree()
        #: (uid of an item, name)
        self._of_items = OOTreeSet()

    def get(self, name):
        """Return the image with a name, or None."""
        return self._by_name.get(name)

    def __len__(self):
        return len(self._by_name)

    def add(self, connection, data, filename, by, at):
        """Store an image and return its name; raise BadInput for anything else."""
        checked = files.check(data, filename)
        if not checked.inline or not checked.media_type.startswith("image/"):
            raise BadInput(_("This is not an image that can be shown in a text."))
        name = uid_name(new_uid()) + os.path.splitext(checked.filename)[1].lower()
        self._by_name[name] = Picture(checked, blobs.store([data]), by, at)
        blobs.force_to_disk(connection)
        return name

    def use(self, item, viewer):
        """Record the images in the saved text of an item, as far as the person who saves it can see them."""
        for name in set(_USED.findall(text_of(item))):
            picture = self.get(name)
            if picture is not None and item.uid not in picture.items and can_see(viewer, name, picture):
                picture.items = (*picture.items, item.uid)
                self._of_items.add((item.uid, name))

    def forget_item(self, uid):
        """Remove the records of an item that is deleted permanently, and delete images that no other item contains."""
        for name in self._names_of(uid):
            self._of_items.remove((uid, name))
            picture = self.get(name)
            picture.items = tuple(other for other in picture.items if other != uid)
            if not picture.items:
                del self._by_name[name]

    def copy_item(self, uid, copied):
        """Record that a copy of an item contains the same images, in all its versions."""
        for name in self._names_of(uid):
            picture = self.get(name)
            picture.items = (*picture.items, copied)
            self._of_items.add((copied, name))

    def _names_of(self, uid):
        return [name for _uid, name in self._of_items.keys(min=(uid,), max=(uid + 1,))]

    def delete_unused(self, now):
        """Delete images that no text has contained since they were uploaded; return their number."""
        unused = [name for name, one in self._by_name.items() if not one.items and now - one.at > UNUSED_FOR]
        for name in unused:
            del self._by_name[name]
        return len(unused)


def holder_of(item):
    """Return the item whose text people edit together with ``item``: for a discussion, its first post."""
    return getattr(item, "first", None) or item


def text_of(item):
    """Return the text of an item as it was saved last."""
    if isinstance(item, Versioned):
        return item.versions[item.versions.maxKey()].get("text") or ""
    return getattr(item, "text", None) or ""


def can_see(viewer, name, picture):
    """Return True if this person uploaded an image, or can see a text that contains it."""
    if picture.by is not None and picture.by == viewer.person.id:
        return True
    items = filter(None, map(viewer.site.uids.get, picture.items))
    return any(viewer.sees(item) and _is_shown(viewer, name, item) for item in items)


def _is_shown(viewer, name, item):
    if not isinstance(item, Versioned):
        return name in text_of(item) or viewer.allowed(Permission.EDIT, item)
    return name in (viewer.shown(item).version.get("text") or "") or any(
        name in (version.get("text") or "") for version in versions_for(viewer, item)
    )
