"""Recognize transactions that are retried after a write conflict.

A retry can leave objects that many requests write, such as the date of a busy discussion, to the
workers, so that it does not conflict again.
"""

from typing import Any

from persistent import Persistent
from pyramid.config import Configurator
from pyramid.events import NewRequest

_AGAIN = object()


def mark_as_retry(transaction: Any) -> None:
    """Mark a transaction as a retry after a write conflict."""
    transaction.set_data(_AGAIN, True)


def is_retry(item: Persistent) -> bool:
    """Return True if the current transaction of ``item`` is a retry."""
    connection = item._p_jar
    if connection is None:
        return False
    try:
        return connection.transaction_manager.get().data(_AGAIN)
    except KeyError:
        return False


def _mark_requests(event: Any) -> None:
    if event.request.environ.get("retry.attempt"):
        mark_as_retry(event.request.tm.get())


def includeme(config: Configurator) -> None:
    """Register the subscriber."""
    config.add_subscriber(_mark_requests, NewRequest)
