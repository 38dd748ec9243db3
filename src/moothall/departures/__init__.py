"""What was moved out of a space or the site repository: a page and an API for its facilitators, to fetch it back."""


def includeme(config):
    config.include(".views")
    config.include(".api")
    config.include(".panels")
