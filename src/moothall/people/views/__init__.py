"""Pages about people: signing up, logging in and out, their own settings and data."""


def includeme(config):
    for name in ("login", "signup", "recovery", "address", "settings", "sessions", "data", "profile"):
        config.include(f".{name}")
