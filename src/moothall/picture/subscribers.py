"""Record which texts contain an image."""

from pyramid.threadlocal import get_current_request

from moothall.core.operations.authoring import Added, Saved
from moothall.picture.content import holder_of


def remember_pictures(event):
    """Record the images in a text that was saved, so that its readers can see them."""
    request = get_current_request()
    if request is not None:
        request.site.pictures.use(holder_of(event.item), request.viewer)


def includeme(config):
    """Register the subscriber."""
    for event in (Added, Saved):
        config.add_subscriber(remember_pictures, event)
