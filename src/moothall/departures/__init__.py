"""Items that were moved out of a space or the site repository, and how its facilitators fetch them back."""


def includeme(config):
    config.include(".views")
    config.include(".api")
    config.include(".panels")
