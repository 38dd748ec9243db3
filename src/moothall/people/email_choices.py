"""Which emails a person wants."""

from pyramid.registry import Registry

from moothall.core.base.registry import registered
from moothall.core.work.delivery import EMAIL


def wants(registry: Registry, account, kind: str) -> bool:
    """Return whether ``account`` gets emails of a kind, by the choices that are off."""
    return registered(registry, EMAIL)[kind].choice not in account.mails_off
