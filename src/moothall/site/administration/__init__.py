"""Administration pages about people, spaces and the work of the site."""


def includeme(config):
    config.include(".views")
    config.include(".panels")
