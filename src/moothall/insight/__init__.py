"""Insight: who can see an item and why, the effect of a change, and viewing the site as someone else.

Everything here calls ``decide``: for a person, an item and a permission it explains the result; on
access data with a simulated change it finds the people the change affects.
"""


def includeme(config):
    config.include(".log_events")
    config.include(".views")
    config.include(".api")
