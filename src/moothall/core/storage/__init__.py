"""The databases: opening, write lock, retries, blobs, keys, migrations."""


def includeme(config):
    config.include(".substanced")
    config.include(".write_lock")
    config.include(".databases")
    config.include(".retry")
    config.include(".keys")
    config.include(".site_stores")
    config.include(".idempotency")
