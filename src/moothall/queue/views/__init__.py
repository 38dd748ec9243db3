"""Pages of the queue: one decision or several at once, of the whole site or of a space.

``…/queue`` is the list with one decision beside it, ``…/queue/several`` the list for bulk decisions, and
``…/queue/<key>/claim`` and similar addresses perform one action on one decision.
"""


def includeme(config):
    config.include(".decision")
    config.include(".bulk")
