"""The pages: who can see this, why not, who is affected, and being somebody else for a while."""


def includeme(config):
    for subject in ("access", "affected", "impersonation", "under"):
        config.include(f".{subject}")
