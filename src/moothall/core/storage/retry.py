"""Whether a transaction is another try of one that met another.

Whoever tries again may leave to the workers what many write at once, such as the
date of a busy discussion, so that it does not meet the same others again.
"""

from pyramid.events import NewRequest

_AGAIN = object()


def mark_as_retry(transaction):
    """Say of a transaction that it has just begun anew what met another one."""
    transaction.set_data(_AGAIN, True)


def is_retry(item):
    """Whether the transaction in which ``item`` is changed is another try."""
    connection = item._p_jar
    if connection is None:
        return False
    try:
        return connection.transaction_manager.get().data(_AGAIN)
    except KeyError:
        return False


def _mark_requests(event):
    if event.request.environ.get("retry.attempt"):
        mark_as_retry(event.request.tm.get())


def includeme(config):
    config.add_subscriber(_mark_requests, NewRequest)
