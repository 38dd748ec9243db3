"""Pages of history and audit; ``/admin/audit`` is with the other administration pages."""


def includeme(config):
    for name in ("history", "version", "space", "roster"):
        config.include(f".{name}")
