"""The pages of notifications, and the page to follow an item."""


def includeme(config):
    config.include(".notifications")
    config.include(".follow")
    config.include(".email_content")
