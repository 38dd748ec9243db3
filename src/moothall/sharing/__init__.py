"""Sharing: who has access to one thing and why, giving it until a date, breaking off, asking for it.

The verbs are in :mod:`moothall.core.access.sharing` and :mod:`moothall.core.access.asking`;
here are their words, their pages, and what is done when an end comes near.
"""


def includeme(config):
    config.include(".views")
    config.include(".deciding")
    config.include(".ends")
    config.include(".personal")
    config.include(".evolve")
