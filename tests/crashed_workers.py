"""Show at the end of a run what a process that crashed was doing, and fail the run whatever it did."""

import faulthandler
import shutil
import tempfile
from pathlib import Path

import pytest

#: Exit status of a run in which a process crashed; ``bootstrap.sh test`` repeats the run once.
CRASHED = 70


class CrashedWorkers:
    """Collect the tracebacks of worker processes that a signal such as a segmentation fault ends."""

    def __init__(self, config):
        self._of_worker = getattr(config, "workerinput", None)
        self._folder = Path(self._of_worker["crashes"] if self._of_worker else tempfile.mkdtemp(prefix="crashes-"))
        self._crashed = []

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node):
        """Tell a worker where to write."""
        node.workerinput["crashes"] = str(self._folder)

    def pytest_sessionstart(self):
        """Write a worker's traceback to a file of its own: on the shared standard error it is lost among the rest."""
        if self._of_worker:
            self._file = (self._folder / self._of_worker["workerid"]).open("w")
            faulthandler.enable(self._file)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node, error):
        """Remember a worker that ended before it was told to."""
        if error:
            self._crashed.append(node.gateway.id)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session):
        """Fail the run also when the worker had finished its tests."""
        if self._crashed:
            session.exitstatus = CRASHED

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter):
        """Print the tracebacks after everything else but the list of failed tests."""
        for name in self._crashed:
            file = self._folder / name
            traceback = file.read_text(errors="replace") if file.exists() else ""
            terminalreporter.section(f"Traceback of the crashed worker {name}")
            terminalreporter.write_line(traceback or "None was written: the process was killed, or ended itself.")

    def pytest_unconfigure(self):
        """Remove the files."""
        if not self._of_worker:
            shutil.rmtree(self._folder, ignore_errors=True)
