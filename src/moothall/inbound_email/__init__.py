"""Reply to discussions by email: addresses for replies, and the listener that takes the replies."""


def includeme(config):
    for part in ("settings", "addresses", "bounces", "emails", "delivery_page", "reasons", "personal_data", "service"):
        config.include(f".{part}")
