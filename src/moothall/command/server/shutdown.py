"""End the process of a server or worker after it was stopped."""

import logging
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, NoReturn


def end(code: int) -> NoReturn:
    """Exit immediately, after everything is closed.

    Threads that are still working hold objects of Xapian, whose bindings abort the process if one
    of them is freed while the interpreter shuts down.
    """
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)


def stop_on_signals(stop: Callable[[], Any]) -> None:
    """Call ``stop()`` on SIGTERM, as service managers send it, and on Ctrl-C; end immediately on the second one."""

    def handle(number: int, _frame: Any) -> None:
        signal.signal(number, lambda number, _frame: os._exit(128 + number))
        stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, handle)
