"""HTTP API of spaces: members and invitations."""


def includeme(config):
    config.include(".members")
    config.include(".invitations")
