"""The public log of moderation: how often what was done in a space, by month and rule, and the yearly report.

It holds totals only: no person, no text and no item.
"""

from moothall.moderation.totals.store import ModerationTotals


def includeme(config):
    config.add_site_store(
        "moderation_totals",
        ModerationTotals,
        forget=lambda site, item: site.moderation_totals.forget_item(item.uid),
    )
    for part in ("subscribers", "views", "api"):
        config.include(f".{part}")
