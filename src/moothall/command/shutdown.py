"""End the process of a server or worker after it was stopped."""

import logging
import os
import sys
from typing import NoReturn


def end(code: int) -> NoReturn:
    """Exit immediately, after everything is closed.

    Threads that are still working hold objects of Xapian, whose bindings abort the process if one
    of them is freed while the interpreter shuts down.
    """
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)
