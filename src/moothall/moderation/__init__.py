"""Moderation: the rules of a space, and reports of posts by their readers.

Reports about one post are one decision for the moderators of its space, who remove the post or dismiss the reports.
When enough people have reported a post, it is hidden until then.
"""

from moothall.moderation.reports import Reports
from moothall.moderation.rules import Rules


def includeme(config):
    config.add_site_store("rules", Rules, forget=lambda site, item: site.rules.forget(item.uid))
    config.add_site_store("reports", Reports, forget=lambda site, item: site.reports.forget_item(item.uid))
    for part in (
        "word_rules",
        "sanctions",
        "appeals",
        "statements",
        "totals",
        "guests",
        "settings",
        "rules",
        "log_events",
        "decisions",
        "personal_data",
        "subscribers",
        "views",
        "api",
        "panels",
    ):
        config.include(f".{part}")
