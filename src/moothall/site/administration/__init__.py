"""Administration pages about the operation of the site: jobs, index, emails."""


def includeme(config):
    config.include(".views")
    config.include(".panels")
