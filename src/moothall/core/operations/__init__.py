"""Operations on items: add, save, move, delete, activate a workflow. Forms, API and imports share them."""


def includeme(config):
    config.include(".activation")
    config.include(".deletion")
