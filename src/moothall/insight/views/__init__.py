"""Pages: who can see an item, why not, who is affected by a change, and viewing as someone else."""


def includeme(config):
    for subject in ("access", "affected", "impersonation", "link"):
        config.include(f".{subject}")
