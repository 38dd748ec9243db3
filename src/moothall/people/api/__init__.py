"""HTTP API of people: sessions, profiles, accounts and groups."""


def includeme(config):
    for name in ("login", "profiles", "users", "groups"):
        config.include(f".{name}")
