"""The databases: connections, write lock, retries, blobs, keys and migrations."""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Include the modules that open databases and register directives."""
    config.include(".substanced")
    config.include(".write_lock")
    config.include(".databases")
    config.include(".retry")
    config.include(".keys")
    config.include(".site_stores")
    config.include(".consistency")
    config.include(".idempotency")
    config.include(".clock_watch")
