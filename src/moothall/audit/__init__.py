"""History and audit: what happened to an item, to access in a space, to the whole site, in words.

The facts and the audit trail keep what happened (:mod:`moothall.core.audit`); here it
is asked for, told to those who may know of it, and exported.
"""


def includeme(config):
    config.include(".event_texts")
    config.include(".views")
