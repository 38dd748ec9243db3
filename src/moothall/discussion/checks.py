"""Checks by other features that hold a new or changed post until a moderator has decided."""

from moothall.core.access.permissions import Permission
from moothall.core.base.registry import register, registered
from moothall.core.richtext import clean
from moothall.core.storage.databases import registry_of

CATEGORY = "post check"


def add_post_check(config, name, check):
    """Hold new and changed posts by people who do not moderate.

    ``check(viewer, item, html, titles)`` is called with the discussion, post or forum it is about, clean HTML, and the
    title and tags shown with it.  It returns ``hold(act, post)``, which is called when the post waits for a
    moderator, or None to let it pass.
    """
    register(config, CATEGORY, name, check)


def holds_on(viewer, item, html="", titles=()):
    """Return the functions ``hold(act, post)`` of the checks that do not let a text pass."""
    checks = registered(registry_of(viewer.site), CATEGORY)
    if not checks or viewer.allowed(Permission.MODERATE, item):
        return []
    html, titles = clean(html), tuple(filter(None, titles))
    return [hold for check in checks.values() if (hold := check(viewer, item, html, titles)) is not None]


def includeme(config):
    config.add_directive("add_post_check", add_post_check)
