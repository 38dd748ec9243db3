"""Ending a process that has served, or worked, until it was stopped."""

import logging
import os
import sys


def end(code):
    """Leave at once; everything is closed.

    Threads that are in the middle of something hold objects of Xapian, whose bindings abort the process when one
    of them goes while the interpreter is being taken apart.
    """
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)
