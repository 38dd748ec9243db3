"""Appeals of authors against restrictions, and of reporters against dismissed reports.

A person decides, and never the one who took the decision.
"""

from moothall.moderation.appeals.store import Appeals


def includeme(config):
    config.add_site_store("appeals", Appeals, forget=lambda site, item: site.appeals.forget_item(item.uid))
    for part in ("log_events", "decisions", "emails", "report_emails", "subscribers", "personal_data", "views", "api"):
        config.include(f".{part}")
