"""Pages about people: signing up, logging in and out, one's own settings and data."""


def includeme(config):
    for name in ("login", "signup", "recovery", "address", "settings", "log_ins", "data", "profile"):
        config.include(f".{name}")
