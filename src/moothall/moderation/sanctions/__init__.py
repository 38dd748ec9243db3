"""Warnings and silences in a space, and what moderators know about a person there."""

from moothall.moderation.sanctions.store import WarningIds


def includeme(config):
    config.add_site_store("warnings", WarningIds, forget=lambda site, item: site.warnings.forget_item(item.uid))
    for part in ("log_events", "emails", "views", "api", "history", "personal_data"):
        config.include(f".{part}")
