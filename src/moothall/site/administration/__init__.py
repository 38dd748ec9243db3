"""Administration pages about the work of the site: jobs, index, emails."""


def includeme(config):
    config.include(".views")
    config.include(".panels")
