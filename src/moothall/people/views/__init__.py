"""Pages about people: logging in and out, one's own settings."""


def includeme(config):
    for name in ("login", "settings", "profile"):
        config.include(f".{name}")
