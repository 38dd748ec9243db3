"""What one person may see and do, why, and what a change would alter."""


def includeme(config):
    config.include(".log_events")
