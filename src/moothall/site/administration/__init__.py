"""Administration: ``/admin``, for administrators; everybody else finds nothing there."""


def includeme(config):
    config.include(".views")
    config.include(".workflows")
