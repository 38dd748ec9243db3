"""Administration: ``/admin``, for administrators; others get "not found".

Features add their pages: a view of :class:`~moothall.administration.places.Administration`, a tab with
``add_panel("administration tabs", …)``, and their own places below it with ``add_administration_place``.
"""

from moothall.administration.places import add_administration_place


def includeme(config):
    """Register the directive, the slots and the overview."""
    config.add_directive("add_administration_place", add_administration_place)
    config.include(".page")
    config.include(".panels")
    config.include(".views")
