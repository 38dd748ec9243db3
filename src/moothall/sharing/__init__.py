"""Sharing: who has access to one thing and why, giving it until a date, breaking off, asking for it.

The verbs are in :mod:`moothall.core.authorization.sharing` and :mod:`moothall.core.authorization.access_requests`;
here are their words, their pages, and what is done when an end comes near.
"""


def includeme(config):
    config.include(".views")
    config.include(".api")
    config.include(".decisions")
    config.include(".emails")
    config.include(".subscribers")
    config.include(".expiry_notices")
    config.include(".personal_data")
    config.include(".evolve")
