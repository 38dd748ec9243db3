"""Word and link rules: a post that matches one is held until a moderator has decided.

Only moderators can read the rules: those who know them write around them.
"""

from moothall.moderation.word_rules.holding import Holds
from moothall.moderation.word_rules.rules import WordRules


def includeme(config):
    config.add_site_store("word_rules", WordRules, forget=lambda site, item: site.word_rules.forget(item.uid))
    config.add_site_store("held_posts", Holds, forget=lambda site, item: site.held_posts.forget(item.uid))
    for part in ("log_events", "holding", "emails", "api", "views"):
        config.include(f".{part}")
