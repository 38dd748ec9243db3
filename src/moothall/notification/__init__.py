"""What people are notified of: what they follow, their notifications in the site, emails at once or in a digest.

A feature announces an activity with one message in the outbox.  A worker finds the people who follow it and may see
it, and stores a notification with each of them.  Levels, notifications and digests are stored with the person, never
with the item.
"""


def includeme(config):
    for part in (
        "followable",
        "activity",
        "records",
        "digest",
        "unsubscribe",
        "emails",
        "personal_data",
        "content_setting",
        "views",
        "api",
        "panels",
    ):
        config.include(f".{part}")
