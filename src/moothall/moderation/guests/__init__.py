"""Report a post: with an account, or as illegal content without one (Regulation (EU) 2022/2065, article 16)."""


def includeme(config):
    for part in ("emails", "report_page", "report_api", "views", "periodic_tasks"):
        config.include(f".{part}")
