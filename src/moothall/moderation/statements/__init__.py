"""Statements of reasons: what was restricted, for how long, why, on which ground, by whom and what one can do.

They follow article 17 of Regulation (EU) 2022/2065 (Digital Services Act) in substance; this is no claim of compliance.
"""


def includeme(config):
    for part in ("emails", "panels"):
        config.include(f".{part}")
