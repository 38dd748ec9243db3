"""Turn a post or a discussion into a document or a good practice, linked both ways."""

from moothall.conversion.store import Conversions


def includeme(config):
    config.add_site_store("conversions", Conversions, forget=lambda site, item: site.conversions.forget_item(item.uid))
    for part in ("log_events", "api", "views", "panels"):
        config.include(f".{part}")
