"""Insight: who can see this and why, what a change would do, and the site as somebody else sees it.

Everything here asks ``decide``: for a person, an item and a permission it says what the
answer rests on; over facts with a change laid upon them it says whom the change concerns.
"""


def includeme(config):
    config.include(".log_events")
    config.include(".views")
    config.include(".api")
