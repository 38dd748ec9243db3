"""What every feature stands on; it knows none of them by name.

Start with :mod:`moothall.core.content` (what an item is), then
:mod:`moothall.core.access` (who may do what) and
:mod:`moothall.core.workflow` (the tables that say so).
"""


def includeme(config):
    config.include(".settings")
    config.include(".platform")
    config.include(".types")
    config.include(".access.population")
    config.include(".writing")
    config.include(".transactions")
    config.include(".preparing")
    config.include(".storage")
    config.include(".requests")
    config.include(".security")
    config.include(".csrf")
    config.include(".web")
    config.include(".locale")
    config.include(".pages")
    config.include(".forms")
    config.include(".naming")
    config.include(".reading")
    config.include(".frame")
    config.include(".editing")
    config.include(".bulk")
    config.include(".placing")
    config.include(".searching")
    config.include(".deciding")
    config.include(".delivery")
    config.include(".jobs")
    config.include(".workflow.effect")
    config.include(".evolve")
    config.include(".working")
    config.include(".again")
    config.include(".once")
    config.include(".erasing")
    config.include(".audit")
    # Every view answers only to those who may see its context, unless it says otherwise.
    config.set_default_permission("view")
