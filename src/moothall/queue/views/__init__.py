"""Pages of the queue: one decision at a time, and several at once; of the whole site and of a space.

``…/queue`` is the list with one decision beside it, ``…/queue/several`` the list to
choose from, and ``…/queue/<key>/claim`` and its like do one thing with one decision.
"""


def includeme(config):
    config.include(".decision")
    config.include(".bulk")
