"""Which errors mean that the storage failed: those answer 503, and everything else is a fault of ours."""

import errno
import types

import pytest
from ZODB.POSException import ConflictError, POSKeyError, StorageError

from moothall.core.storage.failures import is_storage_failure


def raised_in(module, error):
    """Return ``error`` as code of another package raised it."""
    code = types.ModuleType(module)
    exec("def fail(error):\n    raise error", code.__dict__)
    try:
        code.fail(error)
    except Exception as caught:
        return caught


@pytest.mark.parametrize("error", [
    OSError(errno.EIO, "Input/output error"), OSError(errno.ENOSPC, "No space"), StorageError("closed"),
    raised_in("relstorage.storage.tpc", Exception("Failed to close one or more resources: (OperationalError(),)")),
    raised_in("relstorage.adapters.connmanager", AttributeError("'NoneType' object has no attribute 'cursor'")),
])  # fmt: skip
def test_a_database_that_cannot_be_used_is_a_failure_of_the_storage(error):
    assert is_storage_failure(error)


@pytest.mark.parametrize("error", [
    None, ValueError("of ours"), ConflictError(), OSError(errno.ENOENT, "No such file"),
    raised_in("relstorage.storage", POSKeyError(b"\0" * 8)), raised_in("relstorage.storage", ConflictError()),
    raised_in("moothall.document.views", Exception("a fault")),
])  # fmt: skip
def test_everything_else_is_not(error):
    assert not is_storage_failure(error)
