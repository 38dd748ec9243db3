"""Images inside texts: uploaded in the editor, and shown to those who can see a text that contains them.

They belong to the texts and not to a library, so that every rich text can have some, and an image is not public before
its text is.
"""

from moothall.core.storage.write_lock import write
from moothall.picture.content import Pictures


def _forget(site, item):
    site.pictures.forget_item(item.uid)


def _copy(site, original, copied):
    site.pictures.copy_item(original.uid, copied.uid)


def _delete_unused(registry):
    """Delete old images that no saved text contains; return their number."""

    def change(databases):
        return 0 if databases.site is None else databases.site.pictures.delete_unused(registry.clock())

    return write(registry, change)


def includeme(config):
    """Register the feature."""
    config.add_site_store("pictures", Pictures, forget=_forget, copy=_copy)
    config.add_file_fields("picture")
    config.add_periodic_task("unused images", _delete_unused)
    config.include(".subscribers")
    config.include(".views")
