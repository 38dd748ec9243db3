"""End a command with one sentence where a file, a disk, a database or its output fails."""

import os
import signal
import sys
import threading
from collections.abc import Callable

from ZODB.POSException import POSError

from moothall.core.base.errors import MoothallError
from moothall.core.storage.failures import is_storage_failure

#: Exit codes of a program that was stopped by Ctrl-C or by the end of its reader: 128 and the number of the signal.
INTERRUPTED, UNREAD = 130, 141


def end_with_a_sentence(run: Callable[[], int | None]) -> int | None:
    """Return the exit code of ``run()``.

    Print a sentence to the error output and return 1 if it fails for a reason that the operator can remove.
    Errors in the code are raised.
    """
    _open_standard_streams()
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL and threading.current_thread() is threading.main_thread():
        # The script resets it for the time of the imports (buildout.cfg).
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        try:
            return run()
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _drop_output()
        return UNREAD
    except Exception as error:
        sentence = sentence_of_failure(error)
        if sentence is None:
            raise
        _drop_output()
        print(sentence, file=sys.stderr)
        return 1


def sentence_of_failure(error: Exception) -> str | None:
    """Return the sentence about a failing file or database for an operator; None for an error in the code."""
    if isinstance(error, OSError):
        reason = error.strerror or str(error)
        if error.filename2 is not None:
            return f"{_printable(error.filename)} cannot be copied or moved to {_printable(error.filename2)}: {reason}."
        if error.filename is not None:
            return f"{_printable(error.filename)} cannot be used: {reason}."
        return f"The command has stopped: {reason.removesuffix('.')}."
    if isinstance(error, MoothallError):
        return str(error.message)
    if isinstance(error, POSError) or is_storage_failure(error):
        reason = " ".join(f"{type(error).__name__}: {error}".split()).rstrip(":.")
        return f"The databases cannot be used: {reason}."
    return None


def _printable(name: object) -> str:
    return os.fsdecode(name) if isinstance(name, (str, bytes, os.PathLike)) else f"The file {name}"


def _open_standard_streams() -> None:
    """Replace closed standard streams, and print what the encoding of the terminal does not have as an escape."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # The lowest free number is used. Otherwise a database would get it, and what is printed with it.
            os.open(os.devnull, os.O_RDWR)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - for the whole process
    if getattr(sys.stdout, "errors", None) == "strict":
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def _drop_output() -> None:
    """Write what was printed; where that fails, drop it, because the interpreter would try again at its end."""
    try:
        sys.stdout.flush()
    except OSError:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)
